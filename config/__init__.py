"""Le tableau de branchement : réglages, adresses, processus. Aucune logique du métier ici."""

from config.celery import app as celery

__all__ = ["celery"]
