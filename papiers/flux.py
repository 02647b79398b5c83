"""Dessiner des flux en SVG : de la gauche vers la droite, chaque ruban large de ce qu’il porte, sans savoir de quoi l’on parle.

Des décimaux entrent, des mesures sortent en texte. La somme des rubans d’un nœud est la hauteur de ce nœud ; la somme des
nœuds d’un côté est celle de l’autre : le dessin ne perd rien en route.
"""

from dataclasses import dataclass
from decimal import Decimal

LARGEUR, NOEUD = 980, 14
GAUCHE, DROITE = 300, 660  # où commencent et finissent les rubans
HAUTEUR = Decimal(300)  # ce que vaut le total
PLACE, ECART = Decimal(36), Decimal(10)  # un nœud étroit garde la place de ses deux lignes de texte
LETTRES = 34
TEINTES = 4


@dataclass(frozen=True)
class Noeud:
    texte: str
    entier: str
    montant: str
    x: str
    y: str
    hauteur: str
    texte_x: str
    texte_y: str
    montant_y: str
    ancre: str


@dataclass(frozen=True)
class Ruban:
    """`teinte` : k0 à k3, la même pour tous les rubans d’un nœud de gauche ; `titre` se lit au survol et à l’oreille."""

    chemin: str
    teinte: str
    titre: str


@dataclass(frozen=True)
class Flux:
    titre: str
    description: str
    noeuds: list
    rubans: list
    largeur: str
    hauteur: str


def dessiner(titre, description, flux, dire):
    """Le dessin de ces flux : [(gauche, droite, valeur)], dans l’ordre voulu. `dire(valeur)` l’écrit. None s’il n’y a rien."""
    flux = [(gauche, droite, Decimal(valeur)) for gauche, droite, valeur in flux if valeur > 0]
    if not flux:
        return None
    echelle = HAUTEUR / sum(valeur for _, _, valeur in flux)
    a_gauche, bas_gauche = _colonne([(gauche, valeur) for gauche, _, valeur in flux], echelle)
    a_droite, bas_droite = _colonne([(droite, valeur) for _, droite, valeur in flux], echelle)
    noeuds = [_noeud(nom, place, GAUCHE - NOEUD, "end", dire) for nom, place in a_gauche.items()]
    noeuds += [_noeud(nom, place, DROITE, "start", dire) for nom, place in a_droite.items()]
    return Flux(
        titre, description, noeuds, _rubans(flux, a_gauche, a_droite, echelle, dire), str(LARGEUR),
        _texte(max(bas_gauche, bas_droite)),
    )  # fmt: skip


@dataclass
class _Place:
    """Un nœud dans sa colonne, et jusqu’où ses rubans l’ont déjà rempli."""

    haut: Decimal
    hauteur: Decimal
    valeur: Decimal
    rempli: Decimal = Decimal(0)

    def prendre(self, epaisseur):
        haut, self.rempli = self.haut + self.rempli, self.rempli + epaisseur
        return haut


def _colonne(valeurs, echelle):
    """({nom: place}, le bas de la colonne), dans l’ordre où les noms viennent."""
    sommes, places, y = {}, {}, Decimal(4)
    for nom, valeur in valeurs:
        sommes[nom] = sommes.get(nom, Decimal(0)) + valeur
    for nom, somme in sommes.items():
        hauteur = somme * echelle
        place = max(hauteur, PLACE)
        places[nom] = _Place(y + (place - hauteur) / 2, hauteur, somme)
        y += place + ECART
    return places, y


def _noeud(nom, place, x, ancre, dire):
    milieu = place.haut + place.hauteur / 2
    texte_x = x - 8 if ancre == "end" else x + NOEUD + 8
    court = nom if len(nom) <= LETTRES else f"{nom[: LETTRES - 1].rstrip()}…"
    return Noeud(
        court, nom, dire(place.valeur), _texte(x), _texte(place.haut), _texte(place.hauteur), _texte(texte_x),
        _texte(milieu - 3), _texte(milieu + 14), ancre,
    )  # fmt: skip


def _rubans(flux, a_gauche, a_droite, echelle, dire):
    teintes = {nom: f"k{rang % TEINTES}" for rang, nom in enumerate(a_gauche)}
    return [
        Ruban(
            _chemin(
                a_gauche[gauche].prendre(valeur * echelle), a_droite[droite].prendre(valeur * echelle), valeur * echelle
            ),
            teintes[gauche],
            f"{gauche} vers {droite} : {dire(valeur)}",
        )
        for gauche, droite, valeur in flux
    ]


def _chemin(depart, arrivee, epaisseur):
    """Un ruban : une courbe aller en haut, une courbe retour en bas."""
    milieu = (GAUCHE + DROITE) // 2
    y1, y2, y3, y4 = (_texte(y) for y in (depart, arrivee, arrivee + epaisseur, depart + epaisseur))
    aller = f"M{GAUCHE} {y1}C{milieu} {y1} {milieu} {y2} {DROITE} {y2}"
    return f"{aller}V{y3}C{milieu} {y3} {milieu} {y4} {GAUCHE} {y4}Z"


def _texte(mesure):
    return f"{mesure:.2f}"
