"""Les canaris : des mots et des montants uniques, plantés dans chaque rangée, qui trahissent toute page qui les laisse passer."""

import html
import re
from decimal import Decimal
from itertools import count

MOT = re.compile(r"canari\d{4}x", re.IGNORECASE)
# « 47 313 », « 47313,00 », « 47.313 », avec toute espace ; jamais au milieu d’un nombre ou d’un identifiant.
_NOMBRE = re.compile(r"(?<![\w.,])\d{2}[\s\u00a0\u202f.,]?\d{3}(?=(?:[.,]\d{1,2})?(?![\w]))")


class Jetons:
    """Chaque jeton dit ce qu’il est et qui peut le lire."""

    def __init__(self):
        self.registre = {}
        self._montants = count()

    def mot(self, quoi, lecteurs):
        jeton = f"Canari{len(self.registre):04d}x"
        self.registre[jeton.lower()] = (quoi, frozenset(lecteurs))
        return jeton

    def montant(self, quoi, lecteurs):
        """Un nombre impair d’euros, à cinq chiffres, qui ne ressemble à aucun autre."""
        valeur = 10_007 + 59 * next(self._montants)
        self.suivre(quoi, valeur, lecteurs)
        return Decimal(valeur)

    def suivre(self, quoi, valeur, lecteurs):
        """Tient pour canari un nombre que l’on n’a pas choisi : un total, un reste."""
        cle = int(valeur)
        assert cle == valeur, f"{quoi} : {valeur} n’est pas entier"
        assert 10_000 <= cle < 100_000, f"{quoi} : {valeur} ne se reconnaîtrait pas"
        deja = self.registre.get(cle, (quoi, frozenset()))
        self.registre[cle] = (quoi, deja[1] | frozenset(lecteurs))

    def dans(self, texte):
        """Les jetons que contient un texte, quels qu’en soient la casse, l’échappement et la mise en forme."""
        texte = html.unescape(texte)
        mots = {mot.lower() for mot in MOT.findall(texte)}
        nombres = {int(re.sub(r"\D", "", nombre)) for nombre in _NOMBRE.findall(texte)}
        return {jeton for jeton in mots | nombres if jeton in self.registre}

    def indiscretions(self, texte, lecteur):
        """Ce que ce texte apprend à ce lecteur et qu’il n’a pas le droit de savoir."""
        trouves = (self.registre[jeton] for jeton in self.dans(texte))
        return sorted(quoi for quoi, lecteurs in trouves if lecteur not in lecteurs)
