"""L’inspection d’un fichier reçu : sa vraie sorte, et s’il est sain ; menée dans un processus à part, que l’on peut perdre."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from papiers.enfant_borne import MO, TEMPS, Bornes, EnfantPerdu, lancer
from papiers.recus.coffre import PlusDePlace
from papiers.recus.genres import ABIME, GENRES, VIDE, Genre
from papiers.recus.noms import nom_lisible

PATIENCE = 30  # secondes d’horloge ; l’enfant en a vingt de calcul
TROP_LENT = "Ce fichier est trop long à vérifier. Allégez-le, ou enregistrez-le en PDF, puis recommencez."


@dataclass(frozen=True)
class Verdict:
    """`genre` : la sorte reconnue, ou rien. `motif` : pourquoi c’est refusé. `propre` : la version réécrite d’une image."""

    genre: Genre | None
    nom: str = ""
    motif: str = ""
    propre: bytes | None = None

    @property
    def accepte(self):
        return self.genre is not None


def inspecter(chemin, nom=""):
    """Le verdict sur un fichier du disque ; `nom`, celui qu’on lui donne, ne sert qu’à être nettoyé.

    Ne lève rien d’un fichier hostile : un enfant qui tombe, tarde ou enfle est un refus. Lève `PlusDePlace`.
    """
    if not os.path.getsize(chemin):
        return Verdict(None, motif=VIDE)
    with tempfile.TemporaryDirectory(prefix="recu-") as atelier:
        propre = Path(atelier) / "propre"
        dit = _demander(chemin, propre)
        if "panne" in dit:
            raise PlusDePlace
        genre = GENRES.get(dit.get("genre"))
        if genre is None:
            return Verdict(None, motif=dit.get("refus") or ABIME)
        return Verdict(genre, nom_lisible(nom, genre.code), propre=propre.read_bytes() if propre.exists() else None)


def _demander(chemin, propre):
    bornes = Bornes(memoire=768 * MO, calcul=20, patience=PATIENCE, sortie=MO, disque=200 * MO)
    try:
        return json.loads(lancer("papiers.recus.enfant", chemin, propre, bornes=bornes))
    except EnfantPerdu as perte:
        return {"refus": TROP_LENT if perte.raison == TEMPS else ABIME}
    except ValueError:  # l’enfant n’a rien dit qui se lise
        return {"refus": ABIME}
