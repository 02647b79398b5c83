"""« Recopier dans Dauphin » : chaque valeur à sa place, ce qui est déjà fait, et le numéro à rapporter."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, PORTEUR, ouvert_a
from dossiers import regles
from dossiers.actions.dauphin import note_dauphin, noter_dauphin
from dossiers.forms.recopier import FormulaireDauphin
from dossiers.impression import dauphin
from dossiers.impression.lecture import imprimable
from dossiers.models import Recopie
from dossiers.views import communs
from dossiers.views.jumeaux import jumeaux_lus, memes_numeros
from dossiers.views.passages import METHODES
from workflows.moteur import Blocage


@ouvert_a(PORTEUR, EQUIPE)
@require_http_methods(METHODES)
def recopier(request, pk):
    dossier = communs.ouvrir_en_entier(request, pk)
    if not note_dauphin(dossier, request.user):
        raise Http404
    rubriques = dauphin.rubriques(imprimable(dossier))
    if request.method != "POST":
        return _montrer(request, dossier, rubriques, FormulaireDauphin(dossier=dossier))
    if request.POST.get("geste") == "liste":
        return _cocher(request, dossier, rubriques)
    formulaire = FormulaireDauphin(request.POST, dossier=dossier)
    if formulaire.is_valid() and _noter(request, dossier, formulaire):
        return redirect("dossiers:recopier", dossier.pk)
    return _montrer(request, dossier, rubriques, formulaire)


def _noter(request, dossier, formulaire):
    lu = formulaire.cleaned_data
    numero, depose_le = lu["numero_dauphin"], lu["depose_sur_dauphin_le"]
    try:
        noter_dauphin(dossier, par=request.user, numero=numero, depose_le=depose_le, **communs.saisie(request))
    except Blocage as blocage:
        formulaire.refuser(blocage)
        return False
    messages.success(request, f"Le numéro Dauphin {numero} est noté.")
    dossier.numero_dauphin = numero
    if lus := jumeaux_lus(dossier, request.user):
        messages.warning(request, f"Le dossier {lus[0].reference}, « {lus[0]} », porte déjà ce numéro. Vérifiez-le.")
    elif memes_numeros(dossier).exists():
        messages.warning(request, regles.NUMERO_CONNU)
    return True


def _cocher(request, dossier, rubriques):
    """Garde la liste telle que cochée ; une clé qui n’est pas de cette page est ignorée."""
    cles = [ligne.cle for rubrique in rubriques for ligne in rubrique.lignes]
    cochees = [cle for cle in cles if cle in set(request.POST.getlist("fait"))]
    Recopie.objects.update_or_create(dossier=dossier, personne=request.user, defaults={"cochees": cochees})
    messages.success(request, f"Votre liste est gardée : {len(cochees)} lignes sur {len(cles)}.")
    return redirect("dossiers:recopier", dossier.pk)


def _montrer(request, dossier, rubriques, formulaire):
    recopie = Recopie.objects.filter(dossier=dossier, personne=request.user).first()
    contexte = {
        "dossier": dossier,
        "rubriques": rubriques,
        "cochees": set(recopie.cochees) if recopie else set(),
        "total": sum(len(rubrique.lignes) for rubrique in rubriques),
        "avertissement": dauphin.avertissement(),
        "formulaire": formulaire,
        "version": dossier.version,
    }
    return render(request, "dossiers/recopier.html", contexte)
