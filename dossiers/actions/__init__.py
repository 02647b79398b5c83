"""Les gestes qui traversent plusieurs objets, chacun en une transaction."""

from dossiers.actions.passages import (
    automate,
    avancer,
    dire,
    ouvrir_un_dossier,
    rattacher_aux_enveloppes,
    repondre_pour_toutes,
)
from dossiers.actions.pieces import examiner, joindre, ranger_les_pieces
from dossiers.actions.seances import acter, empechements, inscriptibles, inscrire, offres_de_seance, retirer, saisir
from dossiers.actions.signature import attester, deposer, oublier_les_attestations

__all__ = [
    "acter",
    "attester",
    "automate",
    "avancer",
    "deposer",
    "dire",
    "empechements",
    "examiner",
    "inscriptibles",
    "inscrire",
    "joindre",
    "offres_de_seance",
    "oublier_les_attestations",
    "ouvrir_un_dossier",
    "ranger_les_pieces",
    "rattacher_aux_enveloppes",
    "repondre_pour_toutes",
    "retirer",
    "saisir",
]
