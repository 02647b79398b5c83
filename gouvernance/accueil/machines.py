"""Les machines telles que le code les déclare, avec le nombre d’objets que cette personne voit dans chaque état."""

from dataclasses import dataclass

from django.db.models import Count

from dossiers.models import Bilan, Dossier, Ligne
from dossiers.statuts import TONS
from programmation.models import Seance
from workflows.machines import etats, tableau

MODELES = (Dossier, Ligne, Bilan, Seance)


@dataclass(frozen=True)
class Etat:
    code: str
    libelle: str
    ton: str
    nombre: int


@dataclass(frozen=True)
class Rangee:
    """Une transition, ses états en toutes lettres."""

    transition: object
    de: list
    vers: list


@dataclass(frozen=True)
class Machine:
    nom: str
    titre: str
    etats: list
    rangees: list


def machines_vues_par(personne):
    return [_machine(modele, personne) for modele in MODELES]


def _machine(modele, personne):
    libelles = dict(etats(modele))
    comptes = modele.objects.visibles_par(personne).order_by().values_list("statut").annotate(Count("pk"))
    nombres = dict(comptes)
    rangees = [
        Rangee(ligne, [libelles[s] for s in ligne.sources], [libelles[c] for c in ligne.cibles]) for ligne in tableau(modele)
    ]
    vus = [Etat(code, libelle, TONS.get(code, ""), nombres.get(code, 0)) for code, libelle in libelles.items()]
    return Machine(modele._meta.model_name, str(modele._meta.verbose_name).capitalize(), vus, rangees)
