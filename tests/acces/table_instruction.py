"""Qui instruit quoi. Écrit à la main d’après fiabilité §5, jamais tiré du code ; se lit avec table.py.

Notes : l’équipe. Avis : l’équipe et l’organisation interrogée. Montants proposés : le guichet, l’équipe pour la ville, le chef
pour un absent. Messages : l’organisation qui porte et l’équipe. Gestes d’ensemble : l’équipe. Le porteur ne lit rien de
l’instruction, hors le nom de son interlocuteur et les messages.
"""

from tests.acces.acteurs import (
    AGENT_F1,
    AGENT_F2,
    AGENT_F9,
    DEUX_ASSOS,
    EQUIPE_1,
    EQUIPE_2,
    FINANCEURS,
    INSTRUCTEUR_1,
    PERSONNE,
    REDACTEUR_A,
    SIGNATAIRE_A,
    SIGNATAIRE_Z,
)
from tests.acces.droits import FIL, LISENT, LISENT_L_AVIS

ESSAYES = ("brouillon_a", "saisi_a", "depose_a", "partage_a", "incomplet_a", "tu_a", "annonce_a", "interroge_a", "depose_b",
           "depose_z", "partage_z")  # fmt: skip


def _equipe_de(dossier):
    return EQUIPE_2 if dossier.endswith("_z") else EQUIPE_1


# L’équipe d’une autre commune lit le dossier d’un quartier partagé ; elle ne l’instruit pas.
SUIVENT = {d: LISENT[d] & (_equipe_de(d) | FINANCEURS) for d in ESSAYES}
INSTRUISENT = {d: LISENT[d] & _equipe_de(d) for d in ESSAYES}

# Le fil s’ouvre au dépôt ; un simple lecteur de l’organisation y lit sans écrire.
LISENT_LE_FIL = {d: FIL.get(d, PERSONNE) for d in ESSAYES}
_ECRIVENT = {"a": {REDACTEUR_A, SIGNATAIRE_A}, "b": {DEUX_ASSOS}, "z": {SIGNATAIRE_Z}}
ECRIVENT_DANS_LE_FIL = {d: qui & (_ECRIVENT[d[-1]] | _equipe_de(d)) for d, qui in LISENT_LE_FIL.items()}

AVIS = LISENT_L_AVIS
REPONDENT = {"avis_a": {AGENT_F2}, "avis_rendu_a": {AGENT_F1}, "avis_z": {AGENT_F9}}
ANNULENT = {"avis_a": EQUIPE_1, "avis_rendu_a": EQUIPE_1, "avis_z": EQUIPE_2}

PASSE = {"asso_a": EQUIPE_1 | {AGENT_F1}, "asso_b": EQUIPE_1 | {AGENT_F2}, "asso_z": EQUIPE_2 | {AGENT_F9}}
GROUPES = {"groupe_1": {INSTRUCTEUR_1}}
