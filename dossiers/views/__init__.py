"""Les écrans d’un dossier."""

from dossiers.views.arranger import choisir, colonnes_de_la_liste, vue, vues
from dossiers.views.bilan import bilan, bilan_avancer
from dossiers.views.edition import modifier_dossier, nouveau
from dossiers.views.liste import liste
from dossiers.views.page import dossier
from dossiers.views.papiers import dossier_pdf, exemplaire_json, recepisse_pdf
from dossiers.views.partenaires import part_du_partenaire, part_du_porteur, partenaires, partenariat_avancer
from dossiers.views.passages import avancer, ligne_avancer, repondre, versement
from dossiers.views.pieces import piece, piece_examen, pieces, pieces_du_dossier
from dossiers.views.reconduction import annee_suivante, reconduire
from dossiers.views.recopier import recopier
from dossiers.views.relecture import relire
from dossiers.views.saisie_rapide import chercher_un_jumeau, chercher_un_porteur, saisir

__all__ = [
    "annee_suivante",
    "avancer",
    "bilan",
    "bilan_avancer",
    "chercher_un_jumeau",
    "chercher_un_porteur",
    "choisir",
    "colonnes_de_la_liste",
    "dossier",
    "dossier_pdf",
    "exemplaire_json",
    "ligne_avancer",
    "liste",
    "modifier_dossier",
    "nouveau",
    "part_du_partenaire",
    "part_du_porteur",
    "partenaires",
    "partenariat_avancer",
    "piece",
    "piece_examen",
    "pieces",
    "pieces_du_dossier",
    "recepisse_pdf",
    "reconduire",
    "recopier",
    "relire",
    "repondre",
    "saisir",
    "versement",
    "vue",
    "vues",
]
