"""Repartir d’une année passée : reconduire en choisissant ce que l’on garde, ou ouvrir l’année suivante d’une convention."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, PORTEUR, ouvert_a
from dossiers import regles
from dossiers.actions import copie
from dossiers.actions import reconduction as actions
from dossiers.forms.reconduction import FormulaireAnneeSuivante, FormulaireReconduction
from dossiers.models import Dossier
from dossiers.views import communs
from dossiers.views.passages import METHODES
from programmation.models import ObjectifOperationnel
from workflows.moteur import Blocage, manques_de


@dataclass(frozen=True)
class Destin:
    """Un objectif d’hier, et celui qui le vaut dans la nouvelle campagne ; rien s’il est clos sans suite."""

    objectif: ObjectifOperationnel
    devient: ObjectifOperationnel | None

    @property
    def est_le_meme(self):
        return self.devient == self.objectif


@ouvert_a(PORTEUR, EQUIPE)
@require_http_methods(METHODES)
def reconduire(request, pk):
    dossier = _de_qui_reconduit(request, pk)
    campagnes = actions.campagnes_de_reconduction(dossier)
    saisie = request.POST if request.method == "POST" else None
    formulaire = FormulaireReconduction(saisie, dossier=dossier, campagnes=campagnes)
    if saisie is not None and formulaire.is_valid():
        try:
            ouvert, est_nouveau = actions.reconduire(
                dossier, par=request.user, cle=communs.saisie(request)["cle"], **formulaire.cleaned_data
            )
            return _vers(request, ouvert, est_nouveau)
        except Blocage as blocage:
            formulaire.refuser(blocage)
    return render(request, "dossiers/reconduire.html", _contexte(request, dossier, list(campagnes), formulaire))


@ouvert_a(PORTEUR, EQUIPE)
@require_http_methods(METHODES)
def annee_suivante(request, pk):
    """L’année suivante d’une convention pluriannuelle : ce qui manque pour l’ouvrir, ou le bouton qui l’ouvre."""
    dossier = _de_qui_reconduit(request, pk)
    saisie = request.POST if request.method == "POST" else None
    formulaire = FormulaireAnneeSuivante(saisie, initial={"numero_dauphin": actions.numero_propose(dossier)})
    if saisie is not None and formulaire.is_valid():
        try:
            ouvert = actions.ouvrir_l_annee_suivante(
                dossier, par=request.user, cle=communs.saisie(request)["cle"], **formulaire.cleaned_data
            )
            return _vers(request, ouvert, est_nouveau=True)
        except Blocage as blocage:
            formulaire.refuser(blocage)
    contexte = {
        "dossier": dossier,
        "formulaire": formulaire,
        "manques": manques_de(regles.OUVRIR_L_ANNEE_SUIVANTE, dossier),
        "annee": dossier.campagne.annee + 1,
    }
    return render(request, "dossiers/annee_suivante.html", contexte)


def _de_qui_reconduit(request, pk):
    dossier = communs.ouvrir_en_entier(request, pk)
    if not regles.reconduit(dossier, request.user):
        raise Http404
    return dossier


def _vers(request, ouvert, est_nouveau):
    """Vers le brouillon ; celui qui existait déjà se montre à qui peut le lire."""
    annee = ouvert.campagne.annee
    if est_nouveau:
        messages.success(request, f"Le brouillon {ouvert.reference} est ouvert pour {annee} : relisez ce qui change.")
        return redirect("dossiers:modifier", ouvert.pk)
    if Dossier.objects.visibles_par(request.user).filter(pk=ouvert.pk).exists():
        messages.info(request, f"Cette action a déjà son dossier {annee} : le voici. Rien n’a été ajouté.")
        return redirect(ouvert)
    messages.info(request, f"Cette action a déjà son dossier {annee}. Rien n’a été ajouté.")
    return redirect("dossiers:liste")


def _contexte(request, dossier, campagnes, formulaire):
    visibles = Dossier.objects.visibles_par(request.user)
    deja = [d for c in campagnes if (d := regles.deja_ouvert(dossier, c)) and visibles.filter(pk=d.pk).exists()]
    campagne = campagnes[-1] if campagnes else None
    destins = copie.objectifs_d_aujourd_hui(copie.objectifs_de(dossier), campagne.annee) if campagne else {}
    partis = campagne and dossier.lignes.exclude(financeur__in=campagne.financeurs.all())
    return {
        "dossier": dossier,
        "formulaire": formulaire,
        "campagne": campagne,
        "campagnes": campagnes,
        "deja": deja,
        "destins": [Destin(objectif, devient) for objectif, devient in destins.items()],
        "partis": list(partis.select_related("financeur__organisation")) if campagne else [],
    }
