"""Les suites du comité : où en est chaque ligne, et les gestes d’un financeur sur toutes ses lignes à la fois."""

from collections import Counter

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, FINANCEUR, ouvert_a
from dossiers import regles
from dossiers.actions.en_bloc import deja_joue, jouer_en_bloc
from gouvernance.suites.bloc import GESTES, Bloc
from gouvernance.suites.chaine import ETAPES, suites_de
from gouvernance.suites.filtres import TRIS, Filtre, de_la_seance, financeurs_de
from gouvernance.suites.portes import campagne_des_suites, est_de_l_equipe, guichet_pour_agir
from programmation.models import Seance
from workflows.moteur import Blocage
from workflows.requete import cle_vue, entier

PARTIES = "{} ligne{} {} changé d’état entre-temps : relisez ce qui reste, puis recommencez. Rien n’est écrit."
FORMULAIRE = require_http_methods(["GET", "HEAD", "POST"])


@ouvert_a(EQUIPE, FINANCEUR)
def chaine(request, campagne):
    """Chaque ligne et ce qui la suit ; les comptes d’étape sont ceux de tout ce que la personne lit."""
    campagne, filtre = campagne_des_suites(request, campagne), Filtre.lu(request.GET)
    toutes = de_la_seance(suites_de(campagne, request.user), filtre.seance)
    comptes = Counter(etape for suite in toutes for etape in suite.etapes)
    contexte = _cadre(request, campagne, filtre, toutes) | {
        "suites": filtre.garder(toutes),
        "etapes": [(code, libelle, comptes[code]) for code, libelle in ETAPES.items()],
        "a_faire": _a_faire(campagne, toutes, request.user),
    }
    return render(request, "suites/chaine.html", contexte)


def _cadre(request, campagne, filtre, toutes):
    """Ce que partagent les pages des suites."""
    return {
        "campagne": campagne,
        "seance": Seance.objects.visibles_par(request.user).filter(pk=filtre.seance, campagne=campagne).first()
        if filtre.seance
        else None,
        "filtre": filtre,
        "est_equipe": est_de_l_equipe(campagne, request.user),
        "tris": [(nom, libelle) for nom, (libelle, _) in TRIS.items()],
        "financeurs": financeurs_de(toutes),
    }


def _a_faire(campagne, suites, personne):
    """[(guichet, [(adresse, titre, combien)])] : ce que cette personne peut faire en bloc, guichet par guichet."""
    dus = []
    for guichet in financeurs_de(suites):
        if not regles.parle_pour(guichet, campagne, personne):
            continue
        siennes = [suite for suite in suites if suite.ligne.financeur_id == guichet.pk]
        gestes = [
            (reverse("suites:bloc", args=[campagne.pk, guichet.pk, nom]), geste.titre, combien)
            for nom, geste in GESTES.items()
            if (combien := sum(geste.etape in suite.etapes for suite in siennes))
        ]
        if gestes:
            dus.append((guichet, gestes))
    return dus


@ouvert_a(EQUIPE, FINANCEUR)
@FORMULAIRE
def bloc(request, campagne, financeur, geste):
    """Un geste sur toutes les lignes d’un guichet : entier, ou rien. Le vote se relit avant d’être écrit."""
    campagne = campagne_des_suites(request, campagne)
    guichet = guichet_pour_agir(request, campagne, financeur)
    if geste not in GESTES:
        raise Http404
    du_guichet = Filtre(financeur=guichet.pk, etape=GESTES[geste].etape)
    de_qui = de_la_seance(suites_de(campagne, request.user), entier(request.GET.get("seance")))
    suites = du_guichet.garder(de_qui)
    if request.method != "POST":
        return _montrer(request, campagne, guichet, geste, Bloc(GESTES[geste], suites))
    retour = f"{reverse('suites:chaine', args=[campagne.pk])}?financeur={guichet.pk}"
    if deja_joue(cle_vue(request), request.user):
        return redirect(retour)
    rempli = Bloc(GESTES[geste], suites, request.POST)
    if rempli.est_valable() and _est_relu(request, geste, rempli) and _jouer(request, rempli):
        return redirect(retour)
    return _montrer(request, campagne, guichet, geste, rempli)


def _est_relu(request, geste, rempli):
    """Seul un vote se relit ; et une ligne partie entre-temps se dit, on ne l’oublie pas."""
    if n := rempli.disparues():
        rempli.en_tete.add_error(None, PARTIES.format(n, "s" if n > 1 else "", "ont" if n > 1 else "a"))
        return False
    return geste != "voter" or request.POST.get("vu") == rempli.empreinte()


def _jouer(request, rempli):
    """Vrai si tout est écrit ; sinon chaque ligne bloquée dit pourquoi."""
    rangs = rempli.rangs_retenus()
    try:
        blocages = jouer_en_bloc(rangs, par=request.user, cle=cle_vue(request))
    except Blocage as blocage:
        blocages = {0: blocage.motifs}
    rempli.dire(blocages)
    if not blocages:
        contraires = sum(rang.geste == "refuser_au_vote" for rang in rangs)
        suite = f", dont {contraires} vote{'s' if contraires > 1 else ''} contraire{'s' if contraires > 1 else ''}"
        messages.success(request, f"{len(rangs)} {rempli.geste.fait}{suite if contraires else ''}.")
    return not blocages


def _montrer(request, campagne, guichet, geste, rempli):
    relu = request.method == "POST" and geste == "voter" and not rempli.fautifs
    contexte = {
        "campagne": campagne, "guichet": guichet, "geste": rempli.geste, "nom": geste, "bloc": rempli,
        "fautifs": rempli.fautifs, "change": rempli.ce_qui_suit() if relu else None,
        "vu": rempli.empreinte() if relu else "",
    }  # fmt: skip
    return render(request, "suites/bloc.html", contexte)
