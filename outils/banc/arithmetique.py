"""L’arithmétique du banc : des durées aux multiples du plancher, et d’une valeur à son verdict."""

from dataclasses import dataclass, field
from statistics import median

F0_AU_CALME = 0.0016  # secondes : le plancher sur une petite machine tranquille, d’où viennent les cibles en secondes


@dataclass
class Serie:
    """Des durées (secondes) et celles du plancher, demandées en alternance ; calcul par requête, requêtes, octets."""

    durees: list
    planchers: list
    calcul: float = 0.0
    requetes: int = 0
    octets: int = 0
    premiers: list = field(default_factory=list)
    rangs: int = 0  # rangs d’un fichier emporté

    @property
    def plancher(self):
        return median(self.planchers)

    @property
    def rapport(self):
        """La médiane, la plus petite et la plus grande durée, en multiples de la médiane du plancher."""
        return tuple(valeur / self.plancher for valeur in (median(self.durees), min(self.durees), max(self.durees)))

    @property
    def premier_octet(self):
        return median(self.premiers) / self.plancher

    @property
    def secondes_au_calme(self):
        """La médiane, ramenée à une machine tranquille : divisée par ce dont le plancher s’est allongé."""
        return median(self.durees) / max(1.0, self.plancher / F0_AU_CALME)


@dataclass(frozen=True)
class Cible:
    """Une valeur à ne pas dépasser."""

    quoi: str
    valeur: float
    au_plus: float

    @property
    def est_tenue(self):
        return self.valeur <= self.au_plus

    def __str__(self):
        signe = "✔" if self.est_tenue else "✘"
        return f"{signe} {self.quoi} {ecrire(self.valeur)} ≤ {ecrire(self.au_plus)}"


def ecrire(valeur):
    """« 12 », « 4,3 », « 0,82 » : trois chiffres qui comptent, pas davantage."""
    if valeur >= 100 or valeur == int(valeur):
        return f"{valeur:.0f}"
    return (
        f"{valeur:.1f}".replace(".", ",") if valeur >= 10 else f"{valeur:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    )


def bilan(cibles):
    """« N cibles, N tenues », la dernière ligne du banc."""
    return f"{len(cibles)} cibles, {sum(cible.est_tenue for cible in cibles)} tenues"
