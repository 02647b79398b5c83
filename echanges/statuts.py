"""Ce que veut dire un statut de Dauphin : la table est une donnée, et l’ambigu s’y demande (docs/metier.md §20)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from echanges.colonnes import sourd

_TABLE = Path(__file__).with_name("donnees") / "statuts_dauphin.json"
BROUILLON, ENREGISTRER, QUESTION, ECARTER = "brouillon", "enregistrer", "question", "ecarter"
REPONSES = (
    (ENREGISTRER, "Les enregistrer comme déposés"),
    (BROUILLON, "Les garder en brouillon"),
    (ECARTER, "Ne pas importer ces lignes"),
)


@dataclass(frozen=True)
class StatutDauphin:
    """Un libellé de Dauphin ; sa suite ici ; la question qu’il pose s’il est ambigu."""

    cle: str
    libelle: str
    suite: str
    question: str = ""


@cache
def connus():
    """{libellé ou code assourdi: StatutDauphin}."""
    table = {}
    for rang in json.loads(_TABLE.read_text(encoding="utf-8"))["statuts"]:
        statut = StatutDauphin(sourd(rang["libelle"]), rang["libelle"], rang["suite"], rang.get("question", ""))
        table |= {sourd(mot): statut for mot in (rang["libelle"], *rang["codes"])}
    return table


def lu(texte):
    """Le statut que désigne ce texte, ou None s’il n’est pas de Dauphin."""
    return connus().get(sourd(texte))
