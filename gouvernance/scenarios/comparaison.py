"""Deux à quatre scénarios côte à côte, par enveloppe et par axe (enjeu, quartier, objectif, porteur, âge) ; l’écart se dit."""

from dataclasses import dataclass
from decimal import Decimal

from gouvernance.scenarios.lectures import montants_de, usages
from gouvernance.seances.axes import AXES, ranges

ZERO = Decimal(0)
AU_MOINS, AU_PLUS = 2, 4


@dataclass(frozen=True)
class Cellule:
    """Un montant, et ce qui le sépare du premier scénario ; `reste` : ce que l’enveloppe garderait, s’il y en a une."""

    nom: str  # du scénario
    montant: Decimal
    ecart: Decimal | None
    reste: Decimal | None = None

    @property
    def ecart_absolu(self):
        return abs(self.ecart)

    @property
    def depassement(self):
        return -self.reste if self.reste is not None and self.reste < 0 else None


@dataclass(frozen=True)
class Rangee:
    nom: str
    cellules: list


@dataclass(frozen=True)
class Tableau:
    code: str
    titre: str
    rangees: list


@dataclass(frozen=True)
class Comparaison:
    scenarios: list
    total: Rangee
    enveloppes: Tableau
    tableaux: list


def comparer(lignes, scenarios):
    """Rend la comparaison ; le premier scénario sert de référence."""
    lus = montants_de(scenarios)
    cles = {ligne.pk for ligne in lignes}
    par_scenario = [{cle: m for cle, m in lus[scenario.pk].items() if cle in cles} for scenario in scenarios]
    totaux = [sum((m.total for m in montants.values()), ZERO) for montants in par_scenario]
    colonnes = [usages(lignes, montants) for montants in par_scenario]
    enveloppes = [
        Rangee(rangee[0].nom, _cellules(scenarios, [u.donne for u in rangee], [u.reste for u in rangee]))
        for rangee in zip(*colonnes, strict=True)
    ]
    tableaux = [_selon(code, lignes, scenarios, par_scenario) for code in AXES]
    return Comparaison(
        scenarios,
        Rangee("En tout", _cellules(scenarios, totaux)),
        Tableau("enveloppe", "Enveloppe", enveloppes),
        tableaux,
    )


def _selon(code, lignes, scenarios, par_scenario):
    titre, lire = AXES[code]
    noms = {ligne.pk: lire(ligne.dossier) for ligne in lignes}
    sommes = {nom: [ZERO] * len(par_scenario) for nom in ranges(set(noms.values()))}
    for rang, montants in enumerate(par_scenario):
        for cle, montant in montants.items():
            sommes[noms[cle]][rang] += montant.total
    return Tableau(code, titre, [Rangee(nom, _cellules(scenarios, valeurs)) for nom, valeurs in sommes.items()])


def _cellules(scenarios, montants, restes=None):
    restes = restes or [None] * len(montants)
    return [
        Cellule(scenario.nom, montant, montant - montants[0] if rang else None, reste)
        for rang, (scenario, montant, reste) in enumerate(zip(scenarios, montants, restes, strict=True))
    ]
