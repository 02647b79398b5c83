"""Les écrans d’un dossier."""

from dossiers.views.arranger import choisir, colonnes_de_la_liste, vue, vues
from dossiers.views.avis import annuler_avis, avis, avis_lien, demander_avis
from dossiers.views.bilan import bilan, bilan_avancer
from dossiers.views.changements import changements
from dossiers.views.edition import modifier_dossier, nouveau
from dossiers.views.ensemble import ensemble, ensemble_suivi
from dossiers.views.fil import fil, messages_lus
from dossiers.views.instruction import affecter, etiqueter, etiquettes, instruction, noter, proposition
from dossiers.views.lire import tout_lire
from dossiers.views.liste import liste
from dossiers.views.page import dossier
from dossiers.views.papiers import dossier_pdf, exemplaire_json, recepisse_pdf
from dossiers.views.partenaires import part_du_partenaire, part_du_porteur, partenaires, partenariat_avancer
from dossiers.views.passages import avancer, ligne_avancer, repondre, versement
from dossiers.views.passe import passe
from dossiers.views.pieces import piece, piece_examen, pieces, pieces_du_dossier
from dossiers.views.reconduction import annee_suivante, reconduire
from dossiers.views.recopier import recopier
from dossiers.views.relecture import prevenir, relire
from dossiers.views.reprise import reprise_lue
from dossiers.views.saisie_rapide import chercher_un_jumeau, chercher_un_porteur, saisir

__all__ = [
    "affecter",
    "annee_suivante",
    "annuler_avis",
    "avancer",
    "avis",
    "avis_lien",
    "bilan",
    "bilan_avancer",
    "changements",
    "chercher_un_jumeau",
    "chercher_un_porteur",
    "choisir",
    "colonnes_de_la_liste",
    "demander_avis",
    "dossier",
    "dossier_pdf",
    "ensemble",
    "ensemble_suivi",
    "etiqueter",
    "etiquettes",
    "exemplaire_json",
    "fil",
    "instruction",
    "ligne_avancer",
    "liste",
    "messages_lus",
    "modifier_dossier",
    "noter",
    "nouveau",
    "part_du_partenaire",
    "part_du_porteur",
    "partenaires",
    "partenariat_avancer",
    "passe",
    "piece",
    "piece_examen",
    "pieces",
    "pieces_du_dossier",
    "prevenir",
    "proposition",
    "recepisse_pdf",
    "reconduire",
    "recopier",
    "relire",
    "repondre",
    "reprise_lue",
    "saisir",
    "tout_lire",
    "versement",
    "vue",
    "vues",
]
