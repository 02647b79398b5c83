"""Le banc à une taille, dans un processus à soi : migre et sème la base qu’on lui donne, lance le site, mesure.

Usage : python -m outils.banc.taille DOSSIERS COUPS PORT BILAN ; imprime le tableau, écrit ses cibles dans BILAN.
"""

import json
import os
import sys
import time
from dataclasses import asdict
from itertools import chain
from pathlib import Path

import django
import psycopg

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from outils.banc.arithmetique import Cible  # noqa: E402
from outils.banc.mesures import Banc, Ligne  # noqa: E402
from outils.banc.serveur import Site, finir_en_ordre  # noqa: E402
from outils.banc.tableau import rang, titres  # noqa: E402


def preparer(dossiers):
    """Migre et sème ; rend la première ligne du tableau : le temps d’une migration depuis rien."""
    debut, calcul = time.perf_counter(), time.process_time()
    call_command("migrate", verbosity=0)
    migration, calcul = time.perf_counter() - debut, time.process_time() - calcul
    call_command("semer_un_pays", "--base-d-essai", dossiers=dossiers)
    call_command("collectstatic", verbosity=0, interactive=False)
    connection.close()
    return Ligne("P14 migrer depuis rien", None, [Cible("s de calcul", calcul, 10)], f"{migration:.1f} s à l’horloge")


def main(dossiers, coups, port, bilan):
    migration = preparer(dossiers)
    print(f"\n{titres()}", flush=True)
    lignes = []
    with (
        psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connexion,
        Site(dict(os.environ), port) as site,
    ):
        banc = Banc(site, connexion, coups)
        for ligne in chain([migration], banc.jouer()):
            print(rang(ligne), flush=True)
            lignes.append(ligne)
    Path(bilan).write_text(json.dumps([asdict(cible) for ligne in lignes for cible in ligne.cibles]))


if __name__ == "__main__":
    finir_en_ordre()
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
