"""Les états d’un dossier, d’une ligne et d’un bilan, et le ton sous lequel chacun se lit (docs/metier.md §9)."""

from django.db import models


class Statut(models.TextChoices):
    """Le chemin d’un dossier à travers les trois temps."""

    BROUILLON = "brouillon", "Brouillon"
    DEPOSE = "depose", "Déposé"
    INCOMPLET = "incomplet", "Incomplet"
    RECEVABLE = "recevable", "Recevable"
    IRRECEVABLE = "irrecevable", "Irrecevable"
    EN_COMITE = "en_comite", "En comité"
    PROGRAMME = "programme", "Programmé"
    AJOURNE = "ajourne", "Ajourné"
    NON_RETENU = "non_retenu", "Non retenu"
    PRESENTE = "presente", "Présenté au comité de pilotage"
    MIS_EN_PERSPECTIVE = "mis_en_perspective", "Mis en perspective"
    CLOS = "clos", "Clos"
    ABANDONNE = "abandonne", "Abandonné"
    DESISTE = "desiste", "Désistement"


EN_ACTION = (Statut.PROGRAMME, Statut.PRESENTE, Statut.MIS_EN_PERSPECTIVE)
DECIDES = (Statut.PROGRAMME, Statut.AJOURNE, Statut.NON_RETENU)
AVANT_DECISION = (
    Statut.BROUILLON,
    Statut.DEPOSE,
    Statut.INCOMPLET,
    Statut.RECEVABLE,
    Statut.IRRECEVABLE,
    Statut.EN_COMITE,
    Statut.AJOURNE,
)
CATALOGUE = (*EN_ACTION, Statut.CLOS)


class StatutLigne(models.TextChoices):
    """L’argent : ce que devient la demande faite à un financeur."""

    SOLLICITEE = "sollicitee", "Sollicitée"
    RECEVABLE = "recevable", "Recevable"
    IRRECEVABLE = "irrecevable", "Irrecevable"
    SANS_OBJET = "sans_objet", "Sans objet"
    ACCORDEE = "accordee", "Accordée"
    REFUSEE = "refusee", "Refusée"
    AJOURNEE = "ajournee", "Ajournée"
    VOTEE = "votee", "Votée"
    ENGAGEE = "engagee", "Engagée"
    SOLDEE = "soldee", "Soldée"
    ANNULEE = "annulee", "Annulée"
    A_REVERSER = "a_reverser", "À reverser"
    REVERSEE = "reversee", "Reversée"


ACQUISES = (StatutLigne.ACCORDEE, StatutLigne.VOTEE, StatutLigne.ENGAGEE, StatutLigne.SOLDEE)
VOTEES = (StatutLigne.VOTEE, StatutLigne.ENGAGEE, StatutLigne.SOLDEE)
ECARTEES = (StatutLigne.IRRECEVABLE, StatutLigne.SANS_OBJET)  # avant le comité : rien à en attendre
A_DECIDER = (StatutLigne.RECEVABLE, StatutLigne.AJOURNEE)
FINIES = (
    StatutLigne.IRRECEVABLE,
    StatutLigne.SANS_OBJET,
    StatutLigne.REFUSEE,
    StatutLigne.SOLDEE,
    StatutLigne.ANNULEE,
    StatutLigne.REVERSEE,
)


class StatutBilan(models.TextChoices):
    ATTENDU = "attendu", "Attendu"
    RECU = "recu", "Reçu"
    A_COMPLETER = "a_completer", "À compléter"
    ACCEPTE = "accepte", "Accepté"
    NON_REALISE = "non_realise", "Non réalisé"


class StatutPartenariat(models.TextChoices):
    """Ce que devient l’invitation faite à une autre organisation de porter une part de l’action."""

    PRESSENTI = "pressenti", "Pressenti"
    INVITE = "invite", "Invité"
    CONFIRME = "confirme", "Confirmé"
    DECLINE = "decline", "A décliné"
    RETIRE = "retire", "S’est retiré"
    ECARTE = "ecarte", "Écarté"


# Cinq tons, une forme chacun (thème) : ok, attente, non, cours, pause, clos ; sans ton, un point.
TONS = {
    "depose": "cours", "incomplet": "attente", "recevable": "cours", "irrecevable": "non", "en_comite": "cours",
    "programme": "ok", "ajourne": "pause", "non_retenu": "non", "presente": "ok", "mis_en_perspective": "ok",
    "clos": "clos", "abandonne": "clos", "desiste": "clos",
    "sans_objet": "clos", "accordee": "ok", "refusee": "non", "ajournee": "pause", "votee": "ok", "engagee": "ok",
    "soldee": "clos", "annulee": "clos", "a_reverser": "attente", "reversee": "clos",
    "attendu": "attente", "recu": "cours", "a_completer": "attente", "accepte": "ok", "non_realise": "non",
    "pressenti": "", "invite": "attente", "confirme": "ok", "decline": "non", "retire": "clos", "ecarte": "clos",
    "preparee": "", "convoquee": "cours", "ouverte": "cours", "actee": "ok",
}  # fmt: skip
