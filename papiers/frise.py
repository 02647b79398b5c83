"""Dessiner une frise en SVG : des couloirs, des périodes, des jalons sur douze mois, sans savoir de quoi l’on parle.

Toutes les mesures sortent en texte, prêtes pour un attribut. Une étiquette s’écrit dans sa période, sinon à côté ;
ce qui se chevaucherait descend d’une rangée.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

MARGE, LARGEUR = 164, 1128  # la colonne des titres (plus large si l’un d’eux l’est), puis les mois
ENTETE, RANGEE, BARRE, INTERVALLE = 34, 32, 24, 16
PAR_LETTRE, PAR_LETTRE_DE_TITRE = 7, 8.5  # largeur moyenne d’un caractère à 13 px, et en gras à 15 px
ABREGES = ["janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]


@dataclass(frozen=True)
class Periode:
    """Ce qui dure, du premier au dernier jour ; un jalon n’a qu’un jour. `ton` : a, p, ref ou s-attente."""

    debut: date
    fin: date
    texte: str
    ton: str = "p"
    jalon: bool = False


@dataclass(frozen=True)
class Couloir:
    titre: str
    precision: str
    periodes: list


@dataclass(frozen=True)
class Forme:
    """Un rectangle ou un losange, et son étiquette."""

    ton: str
    x: str
    y: str
    largeur: str
    losange: str
    texte: str
    texte_x: str
    texte_y: str
    ancre: str
    classe_du_texte: str


@dataclass(frozen=True)
class Bande:
    titre: str
    precision: str
    y_titre: str
    y_precision: str
    y_filet: str
    formes: list = field(default_factory=list)


@dataclass(frozen=True)
class Frise:
    titre: str
    description: str
    mois: list
    bandes: list
    hauteur: str
    bas: str
    aujourd_hui: str


def dessiner(titre, description, couloirs, jour):
    """La frise des douze mois qui entourent `jour` : quatre avant, sept après."""
    debut = _mois_apres(jour.replace(day=1), -4)
    marge = max([MARGE, *(24 + len(couloir.titre) * PAR_LETTRE_DE_TITRE for couloir in couloirs)])
    echelle = _Echelle(debut, _mois_apres(debut, 12), marge)
    bandes, y = [], ENTETE
    for couloir in couloirs:
        bande, y = _bande(couloir, echelle, y)
        bandes.append(bande)
    mois = [(_texte(echelle.x(m)), _nom_du_mois(m, m == debut)) for m in (_mois_apres(debut, i) for i in range(12))]
    return Frise(titre, description, mois, bandes, _texte(y + 22), _texte(y), _texte(echelle.x(jour)))


@dataclass(frozen=True)
class _Echelle:
    debut: date
    fin: date
    marge: float

    def x(self, jour):
        jour = min(max(jour, self.debut), self.fin)
        return self.marge + (LARGEUR - self.marge) * (jour - self.debut).days / (self.fin - self.debut).days

    def montre(self, periode):
        return periode.debut < self.fin and periode.fin >= self.debut


def _bande(couloir, echelle, y):
    places, rangees = [], []
    for periode in sorted(couloir.periodes, key=lambda p: (p.debut, p.fin)):
        if echelle.montre(periode):
            place = _Place(periode, echelle)
            rang = next((i for i, fin in enumerate(rangees) if fin <= place.gauche), len(rangees))
            rangees[rang : rang + 1] = [place.droite]
            places.append((place, rang))
    haut = y + INTERVALLE // 2
    formes = [place.forme(haut + rang * RANGEE) for place, rang in places]
    bas = haut + max(len(rangees) * RANGEE, 46) + INTERVALLE // 2
    return Bande(couloir.titre, couloir.precision, _texte(haut + 18), _texte(haut + 36), _texte(bas), formes), bas


class _Place:
    """L’étendue d’une période et de son étiquette, pour que rien ne se recouvre."""

    def __init__(self, periode, echelle):
        self.periode = periode
        self.x = echelle.x(periode.debut)
        self.fin = self.x + 12 if periode.jalon else max(echelle.x(periode.fin + timedelta(days=1)), self.x + 4)
        longueur = len(periode.texte) * PAR_LETTRE + 14
        self.dedans = not periode.jalon and longueur <= self.fin - self.x
        self.a_droite = not self.dedans and self.fin + longueur <= LARGEUR
        self.gauche = self.x - (0 if self.dedans or self.a_droite else longueur)
        self.droite = self.fin + (longueur if self.a_droite else 0)

    def forme(self, y):
        p, milieu = self.periode, y + BARRE / 2
        losange = f"M{_texte(self.x)} {_texte(y)}l12 12-12 12-12-12z" if p.jalon else ""
        if self.dedans:
            texte_x, ancre = self.x + 8, "start"
        elif self.a_droite:
            texte_x, ancre = self.fin + 6, "start"
        else:
            texte_x, ancre = self.x - (16 if p.jalon else 6), "end"
        classe = "sur" if self.dedans and p.ton == "a" else ""
        return Forme(
            p.ton, _texte(self.x), _texte(y), _texte(self.fin - self.x), losange, p.texte, _texte(texte_x),
            _texte(milieu + 5), ancre, classe,
        )  # fmt: skip


def _mois_apres(premier, nombre):
    rang = premier.year * 12 + premier.month - 1 + nombre
    return date(rang // 12, rang % 12 + 1, 1)


def jour_bref(jour):
    """« 9 mars », « 1er sept. »."""
    return f"{'1er' if jour.day == 1 else jour.day} {ABREGES[jour.month - 1]}"


def montree(periode_debut, periode_fin, jour):
    """Vrai si cette période se voit sur la frise dessinée autour de ce jour."""
    debut = _mois_apres(jour.replace(day=1), -4)
    return periode_debut < _mois_apres(debut, 12) and periode_fin >= debut


def _nom_du_mois(jour, est_le_premier):
    nom = ABREGES[jour.month - 1]
    return f"{nom} {jour.year}" if est_le_premier or jour.month == 1 else nom


def _texte(mesure):
    return f"{mesure:.1f}"
