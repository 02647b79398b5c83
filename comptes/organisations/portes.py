"""Ouvrir une organisation derrière le mur : étrangère ou absente, la réponse est la même."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from comptes import regles
from comptes.models import Organisation


def ouvrir(request, pk):
    """L’organisation, si cette personne la lit."""
    visibles = Organisation.objects.visibles_par(request.user).select_related("fiche", "parent", "modifie_par")
    return get_object_or_404(visibles, pk=pk)


def ouvrir_au_signataire(request, pk):
    organisation = ouvrir(request, pk)
    if not regles.signataire(organisation, request.user):
        raise Http404
    return organisation


def ouvrir_aux_siens(request, pk):
    """Pour ses membres et l’équipe qui l’accompagne : un financeur ne lit ni ses membres, ni son journal."""
    organisation = ouvrir(request, pk)
    if not regles.membre(organisation, request.user) and not regles.equipe(organisation, request.user):
        raise Http404
    return organisation
