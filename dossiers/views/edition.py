"""Écrire un dossier : ouvrir un brouillon, puis le remplir section par section, à plusieurs s’il le faut."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, PORTEUR, ouvert_a
from comptes.models import Organisation, Qualite
from dossiers import actions, regles
from dossiers.forms.ouverture import FormulaireDeSaisie, FormulaireOuverture, organisations_ou_ecrire
from dossiers.forms.projet import FormulaireDossier
from dossiers.models import Dossier
from dossiers.statuts import Statut
from dossiers.views import communs
from dossiers.views.passages import METHODES
from workflows.concurrence import ecarts_avec, postees
from workflows.differences import instantane
from workflows.moteur import Blocage, modifier
from workflows.temps import maintenant

# Ouvrir --------------------------------------------------------------------------------------------------


@ouvert_a(PORTEUR, EQUIPE)
@require_http_methods(METHODES)
def nouveau(request):
    """Trois questions, et le brouillon existe : rien de ce qui suit ne peut plus se perdre."""
    classe = FormulaireOuverture if organisations_ou_ecrire(request.user).exists() else FormulaireDeSaisie
    if classe is FormulaireDeSaisie and not Organisation.objects.ou_agit(request.user, Qualite.EQUIPE).exists():
        raise Http404
    formulaire = classe(request.POST if request.method == "POST" else None, personne=request.user)
    if request.method == "POST" and formulaire.is_valid():
        ouvert = _ouvrir(request, formulaire)
        messages.success(request, f"Le brouillon {ouvert.reference} est ouvert. Complétez-le à votre rythme.")
        return redirect("dossiers:modifier", ouvert.pk)
    par_l_equipe = classe is FormulaireDeSaisie
    return render(request, "dossiers/nouveau.html", {"formulaire": formulaire, "par_l_equipe": par_l_equipe})


def _ouvrir(request, formulaire):
    """Le brouillon de ce formulaire ; envoyé deux fois, il n’en ouvre qu’un."""
    cle = communs.saisie(request)["cle"]
    deja = Dossier.objects.filter(cle=cle, cree_par=request.user) if cle else Dossier.objects.none()
    try:
        return deja.first() or _creer(request, formulaire, cle)
    except IntegrityError:  # le même formulaire, au même instant, dans un autre onglet ; ou la clé d’une autre personne
        return deja.first() or _creer(request, formulaire, None)


@transaction.atomic
def _creer(request, formulaire, cle):
    campagne, porteur = formulaire.cleaned_data["campagne"], formulaire.porteur()
    return actions.ouvrir_un_dossier(campagne, porteur, par=request.user, cle=cle, **formulaire.champs())


# Remplir -------------------------------------------------------------------------------------------------


@ouvert_a(PORTEUR, EQUIPE)
@require_http_methods(METHODES)
def modifier_dossier(request, pk):
    dossier = _a_rediger(request, pk)
    if request.method == "POST":
        return _enregistrer(request, dossier)
    if not regles.redige(dossier, request.user):
        messages.error(request, _ne_s_ecrit_plus(dossier, request.user))
        return redirect(dossier)
    return _montrer(request, dossier, FormulaireDossier(dossier=dossier), dossier.version)


def _a_rediger(request, pk):
    dossier = communs.ouvrir_en_entier(request, pk)
    if not regles.redacteur(dossier, request.user) and not regles.equipe_qui_a_saisi(dossier, request.user):
        raise Http404
    return dossier


def _ne_s_ecrit_plus(dossier, personne):
    return f"Ce dossier ne s’écrit plus : il est « {dossier.statut_pour(personne).label} »."


def _enregistrer(request, dossier):
    formulaire = FormulaireDossier(postees(request, FormulaireDossier(dossier=dossier)), dossier=dossier)
    version = communs.saisie(request)["version"]
    if formulaire.is_valid():
        try:
            _ecrire(dossier, formulaire, version, request.user)
            messages.success(request, "Enregistré.")
            return redirect(dossier if "relire" in request.POST else request.path)
        except Blocage as blocage:
            formulaire.refuser(blocage)
            dossier = _a_rediger(request, dossier.pk)
    return _montrer(request, dossier, formulaire, version)


def _ecrire(dossier, formulaire, version, par):
    par.relire_ses_droits()
    with modifier(dossier, version=-1 if version is None else version) as frais:
        if not regles.redige(frais, par):
            raise Blocage(_ne_s_ecrit_plus(frais, par))
        formulaire.enregistrer(frais)
        frais.modifie_par, frais.modifie_le = par, maintenant()


def _montrer(request, dossier, formulaire, version):
    enregistre = FormulaireDossier(dossier=dossier)
    manques = communs.manques_au_depot(dossier)
    contexte = {
        "dossier": dossier,
        "formulaire": formulaire,
        "ecarts": ecarts_avec(request, formulaire, enregistre, version, dossier.version),
        "version": dossier.version,
        "origine": instantane(enregistre),
        "manques": manques,
        "prets": len(communs.ANCRES) - len(manques),
        "points": len(communs.ANCRES),
        "est_brouillon": dossier.statut == Statut.BROUILLON,
        "est_signataire": regles.signataire(dossier, request.user),
        "signataires": communs.signataires_de(dossier),
    }
    return render(request, "dossiers/formulaire.html", contexte)
