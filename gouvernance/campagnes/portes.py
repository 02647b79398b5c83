"""Les portes des pages de campagne : à l’équipe de sa convention ; les réglages, à son chef de projet."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from comptes.models import Droit, Qualite
from programmation.models import Campagne


def campagnes_de(request):
    return (
        Campagne.objects.visibles_par(request.user)
        .de_l_equipe(request.user)
        .select_related("convention__commune", "convention__pilote")
    )


def campagne_de_l_equipe(request, pk):
    return get_object_or_404(campagnes_de(request), pk=pk)


def est_chef(campagne, personne):
    return personne.agit_comme(Qualite.EQUIPE, campagne.convention.pilote_id, Droit.CHEF)


def campagne_du_chef(request, pk):
    campagne = campagne_de_l_equipe(request, pk)
    if not est_chef(campagne, request.user):
        raise Http404
    return campagne
