"""L’heure qu’il est : une seule source, pour que les récits de test et la démonstration puissent la fixer."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")
_instant_fixe: ContextVar[datetime | None] = ContextVar("instant_fixe", default=None)


def maintenant():
    """L’instant présent, avec sa zone (UTC)."""
    return _instant_fixe.get() or timezone.now()


def aujourd_hui():
    """Le jour présent à Paris."""
    return maintenant().astimezone(PARIS).date()


@contextmanager
def a_l_instant(instant):
    """Fixe l’heure le temps d’un bloc (tests, démonstration). L’instant porte sa zone."""
    if instant.tzinfo is None:
        raise ValueError("Un instant porte toujours sa zone.")
    jeton = _instant_fixe.set(instant)
    try:
        yield instant
    finally:
        _instant_fixe.reset(jeton)
