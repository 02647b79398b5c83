"""Les écrans d’un dossier."""

from dossiers.views.bilan import bilan, bilan_avancer
from dossiers.views.edition import modifier_dossier, nouveau
from dossiers.views.liste import liste
from dossiers.views.page import dossier
from dossiers.views.partenaires import part_du_partenaire, part_du_porteur, partenaires, partenariat_avancer
from dossiers.views.passages import avancer, ligne_avancer, repondre, versement
from dossiers.views.reconduction import annee_suivante, reconduire
from dossiers.views.relecture import relire

__all__ = [
    "annee_suivante",
    "avancer",
    "bilan",
    "bilan_avancer",
    "dossier",
    "ligne_avancer",
    "liste",
    "modifier_dossier",
    "nouveau",
    "part_du_partenaire",
    "part_du_porteur",
    "partenaires",
    "partenariat_avancer",
    "reconduire",
    "relire",
    "repondre",
    "versement",
]
