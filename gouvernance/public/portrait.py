"""Le portrait d’un quartier à côté de l’agglomération : des écarts montrés, jamais jugés."""

from dataclasses import dataclass

from papiers.svg import comparer
from programmation.models import Indicateur, Unite

ABSENT = "non renseigné"
FINE = "\u202f"
SUFFIXES = {Unite.POURCENT: f"{FINE}%", Unite.HECTARES: " hectares", Unite.HABITANTS: " habitants", Unite.INDICE: ""}


@dataclass(frozen=True)
class Mesure:
    """Un indicateur et ses deux chiffres en toutes lettres."""

    indicateur: Indicateur
    valeur: str
    agglomeration: str

    @property
    def est_absente(self):
        return self.indicateur.valeur is None

    @property
    def dessin(self):
        titre = self.indicateur.libelle
        return comparer(
            titre,
            f"{titre} : {self.valeur} dans le quartier, {self.agglomeration} dans l’agglomération",
            (self.indicateur.valeur, self.valeur),
            (self.indicateur.valeur_agglomeration, self.agglomeration),
            maximum=100,
        )


@dataclass(frozen=True)
class Portrait:
    """Les mesures d’un quartier, la plus récente de chaque indicateur."""

    mesures: tuple

    @property
    def chiffres(self):
        """Population, surface : ce qui se dit sans se comparer."""
        return [m for m in self.mesures if m.indicateur.unite in (Unite.HABITANTS, Unite.HECTARES)]

    @property
    def parts(self):
        return [m for m in self.mesures if m.indicateur.unite == Unite.POURCENT]

    @property
    def indices(self):
        """Un indice n’est pas un pourcentage : il s’écrit, il ne se dessine pas sur cent."""
        return [m for m in self.mesures if m.indicateur.unite == Unite.INDICE]


def portrait_de(quartier):
    plus_recentes = {}
    for indicateur in quartier.indicateurs.all():  # du plus récent au plus ancien pour chaque code
        deja = plus_recentes.get(indicateur.code)
        if deja is None or (deja.valeur is None and indicateur.valeur is not None):
            plus_recentes[indicateur.code] = indicateur
    return Portrait(tuple(_mesure(indicateur) for indicateur in plus_recentes.values()))


def _mesure(indicateur):
    valeur = ecrire(indicateur.valeur, indicateur.unite)
    if indicateur.precision and indicateur.valeur is not None:
        valeur = f"{indicateur.precision} {valeur}"
    return Mesure(indicateur, valeur, ecrire(indicateur.valeur_agglomeration, indicateur.unite))


def ecrire(valeur, unite):
    """« 46,1 % », « 2 600 habitants », « 86 », ou les mots de l’absence."""
    if valeur is None:
        return ABSENT
    texte = f"{valeur:,.2f}".replace(",", FINE).replace(".", ",").rstrip("0").rstrip(",")
    return f"{texte}{SUFFIXES[unite]}"
