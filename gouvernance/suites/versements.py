"""L’état des versements d’une campagne, ses totaux par financeur, son tableur ; et « Mes subventions », pour le porteur."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, FINANCEUR, PORTEUR, ouvert_a
from comptes.models import Organisation, Qualite
from dossiers import regles
from dossiers.actions.versements import corriger_un_versement
from dossiers.models import ActeAttributif, Ligne, Versement
from dossiers.statuts import ACQUISES, StatutLigne
from gouvernance.suites.chaine import suites_de
from gouvernance.suites.filtres import TRIS, Filtre, de_la_seance, financeurs_de, totaux_de
from gouvernance.suites.forms import CorrectionForm
from gouvernance.suites.portes import avec_totaux, campagne_des_suites, est_de_l_equipe, lignes_lues
from papiers.tableur import FORMATS, Nature, Titre, emporter
from workflows.moteur import Blocage
from workflows.requete import cle_vue, version_vue

TITRES = (
    Titre("Dossier", largeur=12), Titre("Action", largeur=40), Titre("Porteur", largeur=28), Titre("Financeur", largeur=24),
    Titre("Accordé", Nature.EUROS, 13), Titre("Voté le", Nature.JOUR, 12), Titre("Délibération ou arrêté", largeur=22),
    Titre("Notifiée le", Nature.INSTANT, 17), Titre("Engagement", largeur=18), Titre("Versé", Nature.EUROS, 13),
    Titre("Reste à verser", Nature.EUROS, 14), Titre("Jours depuis la notification", Nature.ENTIER, 10),
    Titre("Délai", largeur=26), Titre("État", largeur=14),
)  # fmt: skip


@ouvert_a(EQUIPE, FINANCEUR)
def versements(request, campagne):
    campagne, filtre = campagne_des_suites(request, campagne), Filtre.lu(request.GET)
    toutes = [suite for suite in suites_de(campagne, request.user) if suite.ligne.statut in ACQUISES]
    suites = filtre.garder(de_la_seance(toutes, filtre.seance))
    if request.GET.get("format") in FORMATS:
        nom = f"versements-{campagne.annee}"
        return emporter(request.GET["format"], nom, TITRES, map(_pour_un_tableur, suites))
    totaux, tout = totaux_de(suites)
    contexte = {
        "campagne": campagne, "filtre": filtre, "suites": suites, "totaux": totaux, "tout": tout,
        "financeurs": financeurs_de(toutes), "tris": [(nom, libelle) for nom, (libelle, _) in TRIS.items()],
        "corrigent": _corrigent(campagne, suites, request.user), "est_equipe": est_de_l_equipe(campagne, request.user),
    }  # fmt: skip
    return render(request, "suites/versements.html", contexte)


def _corrigent(campagne, suites, personne):
    """Les guichets pour lesquels cette personne note et corrige des versements."""
    return {f.pk for f in financeurs_de(suites) if regles.parle_pour(f, campagne, personne)}


def _pour_un_tableur(suite):
    ligne, dossier = suite.ligne, suite.ligne.dossier
    return (
        dossier.reference, dossier.intitule, str(dossier.organisation), str(ligne.financeur), ligne.accorde, ligne.vote_le,
        ligne.vote_reference or None, ligne.notifiee_le, ligne.engagement or None, ligne.total_verse,
        ligne.accorde - ligne.total_verse, suite.delai.jours if suite.delai else None,
        suite.delai.mots if suite.delai else None, ligne.get_statut_display(),
    )  # fmt: skip


@ouvert_a(EQUIPE, FINANCEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def corriger(request, campagne, versement):
    """Redresse un versement mal saisi ; la ligne soldée ne se corrige plus."""
    campagne = campagne_des_suites(request, campagne)
    lignes = lignes_lues(campagne, request.user).filter(statut=StatutLigne.ENGAGEE)
    versement = get_object_or_404(Versement, pk=versement, ligne__in=lignes)
    ligne = avec_totaux(lignes.filter(pk=versement.ligne_id))[0]
    if not regles.repond_pour_le_guichet(ligne, request.user):
        raise Http404
    initial = {nom: getattr(versement, nom) for nom in ("montant", "nature", "verse_le", "reference")}
    formulaire = CorrectionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and formulaire.is_valid():
        try:
            corriger_un_versement(
                versement, par=request.user, version=version_vue(request), cle=cle_vue(request), **formulaire.cleaned_data
            )  # fmt: skip
            messages.success(request, "Le versement est corrigé ; le journal garde ce qui était noté.")
            return redirect(reverse("suites:versements", args=[campagne.pk]))
        except Blocage as blocage:
            formulaire.refuser(blocage)
    contexte = {"campagne": campagne, "versement": versement, "ligne": ligne, "formulaire": formulaire}
    return render(request, "suites/corriger.html", contexte)


@ouvert_a(PORTEUR)
def mes_subventions(request):
    """Ce qui est accordé et notifié à ses organisations, et ce qui leur en est versé, année par année."""
    siennes = Organisation.objects.cles_ou_agit(request.user, Qualite.PORTEUR)
    lues = Q(statut__in=[*ACQUISES, StatutLigne.A_REVERSER, StatutLigne.REVERSEE, StatutLigne.ANNULEE])
    lignes = Ligne.objects.visibles_par(request.user).filter(
        lues, dossier__organisation__in=siennes, notifiee_le__isnull=False
    )
    lignes = lignes.select_related("financeur__organisation", "dossier__organisation", "dossier__campagne")
    lignes = avec_totaux(
        lignes.prefetch_related("versements").order_by("-dossier__campagne__annee", "dossier__numero", "pk")
    )
    actes = ActeAttributif.objects.visibles_par(request.user).filter(organisation__in=siennes)
    acquises = [ligne for ligne in lignes if ligne.statut in ACQUISES]
    contexte = {
        "lignes": lignes,
        "accorde": sum(ligne.accorde for ligne in acquises),
        "verse": sum(ligne.total_verse for ligne in acquises),
        "actes": actes.select_related("financeur__organisation", "organisation"),
    }
    return render(request, "suites/mes_subventions.html", contexte)
