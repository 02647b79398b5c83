"""Le battement et la sonnette : Celery réveille, la base sait. Un message perdu ou doublé ne change rien."""

import logging
import math
import time
from contextlib import contextmanager

from celery import shared_task

from workflows import expedition, relances
from workflows.battement import Battement
from workflows.envois import Envoi
from workflows.temps import maintenant

_journal = logging.getLogger(__name__)
SILENCE = 30  # secondes sans sonner après un échec : chaque requête n’a pas à attendre un Redis gelé
_muette_jusqu_a = 0.0


@shared_task
def relancer():
    """À chaque battement : inscrit ce qui est dû, puis sonne une fois."""
    Battement.marquer("relancer")
    Envoi.objects.inscrire(relances.dus(maintenant()))
    sonner()


@shared_task
def expedier():
    """Remet tout ce qui est dû ; la même boucle que `manage.py expedier`."""
    issues = expedition.expedier()
    if issues:
        _journal.info("Expédition : %s", ", ".join(f"{nombre} {issue}" for issue, nombre in issues.items()))


def sonner():
    """Réveille l’expéditeur, si le facteur répond. Ne lève rien et n’attend guère : le balayage passera de toute façon."""
    global _muette_jusqu_a
    if time.monotonic() < _muette_jusqu_a:
        return False
    try:
        expedier.apply_async(retry=False, ignore_result=True)
    except Exception as erreur:  # toute panne du facteur, quelle qu’elle soit, laisse la requête aboutir
        _muette_jusqu_a = time.monotonic() + SILENCE
        _journal.warning("La sonnette n’a pas été entendue (%s) : le balayage remettra l’envoi.", type(erreur).__name__)
        return False
    return True


@contextmanager
def sans_sonner():
    """Le temps d’un chargement : mille faits du passé n’ont pas à réveiller mille fois l’expéditeur."""
    global _muette_jusqu_a
    avant, _muette_jusqu_a = _muette_jusqu_a, math.inf
    try:
        yield
    finally:
        _muette_jusqu_a = avant
