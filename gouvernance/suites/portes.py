"""Les portes des suites du comité : l’équipe lit toute sa campagne, un financeur ce qui est à lui, et rien d’autre."""

from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from comptes.models import Organisation, Qualite
from dossiers import regles
from dossiers.models import Ligne, Versement
from programmation.models import Campagne, Financeur


def campagne_des_suites(request, pk):
    """La campagne, pour l’équipe de sa convention et pour les guichets qu’elle réunit ; sinon la même absence."""
    guichets = Financeur.objects.de_la_personne(request.user)
    siennes = Q(pk__in=Campagne.objects.de_l_equipe(request.user).values("pk")) | Q(financeurs__in=guichets)
    visibles = Campagne.objects.visibles_par(request.user).filter(siennes).distinct()
    return get_object_or_404(visibles.select_related("convention__pilote", "convention__commune"), pk=pk)


def est_de_l_equipe(campagne, personne):
    return personne.agit_comme(Qualite.EQUIPE, campagne.convention.pilote_id)


def lignes_lues(campagne, personne):
    """Les lignes de la campagne dont cette personne suit l’argent : l’équipe toutes, un financeur les siennes."""
    lignes = Ligne.objects.visibles_par(personne).filter(dossier__campagne=campagne)
    if not est_de_l_equipe(campagne, personne):
        siens = Organisation.objects.cles_ou_agit(personne, Qualite.FINANCEUR)
        lignes = lignes.filter(financeur__organisation__in=siens)
    liens = ("financeur__organisation", "dossier__organisation", "dossier__campagne__convention", "enveloppe")
    return lignes.select_related(*liens).prefetch_related(
        Prefetch("versements", Versement.objects.order_by("verse_le", "pk"))
    )


def avec_totaux(lignes):
    """Ces lignes en liste, ce qui est versé sommé de ce qui est déjà lu."""
    lignes = list(lignes)
    for ligne in lignes:
        ligne.total_verse = sum(versement.montant for versement in ligne.versements.all())
    return lignes


def guichet_pour_agir(request, campagne, pk):
    """Le guichet de cette campagne pour lequel cette personne agit ; sinon la même absence."""
    sollicites = Financeur.objects.filter(lignes__dossier__campagne=campagne).select_related("organisation").distinct()
    guichet = get_object_or_404(sollicites, pk=pk)
    if not regles.parle_pour(guichet, campagne, request.user):
        raise Http404
    return guichet
