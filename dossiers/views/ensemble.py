"""Agir sur une sélection : choisir le geste, lire ce qui l’empêche, confirmer, suivre rang par rang."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, ouvert_a
from dossiers import tasks
from dossiers.actions import ensemble as groupe
from dossiers.forms.ensemble import FormulaireDEnsemble, choisis
from dossiers.models import ActionGroupee, Dossier
from dossiers.views import communs
from dossiers.views.passages import METHODES
from workflows.moteur import Blocage

TOUT_DE_SUITE = 20  # rangs joués dans la requête même ; le facteur fait le reste, ou « Continuer »


@ouvert_a(EQUIPE)
@require_http_methods(METHODES)
def ensemble(request):
    """GET ou POST avec `dossiers` : la sélection. POST avec `confirmer` : l’action se garde et commence."""
    lu = request.POST if request.method == "POST" else request.GET
    try:
        dossiers = _selection(request.user, lu.getlist("dossiers"))
    except ValueError as trop:
        messages.error(request, str(trop))
        return redirect("dossiers:liste")
    formulaire = FormulaireDEnsemble(lu if "geste" in lu else None, personne=request.user)
    if formulaire.is_bound and formulaire.is_valid() and dossiers:
        if request.method == "POST" and "confirmer" in lu:
            return _confirmer(request, formulaire, dossiers)
        return _apercu(request, formulaire, dossiers)
    return _page(request, formulaire, dossiers)


def _selection(personne, valeurs):
    """Les dossiers choisis que cette personne voit, dans l’ordre de la sélection ; les autres n’existent pas."""
    cles = choisis(valeurs)
    connus = Dossier.objects.visibles_par(personne).select_related(*groupe.LIENS).in_bulk(cles)
    return [connus[cle] for cle in cles if cle in connus]


def _page(request, formulaire, dossiers, **contexte):
    contexte |= {"formulaire": formulaire, "dossiers": dossiers}
    return render(request, "dossiers/ensemble.html", contexte)


def _apercu(request, formulaire, dossiers):
    geste, donnees = formulaire.cleaned_data["geste"], formulaire.donnees()
    empeches = groupe.empechements(geste, dossiers, par=request.user, donnees=donnees)
    rangees = [(dossier, empeches.get(dossier.pk, "")) for dossier in dossiers]
    rangees.sort(key=lambda rangee: not rangee[1])  # ce qui est empêché d’abord : c’est cela qu’on vient lire
    prets = len(dossiers) - len(empeches)
    return _page(request, formulaire, dossiers, rangees=rangees, prets=prets, empeches=len(empeches))


def _confirmer(request, formulaire, dossiers):
    cle = communs.saisie(request)["cle"] or uuid.uuid4()
    lues = {"par": request.user, "donnees": formulaire.donnees(), "precision": formulaire.precision()}
    try:
        action = groupe.confirmer(formulaire.cleaned_data["geste"], dossiers, cle=cle, **lues)
    except Blocage as blocage:
        formulaire.refuser(blocage)
        return _apercu(request, formulaire, dossiers)
    _avancer(action)
    return redirect(action)


def _avancer(action):
    """Quelques rangs tout de suite ; le facteur est réveillé pour les autres."""
    if groupe.poursuivre(action, au_plus=TOUT_DE_SUITE) == TOUT_DE_SUITE:
        transaction.on_commit(tasks.reveiller, robust=True)


@ouvert_a(EQUIPE)
@require_http_methods(METHODES)
def ensemble_suivi(request, pk):
    """Où en est l’action, rang par rang ; POST : continuer, si rien d’autre ne la mène."""
    action = get_object_or_404(ActionGroupee.objects.visibles_par(request.user), pk=pk)
    if request.method == "POST":
        _avancer(action)
        return redirect(action)
    visibles = Dossier.objects.visibles_par(request.user)
    rangs = action.rangs.filter(dossier__in=visibles).select_related("dossier__campagne", "dossier__organisation")
    contexte = {"action": action, "rangs": list(rangs), "comptes": action.comptes()}
    gabarit = "dossiers/_suivi.html" if request.headers.get("HX-Request") else "dossiers/ensemble_suivi.html"
    return render(request, gabarit, contexte)
