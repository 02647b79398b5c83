"""Les portes des pages de séance : ce que cette personne peut ouvrir, et rien de plus."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from gouvernance.financeurs.feuille import avec_son_empreinte
from programmation import regles
from programmation.models import Seance
from workflows.moteur import Blocage


def seance_visible(request, pk):
    """La séance, si cette personne la voit ; sinon la même absence que si elle n’existait pas."""
    visibles = avec_son_empreinte(Seance.objects.visibles_par(request.user))
    return get_object_or_404(visibles.select_related("campagne__convention__pilote"), pk=pk)


def seance_de_l_equipe(request, pk):
    seance = seance_visible(request, pk)
    if not regles.equipe(seance, request.user):
        raise Http404
    return seance


def encore_modifiable(seance):
    if seance.est_actee:
        raise Blocage("La séance est actée : elle ne change plus.")


def inscription_visible(request, seance, pk):
    """Une inscription en vigueur de cette séance, avec son dossier."""
    visibles = seance.inscriptions.visibles_par(request.user).en_vigueur()
    return get_object_or_404(visibles.select_related("dossier__organisation", "dossier__campagne__convention"), pk=pk)
