"""Les années du pays : une campagne ouverte au dépôt, une qui se réalise, trois passées, toutes vues d’aujourd’hui."""

from dataclasses import dataclass
from datetime import date, timedelta

from workflows.temps import aujourd_hui, maintenant

EXERCICES = (1, 0, -1, -2, -3)  # par rapport à l’année civile présente
_AN = timedelta(days=364)


@dataclass(frozen=True)
class Exercice:
    """Une année de programmation : `ecart` 1 est celle dont le dépôt est ouvert aujourd’hui."""

    ecart: int

    @property
    def annee(self):
        return aujourd_hui().year + self.ecart

    @property
    def ouvre_le(self):
        return maintenant().replace(microsecond=0) - timedelta(days=45) + _AN * (self.ecart - 1)

    @property
    def ferme_le(self):
        return self.ouvre_le + timedelta(days=75)

    @property
    def comite_le(self):
        return self.ferme_le + timedelta(days=60)

    @property
    def bilan_du_le(self):
        return date(self.annee + 1, 6, 30)

    @property
    def pas(self):
        """Le temps qui sépare deux passages d’un dossier : rien ne se passe demain."""
        return timedelta(minutes=7) if self.ecart == 1 else timedelta(hours=9)
