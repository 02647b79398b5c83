"""Les gestes qui traversent plusieurs objets, chacun en une transaction."""

from dossiers.actions.avis import annuler_avis, demander_avis, interrogeables, rendre, repond_a
from dossiers.actions.instruction import affecter, ecrire, etiqueter, marquer_lus, noter, proposer
from dossiers.actions.passages import (
    automate,
    avancer,
    avancer_sous_verrou,
    dire,
    ouvrir_un_dossier,
    rattacher_aux_enveloppes,
    repondre_pour_toutes,
    touche_les_enveloppes,
)
from dossiers.actions.pieces import examiner, joindre, ranger_les_pieces
from dossiers.actions.saisie import enregistrer_ensemble, ouvrir_ensemble, saisir_les_demandes
from dossiers.actions.seances import acter, empechements, inscriptibles, inscrire, offres_de_seance, retirer, saisir
from dossiers.actions.signature import attester, deposer, oublier_les_attestations

__all__ = [
    "acter",
    "affecter",
    "annuler_avis",
    "attester",
    "automate",
    "avancer",
    "avancer_sous_verrou",
    "demander_avis",
    "deposer",
    "dire",
    "ecrire",
    "empechements",
    "enregistrer_ensemble",
    "etiqueter",
    "examiner",
    "inscriptibles",
    "inscrire",
    "interrogeables",
    "joindre",
    "marquer_lus",
    "noter",
    "offres_de_seance",
    "oublier_les_attestations",
    "ouvrir_ensemble",
    "ouvrir_un_dossier",
    "proposer",
    "ranger_les_pieces",
    "rattacher_aux_enveloppes",
    "rendre",
    "repond_a",
    "repondre_pour_toutes",
    "retirer",
    "saisir",
    "saisir_les_demandes",
    "touche_les_enveloppes",
]
