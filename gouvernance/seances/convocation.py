"""Ce que l’on emporte avant la séance : l’ordre du jour imprimé, le rendez-vous d’agenda, le dossier de séance d’un financeur."""

import logging

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.acces import EQUIPE, FINANCEUR, ouvert_a
from dossiers.convocations import rendez_vous_de
from gouvernance.seances import a_imprimer
from gouvernance.seances.lectures import guichets_de
from gouvernance.seances.portes import seance_visible
from papiers.calendrier import a_emporter, reponse
from papiers.pdf import PapierImpossible
from programmation import regles
from programmation.models import Temps
from workflows.temps import maintenant

_journal = logging.getLogger(__name__)


@ouvert_a(EQUIPE, FINANCEUR)
@require_safe
def ordre_du_jour(request, pk):
    seance = seance_visible(request, pk)
    return _servir(request, seance, f"ordre-du-jour-{seance.pk}", lambda: a_imprimer.ordre_du_jour_en_pdf(seance))


@ouvert_a(EQUIPE, FINANCEUR)
@require_safe
def agenda(request, pk):
    """Le rendez-vous à ajouter à son agenda : ni nom, ni dossier, ni montant."""
    seance = seance_visible(request, pk)
    return reponse(a_emporter(rendez_vous_de(seance), ecrit_le=maintenant()), f"seance-{seance.pk}")


@ouvert_a(EQUIPE, FINANCEUR)
@require_safe
def dossier_de_seance(request, pk, financeur):
    """Le dossier d’un guichet : à ses agents, une fois la séance convoquée, et à l’équipe."""
    seance = seance_visible(request, pk)
    guichets = guichets_de(seance, request.user, regles.equipe(seance, request.user))
    guichet = next((g for g in guichets if g.pk == financeur), None)
    if guichet is None or seance.temps != Temps.FINANCEURS:
        raise Http404
    nom = f"dossier-de-seance-{seance.pk}-{guichet.pk}"
    return _servir(request, seance, nom, lambda: a_imprimer.dossier_de_seance_en_pdf(seance, guichet))


def _servir(request, seance, nom, composer):
    """Un papier entier, ou une page qui dit qu’il ne se compose pas : jamais la moitié d’un fichier."""
    try:
        octets = composer()
    except PapierImpossible:
        _journal.exception("Le papier « %s » ne se compose pas.", nom)
        return render(request, "seances/papier_impossible.html", {"seance": seance}, status=503)
    rendue = HttpResponse(octets, content_type="application/pdf")
    rendue.headers["Content-Disposition"] = f'attachment; filename="{nom}.pdf"'
    return rendue
