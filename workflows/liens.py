"""Le lien personnel d’un courriel : la base n’en garde que la marque, il se calcule au moment de remettre.

Un courriel d’invitation ou de mot de passe porte un lien qui vaut une clé. Le registre des envois se lit à plusieurs et
se sauvegarde : le lien n’y est donc jamais, ni sur aucune page. Seul le message remis le contient (docs/decisions/021).
"""

from collections.abc import Callable

from django.conf import settings
from django.db import models

MARQUE = "/[lien-personnel]"
LIENS: dict[str, Callable[[models.Model], str]] = {}


def declarer_le_lien(regle, chemin):
    """Dit comment se calcule le lien d’un envoi de cette règle : `chemin(envoi)` rend « /invitation/… »."""
    if LIENS.setdefault(regle, chemin) is not chemin:
        raise ValueError(f"Le lien de « {regle} » est déjà déclaré.")


def reveler(envoi):
    """Le texte d’un envoi, son lien personnel en clair : pour le seul message remis, jamais pour une page."""
    if envoi.regle not in LIENS or MARQUE not in envoi.corps:
        return envoi.corps
    return envoi.corps.replace(f"{settings.SITE_URL}{MARQUE}", f"{settings.SITE_URL}{LIENS[envoi.regle](envoi)}")
