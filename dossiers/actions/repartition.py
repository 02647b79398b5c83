"""Répartir de l’argent : une part, un plafond, une coupe au prorata qui ne dépasse jamais l’enveloppe. Montants en euros.

Rien ici ne lit la base : des décimaux entrent, des décimaux sortent, et les sommes sont exactes.
"""

from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import NamedTuple

ZERO, EURO, CENT = Decimal(0), Decimal(1), Decimal(100)


class Montant(NamedTuple):
    """Ce qu’un scénario donne à une ligne."""

    contrat_de_ville: Decimal = ZERO
    droit_commun: Decimal = ZERO

    @property
    def total(self):
        return self.contrat_de_ville + self.droit_commun


def a_hauteur_de(montant, pourcent):
    """Cette part du montant, à l’euro inférieur ; à cent pour cent, le montant lui-même, centimes compris."""
    if pourcent == CENT:
        return montant
    return Montant(*(_a_l_euro(part * pourcent / CENT) for part in montant))


def plafonne(montant, plafond):
    """Le montant, ramené au plafond pour la ligne entière : le contrat de ville d’abord, puis le droit commun."""
    contrat_de_ville = min(montant.contrat_de_ville, plafond)
    return Montant(contrat_de_ville, min(montant.droit_commun, plafond - contrat_de_ville))


def tenir_dans(montants, disponible):
    """{clé: montant} coupé au prorata pour tenir dans `disponible` ; inchangé s’il y tient déjà.

    Chaque part est un nombre entier d’euros, au plus ce qu’elle était ; la somme ne dépasse jamais `disponible`. Les euros
    que l’arrondi laisse vont aux plus fortes fractions, puis dans l’ordre reçu : le même calcul rend toujours le même résultat.
    """
    somme, disponible = sum(montants.values(), ZERO), max(disponible, ZERO)
    if somme <= disponible:
        return dict(montants)
    cible = int(_a_l_euro(disponible))
    exactes = {cle: Fraction(montant) * cible / Fraction(somme) for cle, montant in montants.items()}
    parts = {cle: int(exacte) for cle, exacte in exactes.items()}
    restent = cible - sum(parts.values())
    for cle in sorted(exactes, key=lambda cle: parts[cle] - exactes[cle]):
        if restent and parts[cle] + 1 <= montants[cle]:
            parts[cle], restent = parts[cle] + 1, restent - 1
    return {cle: Decimal(part) for cle, part in parts.items()}


def _a_l_euro(montant):
    return montant.quantize(EURO, ROUND_DOWN)
