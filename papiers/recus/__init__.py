"""Un fichier reçu d’ailleurs : ce qu’il est vraiment, s’il est sain, sous quel nom le montrer, où le garder. Aucun métier ici."""

from papiers.recus.coffre import Coffre, PlusDePlace, Recu
from papiers.recus.genres import GENRES, Genre, Refus
from papiers.recus.inspection import Verdict, inspecter
from papiers.recus.noms import nom_lisible

__all__ = ["GENRES", "Coffre", "Genre", "PlusDePlace", "Recu", "Refus", "Verdict", "inspecter", "nom_lisible"]
