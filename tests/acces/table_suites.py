"""Qui suit l’argent après le comité, et qui agit pour un guichet. Écrit à la main, jamais tiré du code ; se lit avec table.py."""

from dossiers.models import Ligne
from tests.acces.acteurs import AGENT_F1, AGENT_F2, AGENT_F9, CHEF_1, CHEF_2, EQUIPE_1, EQUIPE_2, PERSONNE
from workflows.temps import aujourd_hui

# Les guichets de la campagne ouvrent ses pages, et n’y lisent que leurs lignes ; un copilote sans guichet n’a rien à y suivre.
LISENT = {"campagne_1": EQUIPE_1 | {AGENT_F1, AGENT_F2}, "campagne_2": EQUIPE_2 | {AGENT_F9}}
# L’agent pour le sien, l’équipe pour la ville, le chef de projet pour un absent.
_AGISSENT = {
    "campagne_1/f1": {AGENT_F1, CHEF_1},
    "campagne_1/ville": EQUIPE_1,
    "campagne_1/f2": {AGENT_F2, CHEF_1},  # sollicité par B
    "campagne_1/f9": PERSONNE,  # le guichet d’une autre campagne
    "campagne_2/f9": {AGENT_F9, CHEF_2},
}
_GESTES = ("voter", "notifier", "engager", "verser")
EN_BLOC = {f"{guichet}/{geste}": qui for guichet, qui in _AGISSENT.items() for geste in _GESTES}
EN_BLOC["campagne_1/f1/accorder"] = PERSONNE  # la séance seule accorde
# F1 a accordé à A, rien à B ; Z n’a rien dans la campagne 1.
NOTENT = {
    "campagne_1/asso_a/f1": {AGENT_F1, CHEF_1},
    "campagne_2/asso_z/f9": {AGENT_F9, CHEF_2},
    "campagne_1/asso_b/f1": PERSONNE,
    "campagne_1/asso_z/f9": PERSONNE,
}
CORRIGENT = {"campagne_1/verse_a": {AGENT_F1, CHEF_1}, "campagne_2/verse_a": PERSONNE}


_ATTENDENT = {"notifier": ("votee", "refusee"), "engager": ("votee",), "verser": ("engagee",)}


def corps_du_bloc(m, nom):
    """Tous les rangs d’un guichet, chacun avec de quoi voter, notifier, engager ou verser."""
    champs = {"choix": "pour", "notifier": "on", "engagement": "EJ 9", "montant": "1", "nature": "acompte"}
    guichet = m.guichets.get(nom[1]) if len(nom) > 1 else None
    attendues = _ATTENDENT.get(nom[2], ()) if len(nom) > 2 else ()
    lignes = Ligne.objects.filter(financeur=guichet, statut__in=attendues) if guichet else ()
    saisis = {f"l{ligne.pk}-{champ}": valeur for ligne in lignes for champ, valeur in champs.items()}
    return saisis | {f"l{ligne.pk}-version": ligne.version for ligne in lignes} | {"verse_le": aujourd_hui()}
