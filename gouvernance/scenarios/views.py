"""Les scénarios : l’équipe les prépare, les remplit, les compare ; le chef de projet en choisit un. À nul autre."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes.acces import CHEF, EQUIPE, ouvert_a
from dossiers import actions
from gouvernance.scenarios import comparaison, lectures, tableur
from gouvernance.scenarios.forms import NomForm, RemplirForm, lire_les_montants
from gouvernance.seances.portes import seance_de_l_equipe
from papiers.tableur import FORMATS
from programmation import regles
from programmation.models import Temps
from workflows.moteur import Blocage
from workflows.requete import entier, version_vue

FORMULAIRE = require_http_methods(["GET", "HEAD", "POST"])


def _comite(request, pk):
    """Le comité des financeurs que prépare cette personne ; une séance d’un autre temps n’a pas de scénario."""
    seance = seance_de_l_equipe(request, pk)
    if seance.temps != Temps.FINANCEURS:
        raise Http404
    return seance


def _scenario(request, pk, scenario):
    seance = _comite(request, pk)
    lu = get_object_or_404(lectures.scenarios_de(seance, request.user), pk=scenario)
    lu.seance = seance
    return lu


# 1. La liste ---------------------------------------------------------------------------------------------


@ouvert_a(EQUIPE)
@FORMULAIRE
def liste(request, pk):
    seance = _comite(request, pk)
    form = NomForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            nouveau = actions.creer_un_scenario(seance, form.cleaned_data["nom"], par=request.user)
        except Blocage as blocage:
            form.refuser(blocage)
        else:
            messages.success(
                request, f"« {nouveau} » est créé. Remplissez-le d’un geste, puis retouchez-le case par case."
            )
            return redirect("seances:scenario", pk, nouveau.pk)
    lignes = lectures.lignes_lues(seance, request.user)
    contexte = {
        "seance": seance, "form": form, "lignes": lignes, "est_chef": regles.chef(seance, request.user),
        "resumes": lectures.resumes(seance, request.user, lignes), "par_page": lectures.DOSSIERS_PAR_PAGE,
    }  # fmt: skip
    return render(request, "scenarios/liste.html", contexte)


# 2. Un scénario ------------------------------------------------------------------------------------------


@ouvert_a(EQUIPE)
@FORMULAIRE
def scenario(request, pk, scenario):
    """La grille des montants ; une page de dossiers à la fois, pour qui en a beaucoup."""
    lu = _scenario(request, pk, scenario)
    lignes = lectures.lignes_lues(lu.seance, request.user)
    if request.method == "GET" and request.GET.get("format") in FORMATS:
        return tableur.emporter_les_scenarios(request.GET["format"], lignes, [lu], "scenario")
    saisies, fautes, erreurs = {}, {}, ()
    if request.method == "POST":
        montants, saisies, fautes = lire_les_montants(request.POST, lignes)
        erreurs = () if fautes else _ecrire(request, lu, montants)
        if not fautes and not erreurs:
            messages.success(request, "Les montants sont enregistrés.")
            return redirect(request.get_full_path())
    contexte = lectures.page_de(request, lu, lignes, saisies, fautes) | {"erreurs": erreurs}
    return render(request, "scenarios/scenario.html", contexte)


def _ecrire(request, scenario, montants):
    try:
        actions.ecrire_les_montants(scenario, montants, par=request.user, version=version_vue(request))
    except Blocage as blocage:
        return blocage.motifs
    return ()


@ouvert_a(EQUIPE)
@require_POST
def geste(request, pk, scenario):
    """Copier, renommer, effacer, remplir : chacun rend à la page d’où l’on vient, avec ce qui fut fait ou refusé."""
    lu = _scenario(request, pk, scenario)
    faire = _GESTES.get(request.POST.get("geste"))
    if faire is None:
        messages.error(request, "Ce geste n’existe pas.")
        return redirect("seances:scenario", pk, lu.pk)
    try:
        return faire(request, lu)
    except Blocage as blocage:
        for motif in blocage.motifs:
            messages.error(request, motif)
        return redirect("seances:scenario", pk, lu.pk)


def _copier(request, scenario):
    copie = actions.creer_un_scenario(
        scenario.seance, actions.nom_de_copie(scenario), par=request.user, modele=scenario
    )
    messages.success(request, f"« {copie} » est créé, avec les montants de « {scenario} ».")
    return redirect("seances:scenario", scenario.seance_id, copie.pk)


def _renommer(request, scenario):
    form = NomForm(request.POST)
    if not form.is_valid():
        raise Blocage(form.errors["nom"][0])
    nom = form.cleaned_data["nom"]
    actions.renommer_le_scenario(scenario, nom, par=request.user, version=version_vue(request))
    messages.success(request, f"Le scénario s’appelle maintenant « {nom} ».")
    return redirect("seances:scenario", scenario.seance_id, scenario.pk)


def _effacer(request, scenario):
    actions.effacer_le_scenario(scenario, par=request.user, version=version_vue(request))
    messages.success(request, f"« {scenario} » est effacé.")
    return redirect("seances:scenarios", scenario.seance_id)


def _remplir(request, scenario):
    form = RemplirForm(request.POST, seance=scenario.seance)
    if not form.is_valid():
        raise Blocage(*(f"{form.fields[nom].label} : {fautes[0]}" for nom, fautes in form.errors.items()))
    ecrits = actions.remplir_le_scenario(scenario, form.consigne, par=request.user, version=version_vue(request))
    messages.success(
        request, f"{ecrits} montant{'s sont écrits' if ecrits > 1 else ' est écrit'}. Retouchez-les case par case."
    )
    return redirect("seances:scenario", scenario.seance_id, scenario.pk)


_GESTES = {"copier": _copier, "renommer": _renommer, "effacer": _effacer, "remplir": _remplir}


@ouvert_a(CHEF)
@require_POST
def choisir(request, pk, scenario):
    """Le scénario que la grille montrera comme « proposé »."""
    lu = _scenario(request, pk, scenario)
    if not regles.chef(lu.seance, request.user):
        raise Http404
    try:
        actions.choisir_le_scenario(lu, par=request.user, version=version_vue(request))
        messages.success(request, f"« {lu} » est choisi : la grille part de ses montants.")
    except Blocage as blocage:
        messages.error(request, blocage.motifs[0])
    return redirect("seances:scenarios", pk)


# 3. Comparer ---------------------------------------------------------------------------------------------


@ouvert_a(EQUIPE)
def comparer(request, pk):
    """De deux à quatre scénarios, côte à côte ; le premier sert de référence."""
    seance = _comite(request, pk)
    tous = list(lectures.scenarios_de(seance, request.user))
    voulus = {entier(texte) for texte in request.GET.getlist("s")}
    choisis = [s for s in tous if s.pk in voulus][: comparaison.AU_PLUS]
    if len(choisis) < comparaison.AU_MOINS:
        choisis = tous[: comparaison.AU_PLUS]
    lignes = lectures.lignes_lues(seance, request.user)
    if request.GET.get("format") in FORMATS:
        return tableur.emporter_les_scenarios(request.GET["format"], lignes, choisis, "scenarios")
    contexte = {"seance": seance, "tous": tous, "choisis": choisis}
    if len(choisis) >= comparaison.AU_MOINS:
        contexte["comparaison"] = comparaison.comparer(lignes, choisis)
    return render(request, "scenarios/comparer.html", contexte)
