"""Dessiner des barres en SVG : des parts à la même échelle, sans savoir de quoi l’on parle.

Les mesures sortent en texte, prêtes pour un attribut ; les longueurs sont des décimaux exacts, jamais des flottants.
"""

from dataclasses import dataclass
from decimal import Decimal

CENT = Decimal(100)


@dataclass(frozen=True)
class Part:
    """Une valeur à dessiner, et la classe qui dit laquelle : a (accordé), p (proposé), d (demandé), r (reste)."""

    valeur: Decimal
    classe: str
    texte: str = ""


@dataclass(frozen=True)
class Trait:
    """Un rectangle de la barre, en pourcentage de sa largeur ; chaque classe a sa hauteur, pour se lire en noir et blanc."""

    classe: str
    largeur: str
    y: str
    hauteur: str


@dataclass(frozen=True)
class Barre:
    traits: tuple
    repere: str


_HAUTEURS = {"d": ("0", "18"), "p": ("3", "12"), "a": ("6", "6"), "r": ("0", "18")}


def barre(parts, *, repere=None, maximum):
    """La barre de ces parts, de la plus large à la plus fine ; `repere` : où tracer le trait du plafond."""
    traits = tuple(
        Trait(part.classe, mesure(part.valeur, maximum), *_HAUTEURS[part.classe]) for part in parts if part.valeur
    )
    return Barre(traits, mesure(repere, maximum) if repere is not None else "")


def mesure(valeur, maximum):
    """« 36.9% » de la largeur ; borné à cent."""
    part = min(max(Decimal(valeur) / Decimal(maximum), Decimal(0)), Decimal(1))
    return f"{part * CENT:.2f}%"


# Plusieurs barres l’une sous l’autre, chacune suivie de ce qu’elle vaut -------------------------------------

PART_DES_BARRES = Decimal("0.52")  # le reste de la largeur est au texte
RANGEE = 20


@dataclass(frozen=True)
class Rangee:
    """Une barre, et le texte qui la suit : sans la couleur, le mot dit laquelle."""

    classe: str
    largeur: str
    y: str
    texte: str
    texte_x: str
    texte_y: str


def rangees(parts, *, maximum):
    """Les barres de ces parts à la même échelle ; une part nulle garde son texte."""
    lues = []
    for rang, part in enumerate(parts):
        largeur = mesure(Decimal(part.valeur) * PART_DES_BARRES, maximum) if part.valeur > 0 else ""
        y = rang * RANGEE
        lues.append(Rangee(part.classe, largeur, str(y + 3), part.texte, largeur or "0%", str(y + 15)))
    return lues
