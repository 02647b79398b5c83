"""Lire les fichiers de la démonstration : les acteurs, le cadre, les actions et leurs dossiers."""

import tomllib
from functools import cache
from pathlib import Path

_DONNEES = Path(__file__).resolve().parent / "donnees"
ACTIONS = ("mont_liebaut", "trois_ilots", "catorive", "valdoux")


@cache
def lire(nom):
    return tomllib.loads((_DONNEES / f"{nom}.toml").read_text(encoding="utf-8"))


def fiches():
    """Un dossier par fiche : ce que dit l’action, puis ce qui change cette année-là."""
    for nom in ACTIONS:
        for action in lire(f"actions_{nom}")["action"]:
            commun = {cle: valeur for cle, valeur in action.items() if cle != "dossier"}
            commun["action"] = f"{nom} : {action['porteur']}, {action['intitule']}"
            for dossier in action["dossier"]:
                yield {**commun, **dossier}
