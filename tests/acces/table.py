"""Qui peut quoi, adresse par adresse : le tableau que relit un agent de la ville. Écrit à la main, jamais tiré du code.

Une page dit qui la LIT et qui y ÉCRIT, objet par objet ; qui n’est pas nommé reçoit la réponse d’une page absente. Un
objet s’écrit par son nom dans le monde : « depose_a », « depose_a/f1 » (la demande de depose_a à F1),
« depose_a/deposer » (le passage), « ouverte_1/en_comite_a » (l’inscription). Absents et absurdes se sondent d’office.
"""

from dataclasses import dataclass

from tests.acces.acteurs import (
    ADMIN, AGENT_F1, AGENT_F2, AGENT_F9, CHEF_1, CHEF_2, CHEFS, CONNECTES, DEUX_ASSOS, EQUIPE_1, EQUIPE_2, EQUIPES, FINANCEURS,
    NON_CONNECTES, PERSONNE, PORTEURS_A, PORTEURS_Z, REDACTEUR_A, SIGNATAIRE_A, SIGNATAIRE_Z, TOUS,
)  # fmt: skip
from tests.acces.droits import AU_CATALOGUE_DE, LISENT, LISENT_LA_SEANCE


@dataclass(frozen=True)
class Page:
    """`lisent`, `ecrivent` : {objet: qui}. None : la page ne se lit pas, ou n’écrit rien."""

    lisent: dict | None
    ecrivent: dict | None = None
    renvoie: frozenset = frozenset()  # ceux que cette page renvoie à la connexion
    details: frozenset = frozenset()  # les objets où l’on essaie aussi HEAD, PUT, DELETE et les corps hostiles


_ICI = frozenset({""})


def pour(qui, ecrivent=None):
    """Une page sans objet."""
    return Page({"": qui}, None if ecrivent is None else {"": ecrivent}, details=_ICI)


# 1. Les rôles, dossier par dossier ----------------------------------------------------------------------
# signe : dépose et retire pour son organisation · écrit : rédige · équipe, chef : de la convention du dossier

_DE_A = {"signe": {SIGNATAIRE_A}, "ecrit": {REDACTEUR_A, SIGNATAIRE_A}, "equipe": EQUIPE_1, "chef": {CHEF_1}}
_DE_B = {"signe": {DEUX_ASSOS}, "ecrit": {DEUX_ASSOS}, "equipe": EQUIPE_1, "chef": {CHEF_1}}
_DE_Z = {"signe": {SIGNATAIRE_Z}, "ecrit": {SIGNATAIRE_Z}, "equipe": EQUIPE_2, "chef": {CHEF_2}}
_ROLES = {"a": _DE_A, "b": _DE_B, "z": _DE_Z}


def _ceux(dossier, *roles):
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
    "retenir_par_avenant": ("chef",),
    "reporter": ("chef",),
    "clore": ("equipe",),
    "rouvrir": ("chef",),
    "abandonner": ("signe", "equipe"),
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
_ESSAYES = ("brouillon_a", "saisi_a", "depose_a", "partage_a", "incomplet_a", "tu_a", "annonce_a", "depose_z")


def _passage(dossier, nom):
    if nom == "enregistrer" and dossier != "saisi_a":
        return PERSONNE
    return _ceux(dossier, *PASSAGES_DU_DOSSIER[nom])


_AVANCER = {f"{d}/{nom}": _passage(d, nom) for d in _ESSAYES for nom in PASSAGES_DU_DOSSIER}
_AVANCER["rouvert_a/rouvrir_la_recevabilite"] = {CHEF_1}

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
_PAR_PERSONNE = ("solliciter_de_nouveau", "accorder", "refuser", "ajourner")  # l’automate, ou la séance que l’on acte
_LIGNES_ESSAYEES = {ligne: REPOND[ligne] for ligne in ("depose_a/f1", "depose_a/ville", "tu_a/f1",
                                                      "depose_b/f2", "depose_z/f9", "depose_a/depose_z+f9")}  # fmt: skip
PASSAGES_DE_LA_LIGNE = (*_PAR_LE_GUICHET, *_PAR_LE_CHEF, *_PAR_PERSONNE)
_LIGNE_AVANCER = {
    **{f"{ligne}/{nom}": qui for ligne, qui in _LIGNES_ESSAYEES.items() for nom in _PAR_LE_GUICHET},
    **{f"{ligne}/{nom}": qui & CHEFS for ligne, qui in _LIGNES_ESSAYEES.items() for nom in _PAR_LE_CHEF},
    **{f"{ligne}/{nom}": PERSONNE for ligne in _LIGNES_ESSAYEES for nom in _PAR_PERSONNE},
}
_REPONSES = ("declarer_recevable", "declarer_irrecevable", "declarer_sans_objet")
_REPONDRE = {
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
_VERSEMENT = {ligne: qui if ligne.split("/")[0] in ("tu_a", "bilan_a") else PERSONNE for ligne, qui in REPOND.items()}

# 4. Le bilan : il naît quand le comité retient ; devant le porteur, il se tait avec la décision ---------------

_LISENT_LE_BILAN = {
    "annonce_a": LISENT["annonce_a"],
    "bilan_a": LISENT["bilan_a"],
    "tu_a": LISENT["tu_a"] - PORTEURS_A,
    "tu_z": LISENT["tu_z"] - PORTEURS_Z,
    "depose_a": PERSONNE,
    "brouillon_a": PERSONNE,
}
_BILAN = {d: _ceux(d, "ecrit") & qui for d, qui in _LISENT_LE_BILAN.items()}
PASSAGES_DU_BILAN = {
    "transmettre": ("signe",),
    "attester_la_non_realisation": ("signe",),
    "demander_d_autres_dates": ("signe",),
    "demander_une_correction": ("equipe",),
    "accepter": ("equipe",),
}
_BILAN_AVANCER = {f"{d}/{nom}": _ceux(d, *roles) & qui for d, qui in _LISENT_LE_BILAN.items() for nom, roles in PASSAGES_DU_BILAN.items()}

# 5. Les séances ------------------------------------------------------------------------------------------

_LEUR_EQUIPE = {seance: qui & EQUIPES for seance, qui in LISENT_LA_SEANCE.items()}
PASSAGES_DE_LA_SEANCE = {"convoquer": EQUIPES, "ouvrir": EQUIPES, "acter": CHEFS}
_SEANCE_AVANCER = {
    f"{seance}/{nom}": equipe & qui for seance, equipe in _LEUR_EQUIPE.items() for nom, qui in PASSAGES_DE_LA_SEANCE.items()
}
_CONFIRMER = {cle: qui if cle.endswith("/acter") else PERSONNE for cle, qui in _SEANCE_AVANCER.items()}
_ACTEES = {"actee_1/acter": PERSONNE, "actee_2/acter": PERSONNE, "preparee_1/acter": PERSONNE, "preparee_2/acter": PERSONNE,
           "pilotage_1/acter": PERSONNE}  # fmt: skip — on ne confirme que l’acte d’une séance ouverte
_INSCRITS = {
    "ouverte_1/en_comite_a": LISENT_LA_SEANCE["ouverte_1"],
    "actee_1/tu_a": LISENT_LA_SEANCE["actee_1"],
    "actee_1/refus_tu_a": LISENT_LA_SEANCE["actee_1"],
    "preparee_1/prepare_a": LISENT_LA_SEANCE["preparee_1"],
    "ouverte_2/en_comite_z": LISENT_LA_SEANCE["ouverte_2"],
    "ouverte_1/recevable_a": PERSONNE,  # retiré : l’inscription n’est plus en vigueur
    "ouverte_1/ouverte_2+en_comite_z": PERSONNE,  # l’inscription d’une autre séance
    "pilotage_1/annonce_a": PERSONNE,  # le Temps 2 ne décide pas d’argent
}
_DECIDENT = {
    "ouverte_1/en_comite_a": EQUIPE_1 | {AGENT_F1},
    "actee_1/tu_a": EQUIPE_1 | {AGENT_F1},  # trop tard : la page le dit, sans rien écrire
    "actee_1/refus_tu_a": EQUIPE_1 | {AGENT_F1},
    "preparee_1/prepare_a": EQUIPE_1,
    "ouverte_2/en_comite_z": EQUIPE_2 | {AGENT_F9},
    "ouverte_1/recevable_a": PERSONNE,
    "ouverte_1/ouverte_2+en_comite_z": PERSONNE,
    "pilotage_1/annonce_a": PERSONNE,
}
_RETIRENT = {cle: qui & EQUIPES for cle, qui in _INSCRITS.items()} | {"pilotage_1/annonce_a": EQUIPE_1}
_SUITES = {seance: qui if seance in ("pilotage_1", "perspectives_1") else PERSONNE for seance, qui in _LEUR_EQUIPE.items()}

# 6. Les campagnes : l’équipe lit la sienne et y écrit les enjeux ; le chef la règle et en fixe les enveloppes -----

_CAMPAGNES = {"campagne_1": EQUIPE_1, "campagne_2": EQUIPE_2}
_DU_CHEF = {"campagne_1": {CHEF_1}, "campagne_2": {CHEF_2}}
_ENJEUX = {"campagne_1/enjeu_1": EQUIPE_1, "campagne_2/enjeu_2": EQUIPE_2, "campagne_1/enjeu_2": PERSONNE}
_ENVOIS = {"courriel_1": EQUIPE_1, "courriel_2": EQUIPE_2, "courriel_a": PERSONNE}  # celui d’un brouillon reste chez son porteur

# 7. Toutes les adresses ----------------------------------------------------------------------------------

_QUARTIERS = dict.fromkeys(("plateau", "ilots", "rive"), TOUS)
_DETAILS = frozenset({"brouillon_a", "depose_a", "tu_a", "depose_z", "ouverte_1", "preparee_1", "ouverte_2", "campagne_1", "campagne_2",
                      "depose_a/f1", "bilan_a/f1", "ouverte_1/en_comite_a", "courriel_1", "courriel_2", "plateau"})  # fmt: skip


_PEU_LUS = ("partage_a", "incomplet_a", "annonce_a/", "saisi_a", "depose_z", "depose_b", "depose_a/ville")


def objets(lisent, ecrivent=None):
    return Page(lisent, ecrivent, details=_DETAILS)


def passages(lisent, ecrivent):
    """Les passages sont nombreux : tous se postent, mais la page qui les prépare ne se lit que sur quelques objets."""
    lisent = {cle: qui for cle, qui in lisent.items() if not cle.startswith(_PEU_LUS)}
    return Page(lisent, ecrivent, details=frozenset({"depose_a/abandonner", "depose_a/f1/voter", "bilan_a/accepter",
                                                     "ouverte_1/acter", "depose_a/declarer_irrecevable"}))  # fmt: skip


_DOSSIERS = {d: qui for d, qui in LISENT.items() if not d.startswith("serie") or d == "serie_00_a"}
_REDIGENT = {d: _ceux(d, "ecrit", "equipe") if d == "saisi_a" else _ceux(d, "ecrit") for d in _DOSSIERS}

TABLE = {
    "accueil": pour(TOUS),
    "aide": pour(TOUS),
    "accessibilite": pour(TOUS),
    "donnees-personnelles": pour(TOUS),
    "sante": pour(TOUS),
    "machines": pour(EQUIPES),
    "public:quartiers": pour(TOUS),
    "public:quartier": objets(_QUARTIERS),
    "public:objectifs": pour(TOUS),
    "public:actions": pour(TOUS),
    "comptes:connexion": pour(TOUS, ecrivent=TOUS),
    "comptes:deconnexion": Page(None, {"": TOUS}, details=_ICI),
    "comptes:moi": pour(CONNECTES, ecrivent=CONNECTES),
    "comptes:administration": Page({"": PERSONNE}, None, {ADMIN} | NON_CONNECTES, _ICI),  # renvoie à la connexion, ou n’existe pas
    "comptes:demonstration": pour(PERSONNE),  # hors de la démonstration, ces trois adresses n’existent pas
    "comptes:demonstration-entrer": Page(None, {"": PERSONNE}, details=_ICI),
    "courriels:liste": pour(PERSONNE),
    "dossiers:liste": pour(CONNECTES),
    "dossiers:nouveau": pour({REDACTEUR_A, SIGNATAIRE_A, DEUX_ASSOS, SIGNATAIRE_Z} | EQUIPES,
                             ecrivent={REDACTEUR_A, SIGNATAIRE_A, DEUX_ASSOS, SIGNATAIRE_Z} | EQUIPES),  # fmt: skip
    "dossiers:dossier": objets({d: qui | AU_CATALOGUE_DE.get(d, PERSONNE) for d, qui in _DOSSIERS.items()}),
    "dossiers:modifier": objets(_REDIGENT, _REDIGENT),
    "dossiers:avancer": passages(_AVANCER, _AVANCER),
    "dossiers:repondre": passages(_REPONDRE, _REPONDRE),
    "dossiers:ligne-avancer": passages(_LIGNE_AVANCER, _LIGNE_AVANCER),
    "dossiers:versement": objets(_VERSEMENT, _VERSEMENT),
    "dossiers:bilan": objets(_LISENT_LE_BILAN, _BILAN),
    "dossiers:bilan-avancer": passages(_BILAN_AVANCER, _BILAN_AVANCER),
    "seances:liste": pour(EQUIPES | FINANCEURS),
    "seances:nouvelle": pour(EQUIPES, ecrivent=EQUIPES),
    "seances:seance": objets(LISENT_LA_SEANCE),
    "seances:modifier": objets(_LEUR_EQUIPE, _LEUR_EQUIPE),
    "seances:inscrire": objets(_LEUR_EQUIPE, _LEUR_EQUIPE),
    "seances:ordre": Page(None, _LEUR_EQUIPE, details=_DETAILS),
    "seances:presences": objets(_LEUR_EQUIPE, _LEUR_EQUIPE),
    "seances:suites": objets(_SUITES, _SUITES),
    "seances:decisions": objets(_INSCRITS, _DECIDENT),
    "seances:retirer": objets(_RETIRENT, _RETIRENT),
    "seances:avancer": passages(_CONFIRMER | _ACTEES, _SEANCE_AVANCER),
    "campagnes:liste": pour(EQUIPES),
    "campagnes:nouvelle": pour(CHEFS, ecrivent=CHEFS),
    "campagnes:campagne": objets(_CAMPAGNES),
    "campagnes:modifier": objets(_DU_CHEF, _DU_CHEF),
    "campagnes:enveloppes": objets(_DU_CHEF, _DU_CHEF),
    "campagnes:enjeux": objets(_CAMPAGNES, _CAMPAGNES),
    "campagnes:enjeu": objets(_ENJEUX, _ENJEUX),
    "campagnes:retirer-enjeu": Page(None, _ENJEUX, details=_DETAILS),
    "relances:liste": pour(EQUIPES),
    "relances:geste": Page(None, {"": EQUIPES}, details=_ICI),
    "relances:message": objets(_ENVOIS),
    "relances:apercu": objets({"brouillon_a": EQUIPE_1, "brouillon_z": EQUIPE_2}),  # qu’il sera relancé ; pas ce que dit son brouillon
}
ADMINISTRATION = frozenset({ADMIN})  # l’administration de Django : comptes et réglages, aucun dossier
