"""Qui peut quoi, adresse par adresse : le tableau que relit un agent de la ville. Écrit à la main, jamais tiré du code.

Une page dit qui la LIT et qui y ÉCRIT, objet par objet ; qui n’est pas nommé reçoit la réponse d’une page absente. Un
objet s’écrit par son nom dans le monde : « depose_a », « depose_a/f1 » (la demande de depose_a à F1),
« depose_a/deposer » (le passage), « ouverte_1/en_comite_a » (l’inscription). Absents et absurdes se sondent d’office.
"""

from dataclasses import dataclass

from tests.acces import table_comite as comite
from tests.acces import table_instruction as instruction
from tests.acces import table_papiers as papiers
from tests.acces import table_suites as suites
from tests.acces.acteurs import (
    ADMIN,
    AGENT_F1,
    AGENT_F2,
    AGENT_F9,
    CHEF_1,
    CHEF_2,
    CHEFS,
    CONNECTES,
    DEUX_ASSOS,
    EQUIPE_1,
    EQUIPE_2,
    EQUIPES,
    FINANCEURS,
    NON_CONNECTES,
    PERSONNE,
    PORTEURS,
    PORTEURS_A,
    PORTEURS_B,
    PORTEURS_Z,
    REDACTEUR_A,
    SIGNATAIRE_A,
    SIGNATAIRE_P,
    SIGNATAIRE_Z,
    TOUS,
)
from tests.acces.droits import (
    AU_CATALOGUE_DE,
    LISENT,
    LISENT_L_ORGANISATION,
    LISENT_LA_PIECE,
    LISENT_LA_SEANCE,
    LISENT_LES_MEMBRES_DE,
    LISENT_LES_PIECES_DU_DOSSIER,
    TIENNENT,
)
from tests.acces.table_dossiers import (
    AVANCER,
    BILAN,
    BILAN_AVANCER,
    EXAMINENT,
    INVITER,
    JOIGNENT,
    JOIGNENT_AU_DOSSIER,
    LIGNE_AVANCER,
    LISENT_LE_BILAN,
    LISENT_LES_PIECES,
    PART_DU_PARTENAIRE,
    PART_DU_PORTEUR,
    PARTENAIRES,
    PARTENARIAT_AVANCER,
    REPARTENT,
    REPOND,
    REPONDRE,
    VERSEMENT,
    ceux,
)


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


# 1. Les séances ------------------------------------------------------------------------------------------

_LEUR_EQUIPE = {seance: qui & EQUIPES for seance, qui in LISENT_LA_SEANCE.items()}
PASSAGES_DE_LA_SEANCE = {"convoquer": EQUIPES, "ouvrir": EQUIPES, "acter": CHEFS}
_SEANCE_AVANCER = {
    f"{seance}/{nom}": equipe & qui
    for seance, equipe in _LEUR_EQUIPE.items()
    for nom, qui in PASSAGES_DE_LA_SEANCE.items()
}
_CONFIRMER = {cle: qui if cle.endswith("/acter") else PERSONNE for cle, qui in _SEANCE_AVANCER.items()}
# On ne confirme que l’acte d’une séance ouverte.
_PAS_OUVERTES = {
    f"{seance}/acter": PERSONNE for seance in ("actee_1", "actee_2", "preparee_1", "preparee_2", "pilotage_1")
}
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
# La grille vive : qui lit le comité la lit ; on n’écrit que sa colonne, le chef celle d’un absent dont il a la parole.
_GRILLES = {
    seance: PERSONNE if seance[0] == "p" and seance[1] != "r" else qui for seance, qui in LISENT_LA_SEANCE.items()
}
_PROJETES = {seance: PERSONNE if seance.startswith("preparee") else qui for seance, qui in _GRILLES.items()}
_CASES_LUES = {f"{cle}/{'f9' if cle.startswith('ouverte_2') else 'f1'}": qui for cle, qui in _INSCRITS.items()} | {
    "ouverte_1/en_comite_a/ville": LISENT_LA_SEANCE["ouverte_1"],
    "ouverte_1/en_comite_a/tu_a+f1": PERSONNE,  # la demande d’un autre dossier
}
_CASES_ECRITES = dict.fromkeys(_CASES_LUES, PERSONNE) | {
    "ouverte_1/en_comite_a/f1": frozenset({CHEF_1, AGENT_F1}),
    "ouverte_1/en_comite_a/ville": EQUIPE_1,
    "actee_1/tu_a/f1": frozenset({CHEF_1, AGENT_F1}),  # trop tard : la réponse le dit, sans rien écrire
    "actee_1/refus_tu_a/f1": frozenset({CHEF_1, AGENT_F1}),
    "preparee_1/prepare_a/f1": frozenset({CHEF_1}),
    "ouverte_2/en_comite_z/f9": frozenset({CHEF_2, AGENT_F9}),
}
_RETIRENT = {cle: qui & EQUIPES for cle, qui in _INSCRITS.items()} | {"pilotage_1/annonce_a": EQUIPE_1}
_SUITES = {
    seance: qui if seance in ("pilotage_1", "perspectives_1") else PERSONNE for seance, qui in _LEUR_EQUIPE.items()
}

_COMITES = {
    seance: PERSONNE if seance in ("pilotage_1", "perspectives_1") else qui for seance, qui in _LEUR_EQUIPE.items()
}
_DOSSIERS_DE_SEANCE = {
    "ouverte_1/f1": EQUIPE_1 | {AGENT_F1},
    "ouverte_1/f2": EQUIPE_1 | {AGENT_F2},
    "ouverte_1/f9": PERSONNE,  # le guichet d’une autre campagne
    "preparee_1/f1": EQUIPE_1,
    "ouverte_2/f9": EQUIPE_2 | {AGENT_F9},
    "pilotage_1/f1": PERSONNE,  # le Temps 2 ne décide pas d’argent
}
_IMAGES = {
    seance: PERSONNE if seance in ("pilotage_1", "perspectives_1") else qui for seance, qui in LISENT_LA_SEANCE.items()
}
_SCENARIOS = {
    "ouverte_1/prudent": EQUIPE_1,
    "ouverte_2/prudent": EQUIPE_2,
    "ouverte_1/ouverte_2+prudent": PERSONNE,  # le scénario d’une autre séance
}

# 2. Les campagnes : l’équipe lit la sienne et y écrit les enjeux ; le chef la règle et en fixe les enveloppes -----

_CAMPAGNES = {"campagne_1": EQUIPE_1, "campagne_2": EQUIPE_2}
_DU_CHEF = {"campagne_1": {CHEF_1}, "campagne_2": {CHEF_2}}
_ENJEUX = {"campagne_1/enjeu_1": EQUIPE_1, "campagne_2/enjeu_2": EQUIPE_2, "campagne_1/enjeu_2": PERSONNE}
_ENVELOPPES = {"campagne_1/f1": EQUIPE_1, "campagne_2/f9": EQUIPE_2, "campagne_1/f9": PERSONNE}
_ENVELOPPES_DU_CHEF = {"campagne_1/f1": {CHEF_1}, "campagne_2/f9": {CHEF_2}, "campagne_1/f9": PERSONNE}
# Le courriel d’un brouillon reste chez son porteur.
_ENVOIS = {"courriel_1": EQUIPE_1, "courriel_2": EQUIPE_2, "courriel_a": PERSONNE}
# L’équipe sait qu’un brouillon sera relancé ; ce qu’il dit, elle ne le lit pas.
_APERCUS = {"brouillon_a": EQUIPE_1, "brouillon_z": EQUIPE_2}
# Un import, ses lignes brutes et ce qu’il ferait : à l’équipe de sa convention, et à elle seule.
_IMPORTS = {"lu_1": EQUIPE_1, "importe_1": EQUIPE_1, "lu_2": EQUIPE_2}
_OUVRENT = {REDACTEUR_A, SIGNATAIRE_A, DEUX_ASSOS, SIGNATAIRE_Z, SIGNATAIRE_P} | EQUIPES

# 3. Les organisations : le signataire tient la fiche et les membres ; les autres lisent ----------------------------

_SECTIONS = ("identite", "coordonnees", "representant", "situation", "moyens", "agrements", "engagement")
_MODIFIENT = {
    **{f"asso_a/{section}": TIENNENT["asso_a"] for section in _SECTIONS},
    "asso_b/identite": TIENNENT["asso_b"],
    "asso_z/identite": TIENNENT["asso_z"],
    "asso_a/inconnue": PERSONNE,
}
_MEMBRES = {
    "asso_a/redacteur_a": TIENNENT["asso_a"],
    "asso_a/signataire_a": TIENNENT["asso_a"],
    "asso_z/signataire_z": TIENNENT["asso_z"],
    "asso_a/asso_z+signataire_z": PERSONNE,  # le membre d’une autre organisation que celle de l’adresse
}
_INVITATIONS = {
    "asso_a/attendue": TIENNENT["asso_a"],
    "asso_z/attendue": TIENNENT["asso_z"],
    "asso_a/asso_z+attendue": PERSONNE,
}

# 4. Toutes les adresses ----------------------------------------------------------------------------------

_QUARTIERS = dict.fromkeys(("plateau", "ilots", "rive"), TOUS)
_DETAILS = frozenset(
    "brouillon_a depose_a tu_a depose_z ouverte_1 preparee_1 ouverte_2 campagne_1 campagne_2 depose_a/f1 bilan_a/f1 "
    "cobrouillon_a invite_a cobrouillon_a/p "
    "ouverte_1/en_comite_a/f1 "
    "ouverte_1/en_comite_a courriel_1 courriel_2 plateau asso_a asso_z asso_a/identite asso_a/redacteur_a asso_a/attendue "
    "a_une_inconnue de_l_oublieuse statuts_a rib_a lu_1 lu_2 avis_a avis_z groupe_1 mort "
    "ouverte_1/f1 preparee_1/retrait actee_1 actee_1/tu_a lien_ouverte_1 lettre_a convention_1 convention_1/non_retenu".split()
)


_DETAILS_DES_PASSAGES = frozenset(
    "depose_a/abandonner depose_a/f1/voter bilan_a/accepter ouverte_1/acter depose_a/declarer_irrecevable".split()
)
_PEU_LUS = ("partage_a", "incomplet_a", "annonce_a/", "saisi_a", "depose_z", "depose_b", "depose_a/ville")


def objets(lisent, ecrivent=None):
    return Page(lisent, ecrivent, details=_DETAILS)


def passages(lisent, ecrivent):
    """Les passages sont nombreux : tous se postent, mais la page qui les prépare ne se lit que sur quelques objets."""
    lisent = {cle: qui for cle, qui in lisent.items() if not cle.startswith(_PEU_LUS)}
    return Page(lisent, ecrivent, details=_DETAILS_DES_PASSAGES)


_DOSSIERS = {d: qui for d, qui in LISENT.items() if not d.startswith("serie") or d == "serie_00_a"}
# Les pages qui s’ouvrent toutes par la même porte se sondent sur un dossier de chaque sorte, non sur chaque dossier.
_TEMOINS = frozenset(
    "brouillon_a saisi_a incomplet_a depose_a abandonne_a tu_a annonce_a partage_a passe_a convention_a cobrouillon_a cotu_a "
    "invite_a depose_b depose_z tu_z".split()
)


def sur_temoins(lisent, ecrivent=None):
    """Une page d’un dossier, sondée sur les témoins."""
    lisent, ecrivent = (
        {d: qui for d, qui in cote.items() if d in _TEMOINS} if cote else cote for cote in (lisent, ecrivent)
    )
    return Page(lisent, ecrivent, details=_DETAILS)


_REDIGENT = {d: ceux(d, "ecrit", "equipe") if d == "saisi_a" else ceux(d, "ecrit") for d in _DOSSIERS}
# Une partie du formulaire s’ouvre à qui écrit le dossier, et s’y écrit ; une partie inconnue est une page absente.
_PARTIES = {
    f"{d}/budget": qui for d, qui in _REDIGENT.items() if d in ("brouillon_a", "saisi_a", "incomplet_a", "depose_z")
}
_PARTIES |= {"brouillon_a/territoire": _REDIGENT["brouillon_a"], "brouillon_a/inconnue": PERSONNE}
_S_ECRIVENT = ("brouillon_a", "saisi_a", "incomplet_a", "cobrouillon_a", "invite_a")
_S_ECRIVENT_ENCORE = {d: qui if d in _S_ECRIVENT else PERSONNE for d, qui in _REDIGENT.items()}
# Relire, c’est écrire ; attester et déposer, c’est signer.
_SIGNENT = {d: ceux(d, "signe") for d in _DOSSIERS}
# Appeler le signataire : qui écrit sans signer, tant que le dossier s’écrit.
_PREVIENNENT = {d: {REDACTEUR_A} if d in _S_ECRIVENT else PERSONNE for d in _DOSSIERS}
# Le dossier imprimé se lit comme le dossier entier, jamais du seul catalogue. Le récépissé et l’exemplaire nomment qui a
# envoyé : ils se lisent chez le porteur et de l’équipe de sa convention ; sans dépôt, il n’y en a pas.
_SANS_DEPOT = ("cobrouillon_a", "invite_a", "brouillon_a", "brouillon_b", "brouillon_z", "abandonne_a", "saisi_a")
_LISENT_LES_NOMS = {"a": PORTEURS_A | EQUIPE_1, "b": PORTEURS_B | EQUIPE_1, "z": PORTEURS_Z | EQUIPE_2}
_ENVOYES = {d: PERSONNE if d in _SANS_DEPOT else qui & _LISENT_LES_NOMS[d[-1]] for d, qui in _DOSSIERS.items()}
# Recopie dans Dauphin, et en rapporte le numéro : qui écrit le dossier, et l’équipe s’il est déposé ou saisi par elle.
_RECOPIENT = {d: ceux(d, "ecrit", "equipe") for d in _DOSSIERS}

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
    "comptes:mot-de-passe-oublie": pour(TOUS, ecrivent=TOUS),
    # Qui tient le lien l’ouvre : la clé est dans l’adresse. Connecté sous une autre adresse, on n’accepte pas.
    "comptes:invitation": objets({"a_une_inconnue": TOUS}, {"a_une_inconnue": NON_CONNECTES}),
    "comptes:nouveau-mot-de-passe": objets({"de_l_oublieuse": TOUS}, {"de_l_oublieuse": TOUS}),
    "organisations:liste": pour(PORTEURS | EQUIPES | FINANCEURS),
    "organisations:fiche": objets(LISENT_L_ORGANISATION),
    "organisations:modifier": objets(_MODIFIENT, _MODIFIENT),
    "organisations:membres": objets(LISENT_LES_MEMBRES_DE, TIENNENT),
    "organisations:membre": objets(_MEMBRES, _MEMBRES),
    "organisations:invitation": Page(None, _INVITATIONS, details=_DETAILS),
    "comptes:moi": pour(CONNECTES, ecrivent=CONNECTES),
    # Renvoie à la connexion qui n’est pas connecté, et qui administre ; pour les autres, n’existe pas.
    "comptes:administration": Page({"": PERSONNE}, None, {ADMIN} | NON_CONNECTES, _ICI),
    "comptes:demonstration": pour(PERSONNE),  # hors de la démonstration, ces trois adresses n’existent pas
    "comptes:demonstration-entrer": Page(None, {"": PERSONNE}, details=_ICI),
    "courriels:liste": pour(PERSONNE),
    "dossiers:liste": pour(CONNECTES),
    # Chacun arrange sa liste : ses colonnes, ses vues, ses cases cochées. Aucun dossier n’y change.
    "dossiers:colonnes": pour(CONNECTES, ecrivent=CONNECTES),
    "dossiers:vues": pour(CONNECTES, ecrivent=CONNECTES),
    "dossiers:vue": Page(None, {"vue_a": {SIGNATAIRE_A}, "vue_1": {CHEF_1}}, details=frozenset({"vue_a", "vue_1"})),
    "dossiers:choisir": Page(None, {"": CONNECTES}, details=_ICI),
    "dossiers:nouveau": pour(_OUVRENT, ecrivent=_OUVRENT),
    "dossiers:saisie": pour(EQUIPES, ecrivent=EQUIPES),
    "dossiers:porteurs": pour(EQUIPES),
    "dossiers:jumeaux": pour(EQUIPES),
    "dossiers:dossier": objets({d: qui | AU_CATALOGUE_DE.get(d, PERSONNE) for d, qui in _DOSSIERS.items()}),
    "dossiers:modifier": sur_temoins(_REDIGENT, _REDIGENT),
    "dossiers:partie": objets(_PARTIES, _PARTIES),
    "dossiers:relire": sur_temoins(_REDIGENT, _SIGNENT),
    "dossiers:prevenir": sur_temoins(None, _PREVIENNENT),
    # Replier un rappel ne s’écrit que dans la session : qui écrit le dossier, tant qu’il s’écrit.
    "dossiers:reprise-lue": sur_temoins(None, _S_ECRIVENT_ENCORE),
    "dossiers:avancer": passages(AVANCER, AVANCER),
    "dossiers:repondre": passages(REPONDRE, REPONDRE),
    "dossiers:ligne-avancer": passages(LIGNE_AVANCER, LIGNE_AVANCER),
    "dossiers:versement": objets(VERSEMENT, VERSEMENT),
    "dossiers:reconduire": sur_temoins(REPARTENT, REPARTENT),
    "dossiers:annee-suivante": sur_temoins(REPARTENT, REPARTENT),
    "dossiers:partenaires": sur_temoins(PARTENAIRES, INVITER),
    "dossiers:part-du-porteur": sur_temoins(None, PART_DU_PORTEUR),
    "dossiers:part-du-partenaire": objets(PART_DU_PARTENAIRE, PART_DU_PARTENAIRE),
    "dossiers:partenariat-avancer": passages(PARTENARIAT_AVANCER, PARTENARIAT_AVANCER),
    "dossiers:bilan": objets(LISENT_LE_BILAN, BILAN),
    "dossiers:bilan-avancer": passages(BILAN_AVANCER, BILAN_AVANCER),
    "dossiers:pieces": objets(LISENT_LES_PIECES, JOIGNENT),
    "dossiers:pieces-du-dossier": objets(LISENT_LES_PIECES_DU_DOSSIER, JOIGNENT_AU_DOSSIER),
    "dossiers:piece": objets(LISENT_LA_PIECE),
    "dossiers:piece-examen": Page(None, EXAMINENT, details=_DETAILS),
    "dossiers:dossier-pdf": sur_temoins(_DOSSIERS),
    "dossiers:tout-lire": sur_temoins(_DOSSIERS),
    "dossiers:recepisse-pdf": sur_temoins(_ENVOYES),
    "dossiers:exemplaire-json": sur_temoins(_ENVOYES),
    "dossiers:recopier": sur_temoins(_RECOPIENT, _RECOPIENT),
    "dossiers:instruction": objets(instruction.SUIVENT),
    "dossiers:noter": Page(None, instruction.INSTRUISENT, details=_DETAILS),
    "dossiers:affecter": Page(None, instruction.INSTRUISENT, details=_DETAILS),
    "dossiers:etiqueter": Page(None, instruction.INSTRUISENT, details=_DETAILS),
    "dossiers:avis-demander": objets(instruction.INSTRUISENT, instruction.INSTRUISENT),
    "dossiers:proposition": objets(REPOND, REPOND),
    "dossiers:changements": objets(instruction.SUIVENT),
    "dossiers:messages": objets(instruction.LISENT_LE_FIL, instruction.ECRIVENT_DANS_LE_FIL),
    "dossiers:messages-lus": Page(None, instruction.LISENT_LE_FIL, details=_DETAILS),
    "dossiers:avis": objets(instruction.AVIS, instruction.REPONDENT),
    "dossiers:avis-annuler": objets(instruction.ANNULENT, instruction.ANNULENT),
    # Un lien vivant s’ouvre de qui le tient (test_avis.py) ; mort, il est absent, pour tous.
    "dossiers:avis-lien": objets({"mort": PERSONNE}),
    "dossiers:passe": objets(instruction.PASSE),
    "dossiers:etiquettes": pour(EQUIPES, ecrivent=EQUIPES),
    "dossiers:ensemble": pour(EQUIPES, ecrivent=EQUIPES),
    "dossiers:ensemble-suivi": objets(instruction.GROUPES, instruction.GROUPES),
    "seances:liste": pour(EQUIPES | FINANCEURS),
    "seances:nouvelle": pour(EQUIPES, ecrivent=EQUIPES),
    "seances:seance": objets(LISENT_LA_SEANCE),
    "seances:modifier": objets(_LEUR_EQUIPE, _LEUR_EQUIPE),
    "seances:inscrire": objets(_LEUR_EQUIPE, _LEUR_EQUIPE),
    "seances:ordre": Page(None, _LEUR_EQUIPE, details=_DETAILS),
    "seances:presences": objets(_LEUR_EQUIPE, _LEUR_EQUIPE),
    "seances:suites": objets(_SUITES, _SUITES),
    # L’ordre du jour et le rendez-vous : qui lit la séance. Le dossier de séance d’un guichet : ses agents et l’équipe.
    "seances:ordre-du-jour": objets(LISENT_LA_SEANCE),
    "seances:agenda": objets(LISENT_LA_SEANCE),
    "seances:dossier-de-seance": objets(_DOSSIERS_DE_SEANCE),
    # Les images du comité : qui lit la séance ; ce qu’elles montrent d’une décision suit le mur.
    "seances:images": objets(_IMAGES),
    # Les scénarios : l’équipe les prépare, le chef de projet en choisit un ; nul autre ne sait qu’ils existent.
    "seances:scenarios": objets(_COMITES, _COMITES),
    "seances:scenarios-comparer": objets(_COMITES),
    "seances:scenario": objets(_SCENARIOS, _SCENARIOS),
    "seances:scenario-geste": Page(None, _SCENARIOS, details=_DETAILS),
    "seances:scenario-choisir": Page(None, {cle: qui & CHEFS for cle, qui in _SCENARIOS.items()}, details=_DETAILS),
    "seances:decisions": objets(_INSCRITS, _DECIDENT),
    "seances:rangs": objets(_GRILLES),
    "seances:changements": objets(_GRILLES),
    "seances:projeter": objets(_PROJETES),
    "seances:case": objets(_CASES_LUES, _CASES_ECRITES),
    "seances:retirer": objets(_RETIRENT, _RETIRENT),
    "seances:guichets": objets(comite.GUICHETS),
    "seances:lien": objets(comite.UN_GUICHET, comite.UN_GUICHET),
    "seances:pouvoir": objets(comite.UN_GUICHET, comite.UN_GUICHET),
    "seances:lien-relire": objets(comite.LIENS, comite.CONFIRMENT),
    "seances:lien-revoquer": Page(None, comite.LIENS, details=_DETAILS),
    "seances:pouvoir-papier": objets(comite.LIENS),
    "seances:retraits": objets(comite.GUICHETS, comite.GUICHETS),
    "seances:retrait-lever": Page(None, comite.LEVENT, details=_DETAILS),
    "seances:me-retirer": objets(comite.SE_RETIRENT, comite.SE_RETIRENT),
    "seances:avenants": objets(comite.AVENANTS),
    "seances:avenant": objets(comite.PRENNENT, comite.PRENNENT),
    "guichet:colonne": objets(comite.CODE, comite.CODE),
    "guichet:decider": objets(comite.DOSSIER_PAR_LE_LIEN),
    "seances:avancer": passages(_CONFIRMER | _PAS_OUVERTES, _SEANCE_AVANCER),
    "campagnes:liste": pour(EQUIPES),
    "campagnes:nouvelle": pour(CHEFS, ecrivent=CHEFS),
    "campagnes:campagne": objets(_CAMPAGNES),
    "campagnes:modifier": objets(_DU_CHEF, _DU_CHEF),
    "campagnes:enveloppes": objets(_CAMPAGNES, _DU_CHEF),
    "campagnes:enveloppe": objets(_ENVELOPPES, _ENVELOPPES_DU_CHEF),
    "campagnes:enveloppe-demandes": Page(None, _ENVELOPPES_DU_CHEF, details=_DETAILS),
    "campagnes:enjeux": objets(_CAMPAGNES, _CAMPAGNES),
    "campagnes:enjeu": objets(_ENJEUX, _ENJEUX),
    "campagnes:retirer-enjeu": Page(None, _ENJEUX, details=_DETAILS),
    "papiers:papiers": objets(papiers.PAGE),
    "papiers:papier": objets(papiers.PAPIERS),
    "papiers:extrait": objets(papiers.EXTRAITS),
    "papiers:lettres": objets(papiers.LETTRES),
    "papiers:envoyer": objets(papiers.ENVOIENT, papiers.ENVOIENT),
    "papiers:apercu": objets(papiers.APERCUS),
    "papiers:lettre": objets(papiers.PARTIES),
    "papiers:modeles": objets(papiers.CONVENTIONS),
    "papiers:modele": objets(papiers.MODELES, papiers.MODELES),
    # Les suites du comité : l’équipe, toute sa campagne ; un guichet, ce qui est à lui ; le porteur, ses subventions.
    "suites:mes-subventions": pour(PORTEURS),
    "suites:chaine": objets(suites.LISENT),
    "suites:actes": objets(suites.LISENT),
    "suites:versements": objets(suites.LISENT),
    "suites:bloc": passages(suites.EN_BLOC, suites.EN_BLOC),
    "suites:noter-un-acte": objets(suites.NOTENT, suites.NOTENT),
    "suites:corriger": objets(suites.CORRIGENT, suites.CORRIGENT),
    "echanges:imports": pour(EQUIPES, ecrivent=EQUIPES),
    "echanges:modele": pour(EQUIPES),
    "echanges:import": objets(_IMPORTS),
    "echanges:colonnes": objets(_IMPORTS, _IMPORTS),
    "echanges:essai": objets(_IMPORTS, _IMPORTS),
    "echanges:fautes": objets(_IMPORTS),
    "echanges:abandonner": Page(None, _IMPORTS, details=_DETAILS),
    "relances:liste": pour(EQUIPES),
    "relances:geste": Page(None, {"": EQUIPES}, details=_ICI),
    "relances:message": objets(_ENVOIS),
    "relances:apercu": objets(_APERCUS),
}
ADMINISTRATION = frozenset({ADMIN})  # l’administration de Django : comptes et réglages, aucun dossier
