"""Qui peut quoi d’un dossier, de ses demandes et de son bilan. Écrit à la main, jamais tiré du code ; se lit avec table.py."""

from tests.acces.acteurs import (
    AGENT_F1,
    AGENT_F2,
    AGENT_F9,
    CHEF_1,
    CHEF_2,
    CHEFS,
    DEUX_ASSOS,
    EQUIPE_1,
    EQUIPE_2,
    PERSONNE,
    PORTEURS_A,
    PORTEURS_P,
    PORTEURS_Z,
    REDACTEUR_A,
    SIGNATAIRE_A,
    SIGNATAIRE_Z,
)
from tests.acces.droits import LISENT, LISENT_LA_PIECE, LISENT_LES_PIECES_DE, LISENT_LES_PIECES_DU_DOSSIER, PROPOSES

# 1. Les rôles, dossier par dossier ----------------------------------------------------------------------
# signe : dépose et retire pour son organisation · écrit : rédige · équipe, chef : de la convention du dossier

_DE_A = {"signe": {SIGNATAIRE_A}, "ecrit": {REDACTEUR_A, SIGNATAIRE_A}, "equipe": EQUIPE_1, "chef": {CHEF_1}}
_DE_B = {"signe": {DEUX_ASSOS}, "ecrit": {DEUX_ASSOS}, "equipe": EQUIPE_1, "chef": {CHEF_1}}
_DE_Z = {"signe": {SIGNATAIRE_Z}, "ecrit": {SIGNATAIRE_Z}, "equipe": EQUIPE_2, "chef": {CHEF_2}}
_ROLES = {"a": _DE_A, "b": _DE_B, "z": _DE_Z}


def ceux(dossier, *roles):
    """Ceux qui ont l’un de ces rôles sur ce dossier, s’ils le lisent : un brouillon échappe à l’équipe."""
    return frozenset().union(*(_ROLES[dossier[-1]][role] for role in roles)) & LISENT[dossier]


# 2. Les passages d’un dossier, et qui en a le bouton -----------------------------------------------------

PASSAGES_DU_DOSSIER = {
    "deposer": ("signe",),
    "enregistrer": ("equipe",),  # seulement le dossier que l’équipe a saisi (ci-dessous)
    "demander_complements": ("equipe",),
    "annuler_la_demande": ("equipe",),
    "completer": ("signe", "equipe"),
    "rouvrir_la_recevabilite": ("chef",),
    "annoncer": ("chef",),
    "confirmer_le_plan": ("signe",),  # ou l’équipe, pour un dossier qu’elle a saisi (ci-dessous)
    "rouvrir_le_budget": ("signe",),
    "retenir_par_avenant": ("chef",),
    "reporter": ("chef",),
    "clore": ("equipe",),
    "rouvrir": ("chef",),
    "abandonner": ("signe", "equipe"),
    "lever_l_abandon": ("chef",),  # un brouillon abandonné, que nul autre ne lit : son signataire (ci-dessous)
    "se_desister": ("signe",),
    # Se déduisent des faits, ou se prononcent en séance : aucune adresse ne les franchit, pour personne.
    "constater_la_recevabilite": (),
    "inscrire": (),
    "retirer_de_l_ordre_du_jour": (),
    "acter": (),
    "ne_plus_retenir": (),
    "presenter": (),
    "mettre_en_perspective": (),
}
_ESSAYES = (
    "brouillon_a",
    "cobrouillon_a",
    "saisi_a",
    "depose_a",
    "partage_a",
    "incomplet_a",
    "tu_a",
    "annonce_a",
    "depose_z",
)


def _passage(dossier, nom):
    if nom == "enregistrer" and dossier != "saisi_a":
        return PERSONNE
    if nom in ("confirmer_le_plan", "rouvrir_le_budget") and dossier == "saisi_a":
        return ceux(dossier, "signe", "equipe")
    if nom == "lever_l_abandon" and dossier in ("brouillon_a", "cobrouillon_a", "saisi_a"):
        return ceux(dossier, "signe", "chef")
    return ceux(dossier, *PASSAGES_DU_DOSSIER[nom])


AVANCER = {f"{d}/{nom}": _passage(d, nom) for d in _ESSAYES for nom in PASSAGES_DU_DOSSIER}
AVANCER["rouvert_a/rouvrir_la_recevabilite"] = {CHEF_1}

# 3. Les demandes à un financeur : le financeur pour la sienne, l’équipe pour celle de la ville, le chef pour un absent ----

REPOND = {
    "depose_a/f1": {AGENT_F1, CHEF_1},
    "depose_a/ville": EQUIPE_1,
    "partage_a/f1": {AGENT_F1, CHEF_1},
    "tu_a/f1": {AGENT_F1, CHEF_1},
    "refus_tu_a/f1": {AGENT_F1, CHEF_1},
    "bilan_a/f1": {AGENT_F1, CHEF_1},
    "saisi_a/f1": {CHEF_1},  # un brouillon : le financeur ne le lit pas encore
    "brouillon_a/f1": PERSONNE,
    "en_comite_a/ville": EQUIPE_1,
    "depose_b/f2": {AGENT_F2, CHEF_1},
    "depose_z/f9": {AGENT_F9, CHEF_2},
    "depose_z/ville_2": {CHEF_2},
    "depose_a/depose_z+f9": PERSONNE,  # la demande d’un autre dossier que celui de l’adresse
}
_PAR_LE_GUICHET = ("declarer_recevable", "declarer_irrecevable", "declarer_sans_objet", "lever_la_reserve", "voter",
                   "refuser_au_vote", "notifier", "engager", "solder", "constater_le_reversement")  # fmt: skip
_PAR_LE_CHEF = ("annuler",)
_PAR_PERSONNE = (
    "solliciter_de_nouveau",
    "accorder",
    "refuser",
    "ajourner",
    "accorder_par_avenant",
    "reviser_par_avenant",
)  # l’automate, ou la séance que l’on acte
_LIGNES_ESSAYEES = {ligne: REPOND[ligne] for ligne in ("depose_a/f1", "depose_a/ville", "tu_a/f1",
                                                      "depose_b/f2", "depose_z/f9", "depose_a/depose_z+f9")}  # fmt: skip
PASSAGES_DE_LA_LIGNE = (*_PAR_LE_GUICHET, *_PAR_LE_CHEF, *_PAR_PERSONNE)
LIGNE_AVANCER = {
    **{f"{ligne}/{nom}": qui for ligne, qui in _LIGNES_ESSAYEES.items() for nom in _PAR_LE_GUICHET},
    **{f"{ligne}/{nom}": qui & CHEFS for ligne, qui in _LIGNES_ESSAYEES.items() for nom in _PAR_LE_CHEF},
    **{f"{ligne}/{nom}": PERSONNE for ligne in _LIGNES_ESSAYEES for nom in _PAR_PERSONNE},
}
_REPONSES = ("declarer_recevable", "declarer_irrecevable", "declarer_sans_objet")
REPONDRE = {
    f"{dossier}/{nom}": qui
    for dossier, qui in {
        "brouillon_a": PERSONNE,
        "saisi_a": EQUIPE_1,
        "depose_a": EQUIPE_1 | {AGENT_F1},
        "tu_a": EQUIPE_1 | {AGENT_F1},
        "depose_b": {CHEF_1, AGENT_F2},
        "depose_z": EQUIPE_2 | {AGENT_F9},
    }.items()
    for nom in _REPONSES
} | {f"depose_a/{nom}": PERSONNE for nom in ("accorder", "notifier", "deposer")}  # fmt: skip
# Un versement se note sur une demande accordée ; sur une autre, la page n’existe pas.
VERSEMENT = {ligne: qui if ligne.split("/")[0] in ("tu_a", "bilan_a") else PERSONNE for ligne, qui in REPOND.items()}

# 4. Le bilan : il naît quand le comité retient ; devant le porteur, il se tait avec la décision ---------------

LISENT_LE_BILAN = {
    "annonce_a": LISENT["annonce_a"],
    "bilan_a": LISENT["bilan_a"],
    "tu_a": LISENT["tu_a"] - PORTEURS_A,
    "cotu_a": LISENT["cotu_a"] - PORTEURS_A - PORTEURS_P,
    "tu_z": LISENT["tu_z"] - PORTEURS_Z,
    "depose_a": PERSONNE,
    "brouillon_a": PERSONNE,
}
BILAN = {d: ceux(d, "ecrit") & qui for d, qui in LISENT_LE_BILAN.items()}
PASSAGES_DU_BILAN = {
    "transmettre": ("signe",),
    "attester_la_non_realisation": ("signe",),
    "demander_d_autres_dates": ("signe",),
    "demander_une_correction": ("equipe",),
    "accepter": ("equipe",),
}
BILAN_AVANCER = {
    f"{d}/{nom}": ceux(d, *roles) & qui
    for d, qui in LISENT_LE_BILAN.items()
    for nom, roles in PASSAGES_DU_BILAN.items()
}

# 5. À plusieurs : le porteur invite et peut renoncer ; le signataire du partenaire répond, ses rédacteurs disent sa part ---

PARTENAIRES = {d: qui | PROPOSES.get(d, PERSONNE) for d, qui in LISENT.items() if not d.startswith("serie")}
INVITER = {d: ceux(d, "signe") for d in PARTENAIRES}
PART_DU_PORTEUR = {d: ceux(d, "ecrit") for d in PARTENAIRES}
PART_DU_PARTENAIRE = {
    "cobrouillon_a/p": PORTEURS_P,
    "suite_a/p": PORTEURS_P,  # déposé : la page le dit, sans rien écrire
    "invite_a/p": PERSONNE,  # pas encore confirmé
    "cobrouillon_a/suite_a+p": PERSONNE,  # le partenariat d’un autre dossier
}
PASSAGES_DU_PARTENARIAT = {
    "inviter": PERSONNE,  # l’invitation a sa page
    "confirmer": PORTEURS_P,
    "decliner": PORTEURS_P,
    "se_retirer": PORTEURS_P,
    "ecarter": {SIGNATAIRE_A},
}
PARTENARIAT_AVANCER = {
    f"{d}/p/{nom}": qui
    for d in ("invite_a", "cobrouillon_a", "suite_a")
    for nom, qui in PASSAGES_DU_PARTENARIAT.items()
}

# 6. D’une année à l’autre : qui écrit pour le porteur ; l’équipe, pour ce qu’elle a saisi ---------------------

REPARTENT = {d: ceux(d, "ecrit", "equipe") if d == "saisi_a" else ceux(d, "ecrit") for d in PARTENAIRES}
# 5. Les pièces : qui écrit pour l’organisation les joint ; un dossier saisi par l’équipe reçoit aussi les siennes ---------

_ECRIVENT_POUR = {"a": {REDACTEUR_A, SIGNATAIRE_A}, "b": {DEUX_ASSOS}, "z": {SIGNATAIRE_Z}}
LISENT_LES_PIECES = LISENT_LES_PIECES_DE
JOIGNENT = {organisation: _ECRIVENT_POUR[organisation[-1]] for organisation in LISENT_LES_PIECES_DE}
JOIGNENT_AU_DOSSIER = {d: _ECRIVENT_POUR[d[-1]] for d in LISENT_LES_PIECES_DU_DOSSIER}
JOIGNENT_AU_DOSSIER["saisi_a"] = _ECRIVENT_POUR["a"] | EQUIPE_1
# L’équipe de la convention examine ce qu’elle lit ; un dossier qu’elle n’a fait que saisir n’est pas encore déposé.
EXAMINENT = {piece: qui & (EQUIPE_1 | EQUIPE_2) for piece, qui in LISENT_LA_PIECE.items()} | {"devis_saisi_a": PERSONNE}
