"""Dessiner en SVG sur le serveur : des formes et des mots, sans savoir de quoi l’on parle.

Toutes les mesures sortent en texte, prêtes pour un attribut : une virgule décimale française casserait le dessin.
"""

from dataclasses import dataclass
from decimal import Decimal

PART_DU_DESSIN = Decimal("0.8")  # le reste de la largeur est au texte qui suit la barre


@dataclass(frozen=True)
class Barre:
    """Une barre horizontale et le texte qui la suit ; sans largeur, le texte reste seul."""

    texte: str
    largeur: str
    classe: str
    y: int
    hauteur: int
    ligne_du_texte: int


@dataclass(frozen=True)
class BarresComparees:
    """Deux barres à la même échelle : la mesure, puis sa référence. `description` se lit à la place du dessin."""

    titre: str
    description: str
    barres: tuple


def comparer(titre, description, mesure, reference, *, maximum):
    """Dessine la mesure au-dessus de sa référence ; chacune est (valeur ou None, texte)."""
    (valeur, texte), (valeur_reference, texte_reference) = mesure, reference
    return BarresComparees(
        titre,
        description,
        (
            Barre(texte, _largeur(valeur, maximum), "a", y=1, hauteur=16, ligne_du_texte=14),
            Barre(texte_reference, _largeur(valeur_reference, maximum), "ref", y=21, hauteur=14, ligne_du_texte=33),
        ),
    )


def _largeur(valeur, maximum):
    """« 36.9% », ou rien quand la valeur manque : absent n’est pas zéro."""
    if valeur is None:
        return ""
    part = min(max(Decimal(valeur) / Decimal(maximum), Decimal(0)), Decimal(1))
    return f"{part * 100 * PART_DU_DESSIN:.1f}%"
