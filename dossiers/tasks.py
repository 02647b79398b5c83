"""La sonnette des actions groupées : elle réveille, la base sait ce qui reste à faire ; un balayage passe de toute façon."""

import logging

from celery import shared_task

from dossiers.actions import ensemble
from dossiers.models import ActionGroupee

_journal = logging.getLogger(__name__)


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
