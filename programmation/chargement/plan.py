"""Ce que dit un fichier une fois vérifié : des objets simples, chacun avec sa ligne, sans un mot à la base."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class EnonceLu:
    texte: str
    ligne: int
    remplace: str = ""


@dataclass(frozen=True)
class MesureLue:
    code: str
    champs: dict


@dataclass(frozen=True)
class QuartierLu:
    slug: str
    champs: dict
    communes: tuple
    annee: int | None  # sans portrait, rien n’est dit des chiffres
    mesures: tuple
    constats: dict  # nature → énoncés
    enjeux_prioritaires: tuple
    ligne: int


@dataclass(frozen=True)
class StrategiqueLu:
    libelle: str
    operationnels: dict  # clé du quartier → énoncés
    ligne: int


@dataclass(frozen=True)
class OrientationLue:
    libelle: str  # vide : à préciser
    strategiques: tuple
    ligne: int


@dataclass(frozen=True)
class EnjeuLu:
    numero: int
    libelle: str
    orientations: tuple
    ligne: int


@dataclass(frozen=True)
class OrganisationLue:
    nom: str
    champs: dict
    ligne: int


@dataclass(frozen=True)
class ConventionLue:
    commune: str
    champs: dict
    pilote: OrganisationLue
    copilotes: tuple
    signataires: tuple  # (nom, fonction)
    ligne: int


@dataclass(frozen=True)
class FichierLu:
    prend_effet_le: date
    ligne_d_effet: int
    contrat: dict
    ligne_du_contrat: int
    convention: ConventionLue
    quartiers: tuple
    enjeux: tuple = field(default=())


@dataclass(frozen=True)
class IndicateurLu:
    """Une ligne du catalogue : ce que l’on mesure, et combien vaut l’agglomération."""

    code: str
    libelle: str
    unite: str
    agglomeration: Decimal | None
    ordre: int
