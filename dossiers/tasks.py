"""Ce que le battement fait pour les dossiers : ranger le coffre des pièces, poursuivre les actions groupées."""

import logging

from celery import shared_task

from dossiers import actions
from dossiers.actions import ensemble
from dossiers.models import ActionGroupee

_journal = logging.getLogger(__name__)


@shared_task
def ranger_les_pieces():
    """La même chose que `manage.py ranger_les_pieces`."""
    faits = {geste: combien for geste, combien in actions.ranger_les_pieces().items() if combien}
    if faits:
        _journal.info("Pièces : %s", ", ".join(f"{combien} {geste}" for geste, combien in faits.items()))


@shared_task
def poursuivre_les_actions():
    """Joue les rangs qui restent de toutes les actions en cours ; deux passages à la fois ne doublent rien."""
    for action in ActionGroupee.objects.en_cours():
        ensemble.poursuivre(action)


def reveiller():
    """Réveille le facteur s’il répond ; sinon le balayage passera. N’attend pas, ne lève rien."""
    try:
        poursuivre_les_actions.apply_async(retry=False, ignore_result=True)
    except Exception as erreur:
        _journal.warning("La sonnette n’a pas été entendue (%s).", type(erreur).__name__)
