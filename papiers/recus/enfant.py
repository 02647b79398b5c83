"""Ouvre un fichier inconnu, dans un enfant borné : il ne rend qu’une phrase.

Joué par `inspection.inspecter`, avec deux chemins : FICHIER, PROPRE. S’il tombe, rien d’autre ne tombe.
"""

import json
import sys

from papiers.recus import bureautique, images, pdf
from papiers.recus.genres import ABIME, Refus, famille

TROP_LOURD = "Ce fichier demande trop de mémoire pour être vérifié. Allégez-le, ou découpez-le, puis recommencez."
_CONTROLES = {"pdf": pdf.controler, "jpg": images.controler, "png": images.controler, "zip": bureautique.controler}


def juger(chemin, propre):
    """{"genre": code}, {"refus": phrase}, ou {"panne": "disque"} si la faute n’est pas au fichier."""
    try:
        with open(chemin, "rb") as fichier:
            nom = famille(fichier.read(16))
        return {"genre": _CONTROLES[nom](chemin, nom, propre)}
    except Refus as refus:
        return {"refus": str(refus)}
    except OSError:
        return {"panne": "disque"}
    except MemoryError:
        return {"refus": TROP_LOURD}
    except Exception:  # un analyseur qu’un fichier déroute n’apprend rien d’autre : ce fichier ne se garde pas
        return {"refus": ABIME}


def main():
    sys.stdout.write(json.dumps(juger(*sys.argv[1:3])))


if __name__ == "__main__":
    main()
