"""Le processus qui ouvre un fichier inconnu : borné en mémoire, en temps et en disque, il ne rend qu’une phrase.

Lancé par `inspection.inspecter` : `python -m papiers.recus.enfant FICHIER PROPRE`. S’il tombe, rien d’autre ne tombe.
"""

import json
import resource
import sys

from papiers.recus import bureautique, images, pdf
from papiers.recus.genres import ABIME, Refus, famille

MEMOIRE = 768 * 1024 * 1024
SECONDES = 20
DISQUE = 200 * 1024 * 1024
TROP_LOURD = "Ce fichier demande trop de mémoire pour être vérifié. Allégez-le, ou découpez-le, puis recommencez."
_CONTROLES = {"pdf": pdf.controler, "jpg": images.controler, "png": images.controler, "zip": bureautique.controler}


def se_borner():
    for quoi, combien in (
        (resource.RLIMIT_AS, MEMOIRE),
        (resource.RLIMIT_CPU, SECONDES),
        (resource.RLIMIT_FSIZE, DISQUE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, deja = resource.getrlimit(quoi)
        borne = combien if deja == resource.RLIM_INFINITY else min(combien, deja)
        resource.setrlimit(quoi, (borne, borne))


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
    se_borner()
    sys.stdout.write(json.dumps(juger(*sys.argv[1:3])))


if __name__ == "__main__":
    main()
