"""Qui lit quoi, écrit à la main d’après docs/metier.md §12 et fiabilité §5. Rien ici ne vient du code.

Un dossier porte le nom de son état et de son organisation : `depose_a`, `brouillon_b`, `tu_z` (décidé, non annoncé).
"""

from tests.acces import acteurs
from tests.acces.acteurs import (
    AGENT_F1,
    AGENT_F2,
    AGENT_F9,
    CHEF_1,
    CHEF_2,
    COPILOTE,
    DEUX_ASSOS,
    ELUE,
    EQUIPE_1,
    EQUIPE_2,
    EQUIPES,
    INVITES_1,
    INVITES_2,
    LECTEUR_A,
    PERSONNE,
    PORTEURS_A,
    PORTEURS_B,
    PORTEURS_P,
    PORTEURS_Z,
    REDACTEUR_A,
    SIGNATAIRE_A,
    SIGNATAIRE_P,
    SIGNATAIRE_Z,
    TOUS,
)  # fmt: skip


def serie(rang):
    return f"serie_{rang:02d}_a"


# 1. Le dossier entier : son organisation ; déposé, l’équipe de sa convention, celle de l’autre commune si le quartier
#    est partagé, les financeurs sollicités, le copilote. Un brouillon n’est lu que de son organisation.
_DEPOSE_A = PORTEURS_A | EQUIPE_1 | {COPILOTE, AGENT_F1}
LISENT = {
    "brouillon_a": PORTEURS_A,
    "brouillon_b": PORTEURS_B,
    "brouillon_z": PORTEURS_Z,
    "abandonne_a": PORTEURS_A,  # un brouillon abandonné reste privé
    "saisi_a": PORTEURS_A | EQUIPE_1,  # saisi par l’équipe, pas encore enregistré
    "depose_a": _DEPOSE_A,
    "incomplet_a": _DEPOSE_A,
    "rouvert_a": _DEPOSE_A,
    "recevable_a": _DEPOSE_A,
    "prepare_a": _DEPOSE_A,
    "en_comite_a": _DEPOSE_A,
    "tu_a": _DEPOSE_A,
    "refus_tu_a": _DEPOSE_A,
    "annonce_a": _DEPOSE_A,
    "bilan_a": _DEPOSE_A,
    "passe_a": _DEPOSE_A,  # de l’année passée, à reconduire
    "convention_a": _DEPOSE_A,  # de l’année passée aussi, première de trois années d’une convention
    "ancien_a": PORTEURS_A | EQUIPE_1 | {COPILOTE},  # l’année d’avant suite_a : la ville seule y était sollicitée
    # Portés avec P, qui a confirmé : ses membres lisent ce que lit A, brouillon compris.
    "cobrouillon_a": PORTEURS_A | PORTEURS_P,
    "suite_a": _DEPOSE_A | PORTEURS_P,
    "cotu_a": _DEPOSE_A | PORTEURS_P,
    "invite_a": PORTEURS_A,  # P n’a pas encore répondu : l’essentiel seul (ci-dessous)
    "partage_a": _DEPOSE_A | EQUIPE_2,
    "interroge_a": _DEPOSE_A,
    "depose_b": PORTEURS_B | EQUIPE_1 | {COPILOTE, AGENT_F2},
    "depose_z": PORTEURS_Z | EQUIPE_2 | {AGENT_F9},
    "tu_z": PORTEURS_Z | EQUIPE_2 | {AGENT_F9},
    "annonce_z": PORTEURS_Z | EQUIPE_2 | {AGENT_F9},
    "en_comite_z": PORTEURS_Z | EQUIPE_2 | {AGENT_F9},
    "partage_z": PORTEURS_Z | EQUIPE_2 | EQUIPE_1 | {AGENT_F9},
    **{serie(rang): _DEPOSE_A for rang in range(14)},
}

# Ce qu’un invité lit avant de répondre : l’intitulé, la description, ce qu’on attend de lui.
PROPOSES = {"invite_a": PORTEURS_P}

# 2. Le catalogue : l’élue lit les actions annoncées de sa ville dans la programmation, sans montant.
AU_CATALOGUE_DE = {"annonce_a": {ELUE}, "bilan_a": {ELUE}}
# Une action annoncée est publique : son titre, son porteur, sa description se lisent sans compte.
ANNONCES = {"annonce_a": TOUS, "bilan_a": TOUS, "annonce_z": TOUS}

# 3. Les séances : l’équipe les siennes ; les financeurs de la campagne et le copilote, une fois convoquées.
LISENT_LA_SEANCE = {
    "preparee_1": EQUIPE_1,
    "ouverte_1": EQUIPE_1 | INVITES_1,
    "actee_1": EQUIPE_1 | INVITES_1,
    "pilotage_1": EQUIPE_1 | INVITES_1,
    "perspectives_1": EQUIPE_1 | INVITES_1,
    "preparee_2": EQUIPE_2,
    "ouverte_2": EQUIPE_2 | INVITES_2,
    "actee_2": EQUIPE_2 | INVITES_2,
}
# L’ordre du jour entier (titre, porteur, demandé, décidé) se lit de qui lit la séance, même sans lire le dossier.
ORDRE_DU_JOUR = {
    "en_comite_a": INVITES_1,
    "tu_a": INVITES_1,
    "refus_tu_a": INVITES_1,
    "cotu_a": INVITES_1,
    "annonce_a": INVITES_1,
    "bilan_a": INVITES_1,
}
# Le calendrier public nomme les séances convoquées ou passées : leur titre se lit sans compte, ni leur lieu ni le reste.
CALENDRIER = {seance: TOUS for seance in LISENT_LA_SEANCE if not seance.startswith("preparee")}

# 3 bis. L’instruction. Un financeur interrogé sur un dossier qu’il ne lit pas en lit l’action, jamais un montant.
INTERROGES = {"interroge_a": frozenset({AGENT_F2})}
LISENT_L_AVIS = {
    "avis_a": EQUIPE_1 | {AGENT_F2},
    "avis_rendu_a": EQUIPE_1 | {AGENT_F1},
    "avis_z": EQUIPE_2 | {AGENT_F9},
}
# Le fil : l’organisation qui porte et l’équipe de sa convention, une fois le dossier déposé.
FIL = {
    **dict.fromkeys(
        ("depose_a", "partage_a", "incomplet_a", "tu_a", "annonce_a", "interroge_a"), PORTEURS_A | EQUIPE_1
    ),
    "depose_b": PORTEURS_B | EQUIPE_1,
    "depose_z": PORTEURS_Z | EQUIPE_2,
    "partage_z": PORTEURS_Z | EQUIPE_2,
}
# (dossier, guichet) : (qui propose, qui le lit). Inscrit à une séance convoquée, tout l’ordre du jour se lit.
PROPOSENT = {
    ("depose_a", "f1"): (AGENT_F1, EQUIPE_1 | {AGENT_F1}),
    ("depose_a", "ville"): (acteurs.INSTRUCTEUR_1, EQUIPE_1),
    ("en_comite_a", "ville"): (acteurs.INSTRUCTEUR_1, EQUIPE_1 | INVITES_1),
    ("depose_z", "f9"): (AGENT_F9, EQUIPE_2 | {AGENT_F9}),
}

# 4. La décision actée : l’équipe, les financeurs qui lisent le dossier ; le porteur une fois qu’elle lui est notifiée ;
#    ni l’élue ni le public n’en lisent le montant ou le motif.
LISENT_LA_DECISION = {
    "tu_a": LISENT["tu_a"] - PORTEURS_A,
    "refus_tu_a": LISENT["refus_tu_a"] - PORTEURS_A,
    "cotu_a": LISENT["cotu_a"] - PORTEURS_A - PORTEURS_P,
    "annonce_a": LISENT["annonce_a"],
    "bilan_a": LISENT["bilan_a"],
    "tu_z": LISENT["tu_z"] - PORTEURS_Z,
    "annonce_z": LISENT["annonce_z"],
}

# 5. Les enveloppes : l’équipe toutes les siennes, un financeur la sienne.
# (L’engagé, lui, est aussi le total d’une colonne de la séance actée : qui lit l’ordre du jour le lit.)
ENVELOPPES = {"f1": EQUIPE_1 | {AGENT_F1}, "f9": EQUIPE_2 | {AGENT_F9}}

# 6. Les organisations : leurs membres, l’équipe de la convention où elles ont un dossier, un financeur qu’elles sollicitent.
LISENT_L_ORGANISATION = {
    "asso_a": PORTEURS_A | EQUIPE_1 | {AGENT_F1},
    "asso_b": PORTEURS_B | EQUIPE_1 | {AGENT_F2},
    "asso_z": PORTEURS_Z | EQUIPE_2 | {AGENT_F9},
}
# Ses membres se lisent d’eux-mêmes et de l’équipe ; son journal et ses invitations, de ses signataires et de l’équipe.
LISENT_LES_MEMBRES_DE = {
    "asso_a": PORTEURS_A | EQUIPE_1,
    "asso_b": PORTEURS_B | EQUIPE_1,
    "asso_z": PORTEURS_Z | EQUIPE_2,
}
TIENNENT = {"asso_a": {SIGNATAIRE_A}, "asso_b": {DEUX_ASSOS}, "asso_z": {SIGNATAIRE_Z}}
LISENT_LE_JOURNAL_DE = {
    "asso_a": {SIGNATAIRE_A} | EQUIPE_1,
    "asso_b": {DEUX_ASSOS} | EQUIPE_1,
    "asso_z": {SIGNATAIRE_Z} | EQUIPE_2,
}

# 7. Les pièces : l’organisation ; une fois un dossier déposé, l’équipe de sa convention et les financeurs sollicités ; ni le
#        copilote, ni la commune voisine. Le RIB : le signataire, le chef de projet, l’agent d’une subvention accordée.
_PIECES_DE_A = PORTEURS_A | EQUIPE_1 | {AGENT_F1}
LISENT_LES_PIECES_DE = {
    "asso_a": _PIECES_DE_A,
    "asso_b": PORTEURS_B | EQUIPE_1 | {AGENT_F2},
    "asso_z": PORTEURS_Z | EQUIPE_2 | {AGENT_F9},
}
LISENT_LES_PIECES_DU_DOSSIER = {
    "brouillon_a": PORTEURS_A,
    "saisi_a": PORTEURS_A | EQUIPE_1,
    "depose_a": _PIECES_DE_A,
    "partage_a": _PIECES_DE_A,
    "incomplet_a": _PIECES_DE_A,
    "annonce_a": _PIECES_DE_A,
    "depose_b": PORTEURS_B | EQUIPE_1 | {AGENT_F2},
    "depose_z": PORTEURS_Z | EQUIPE_2 | {AGENT_F9},
    "brouillon_z": PORTEURS_Z,
}
LISENT_LA_PIECE = {
    "statuts_a": _PIECES_DE_A,
    "rib_a": {SIGNATAIRE_A, CHEF_1, AGENT_F1},  # F1 a accordé une subvention à A
    "devis_brouillon_a": PORTEURS_A,
    "devis_saisi_a": PORTEURS_A | EQUIPE_1,
    "devis_depose_a": _PIECES_DE_A,
    "devis_partage_a": _PIECES_DE_A,
    "statuts_b": PORTEURS_B | EQUIPE_1 | {AGENT_F2},
    "rib_b": {DEUX_ASSOS, CHEF_1},  # F2 est sollicité par B, et n’a rien accordé
    "statuts_z": PORTEURS_Z | EQUIPE_2 | {AGENT_F9},
    "rib_z": {SIGNATAIRE_Z, CHEF_2, AGENT_F9},
}

# 8. Les noms : chacun lit le sien et ceux des siens ; l’équipe connaît ses porteurs ; une séance, ceux qui y parlent.
_GENS_DE_A = PORTEURS_A | EQUIPE_1
NOMS = {
    "asso_a": TOUS,  # ses actions annoncées sont publiques, donc son nom
    "asso_z": TOUS,
    "asso_b": PORTEURS_B
    | EQUIPES
    | {COPILOTE, AGENT_F2, acteurs.ADMIN},  # l’équipe choisit parmi toutes les organisations
    # Partenaire de A : le nomment ceux qui lisent un dossier porté ensemble, et l’équipe, qui choisit parmi toutes.
    "asso_p": PORTEURS_A | PORTEURS_P | EQUIPES | {COPILOTE, AGENT_F1, acteurs.ADMIN},
    SIGNATAIRE_P: PORTEURS_P | EQUIPE_1,  # l’équipe lit au journal qui a confirmé
    LECTEUR_A: _GENS_DE_A,
    REDACTEUR_A: _GENS_DE_A,
    SIGNATAIRE_A: _GENS_DE_A,
    acteurs.SUSPENDU: _GENS_DE_A,
    DEUX_ASSOS: _GENS_DE_A,
    SIGNATAIRE_Z: PORTEURS_Z | EQUIPE_2,
    acteurs.INSTRUCTEUR_1: EQUIPE_1 | INVITES_1,
    CHEF_1: EQUIPE_1 | INVITES_1 | PORTEURS_A,  # le brouillon qu’il a saisi dit aux siens qui l’a touché en dernier
    CHEF_2: EQUIPE_2 | INVITES_2 | PORTEURS_Z,  # elle leur écrit dans le fil de depose_z
    COPILOTE: EQUIPE_1 | INVITES_1,
    AGENT_F1: EQUIPE_1 | INVITES_1,
    AGENT_F2: EQUIPE_1 | INVITES_1,
    AGENT_F9: EQUIPE_2 | INVITES_2,
    ELUE: PERSONNE,
    acteurs.SANS_RATTACHEMENT: PERSONNE,
    acteurs.ADMIN: PERSONNE,
}

# 7. Les vues de la liste : la sienne ; celle que l’équipe partage se lit de toute l’équipe, et ne se change que de son auteur.
VUES = {"vue_a": {SIGNATAIRE_A}, "vue_1": EQUIPE_1}
