"""Les écrans d’un dossier."""

from dossiers.views.avis import annuler_avis, avis, avis_lien, demander_avis
from dossiers.views.bilan import bilan, bilan_avancer
from dossiers.views.changements import changements
from dossiers.views.edition import modifier_dossier, nouveau
from dossiers.views.ensemble import ensemble, ensemble_suivi
from dossiers.views.fil import fil, messages_lus
from dossiers.views.instruction import affecter, etiqueter, etiquettes, instruction, noter, proposition
from dossiers.views.liste import liste
from dossiers.views.page import dossier
from dossiers.views.passages import avancer, ligne_avancer, repondre, versement
from dossiers.views.passe import passe
from dossiers.views.relecture import relire

__all__ = [
    "affecter",
    "annuler_avis",
    "avancer",
    "avis",
    "avis_lien",
    "bilan",
    "bilan_avancer",
    "changements",
    "demander_avis",
    "dossier",
    "ensemble",
    "ensemble_suivi",
    "etiqueter",
    "etiquettes",
    "fil",
    "instruction",
    "ligne_avancer",
    "liste",
    "messages_lus",
    "modifier_dossier",
    "noter",
    "nouveau",
    "passe",
    "proposition",
    "relire",
    "repondre",
    "versement",
]
