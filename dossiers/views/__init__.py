"""Les écrans d’un dossier."""

from dossiers.views.bilan import bilan, bilan_avancer
from dossiers.views.edition import modifier_dossier, nouveau
from dossiers.views.liste import liste
from dossiers.views.page import dossier
from dossiers.views.passages import avancer, ligne_avancer, repondre, versement
from dossiers.views.relecture import relire
from dossiers.views.saisie_rapide import chercher_un_jumeau, chercher_un_porteur, saisir

__all__ = [
    "avancer",
    "bilan",
    "bilan_avancer",
    "chercher_un_jumeau",
    "chercher_un_porteur",
    "dossier",
    "ligne_avancer",
    "liste",
    "modifier_dossier",
    "nouveau",
    "relire",
    "repondre",
    "saisir",
    "versement",
]
