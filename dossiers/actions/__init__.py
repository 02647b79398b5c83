"""Les gestes qui traversent plusieurs objets, chacun en une transaction."""

from dossiers.actions.depot import attester, oublier_les_attestations
from dossiers.actions.passages import (
    automate,
    avancer,
    dire,
    ouvrir_un_dossier,
    rattacher_aux_enveloppes,
    repondre_pour_toutes,
)
from dossiers.actions.seances import acter, empechements, inscriptibles, inscrire, offres_de_seance, retirer, saisir

__all__ = [
    "acter",
    "attester",
    "automate",
    "avancer",
    "dire",
    "empechements",
    "inscriptibles",
    "inscrire",
    "offres_de_seance",
    "oublier_les_attestations",
    "ouvrir_un_dossier",
    "rattacher_aux_enveloppes",
    "repondre_pour_toutes",
    "retirer",
    "saisir",
]
