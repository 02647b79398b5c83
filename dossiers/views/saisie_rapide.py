"""La saisie rapide : l’écran, la recherche d’un porteur pendant la frappe, l’avertissement d’un numéro déjà pris."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comptes.acces import EQUIPE, ouvert_a
from comptes.models import Organisation
from dossiers import actions, porteurs
from dossiers.forms.saisie_rapide import FormulaireDeSaisie, jumeaux_de
from dossiers.models import Dossier
from dossiers.statuts import Statut
from dossiers.views.passages import METHODES
from programmation.models import Campagne
from workflows.moteur import Blocage
from workflows.requete import cle_vue, entier
from workflows.temps import maintenant

EN_MEME_TEMPS = "Quelqu’un vient d’écrire les mêmes données : rien n’est écrit. Relisez, puis recommencez."
SANS_RECHERCHE = 200  # organisations proposées d’emblée, à qui n’a pas JavaScript


@ouvert_a(EQUIPE)
@require_http_methods(METHODES)
def saisir(request):
    """Un dossier entier pour l’équipe, en une fois ; le même formulaire envoyé deux fois n’en ouvre qu’un."""
    if request.method == "POST" and (deja := _deja_saisi(request)):
        messages.info(request, f"Ce formulaire avait déjà ouvert le dossier {deja.reference} : rien n’a été ajouté.")
        return _suite(deja)
    campagnes = _campagnes(request)
    campagne = _campagne(request, campagnes)
    if campagne is None:
        return render(request, "dossiers/saisie.html", {"campagnes": []})
    donnees = request.POST if request.method == "POST" else None
    formulaire = FormulaireDeSaisie(donnees, personne=request.user, campagnes=campagnes, campagne=campagne)
    if donnees is not None and formulaire.is_valid() and (dossier := _saisir(request, formulaire)):
        return _suite(dossier)
    contexte = {
        "formulaire": formulaire,
        "campagne": campagne,
        "campagnes": campagnes,
        "proposees": [porteurs.designation(o) for o in Organisation.objects.order_by("nom")[:SANS_RECHERCHE]],
    }
    return render(request, "dossiers/saisie.html", contexte)


def _campagnes(request):
    vivantes = Campagne.objects.de_l_equipe(request.user).en_cours()
    return vivantes.select_related("convention__commune").distinct().order_by("-annee")


def _campagne(request, campagnes):
    """Celle que l’on demande ; sinon celle où l’on dépose, sinon la dernière. Une autre que les siennes n’existe pas."""
    voulue = request.POST.get("campagne") or request.GET.get("campagne")
    if voulue:
        cle = entier(voulue)
        return next((c for c in campagnes if c.pk == cle), None) or next(iter(campagnes), None)
    instant = maintenant()
    return next((c for c in campagnes if c.recoit_a(instant)), None) or next(iter(campagnes), None)


def _deja_saisi(request):
    """Le dossier qu’a ouvert un premier envoi de ce même formulaire."""
    cle = cle_vue(request)
    return Dossier.objects.filter(cle=cle, cree_par=request.user).first() if cle else None


def _suite(dossier):
    brouillon = dossier.statut == Statut.BROUILLON
    return redirect("dossiers:modifier", dossier.pk) if brouillon else redirect(dossier)


def _saisir(request, formulaire):
    """Le dossier de ce formulaire. Rien si la porte refuse : le formulaire le dit."""
    for cle in (cle_vue(request), None):
        try:
            return _ecrire(request, formulaire, cle)
        except (
            IntegrityError
        ):  # le même formulaire, au même instant ; la clé d’une autre personne ; un SIRET qui vient d’être pris
            if deja := _deja_saisi(request):
                return deja
        except Blocage as blocage:
            formulaire.refuser(blocage)
            return None
    formulaire.add_error(None, EN_MEME_TEMPS)
    return None


@transaction.atomic
def _ecrire(request, formulaire, cle):
    donnees = formulaire.cleaned_data
    dossier = actions.ouvrir_un_dossier(
        donnees["campagne"], formulaire.organisation(), par=request.user, cle=cle, **formulaire.champs()
    )
    dossier.quartiers.set(donnees["quartiers"])
    actions.saisir_les_demandes(dossier, formulaire.demandes())
    if formulaire.enregistre:
        actions.avancer(dossier, "enregistrer", par=request.user, version=dossier.version)
        messages.success(request, f"Le dossier {dossier.reference} est enregistré.")
        dossier = Dossier.objects.get(pk=dossier.pk)
    else:
        messages.success(request, f"Le brouillon {dossier.reference} est ouvert. Complétez-le à votre rythme.")
    return dossier


@ouvert_a(EQUIPE)
@require_safe
def chercher_un_porteur(request):
    """Les organisations que propose la liste pendant la frappe (htmx)."""
    texte = request.GET.get("porteur", "")[:100].replace("\0", "")
    trouvees = [porteurs.designation(o) for o in porteurs.chercher(texte)] if len(texte.strip()) > 1 else []
    return render(request, "dossiers/_porteurs.html", {"proposees": trouvees})


@ouvert_a(EQUIPE)
@require_safe
def chercher_un_jumeau(request):
    """Dit aussitôt si ce numéro Dauphin est déjà celui d’un dossier de la campagne (htmx)."""
    campagne = _campagne(request, _campagnes(request))
    if campagne is None:
        raise Http404
    numero = request.GET.get("numero_dauphin", "")[:20].replace("\0", "")
    return render(request, "dossiers/_jumeaux.html", {"jumeaux": jumeaux_de(numero, campagne, request.user)})
