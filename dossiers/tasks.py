"""Ce que le battement fait pour les dossiers : ranger le coffre des pièces."""

import logging

from celery import shared_task

from dossiers import actions

_journal = logging.getLogger(__name__)


@shared_task
def ranger_les_pieces():
    """La même chose que `manage.py ranger_les_pieces`."""
    faits = {geste: combien for geste, combien in actions.ranger_les_pieces().items() if combien}
    if faits:
        _journal.info("Pièces : %s", ", ".join(f"{combien} {geste}" for geste, combien in faits.items()))
