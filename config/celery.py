"""Celery, le facteur : il réveille et transporte, il ne détient aucune vérité (docs/decisions/003)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("programmation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
