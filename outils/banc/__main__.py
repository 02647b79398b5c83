"""`make bench` : sème un pays par taille, mesure, imprime le tableau ; sort en erreur si une cible est manquée.

--tailles 1000,10000 choisit les tailles ; --court : mille dossiers et peu de coups, en moins de deux minutes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from outils.banc import serveur
from outils.banc.arithmetique import Cible, bilan

PATIENCE = 1800  # secondes pour une taille ; au-delà, le banc est arrêté et le dit


def lire_les_choix(arguments=None):
    """(tailles, coups)"""
    choix = argparse.ArgumentParser(prog="make bench", description=__doc__)
    choix.add_argument("--tailles", default="1000,10000", help="combien de dossiers, séparés par des virgules")
    choix.add_argument("--coups", default=30, type=int, help="combien de fois chaque page est demandée")
    choix.add_argument("--court", action="store_true", help="mille dossiers, huit coups")
    lus = choix.parse_args(arguments)
    return ([1000], 8) if lus.court else ([int(mot) for mot in lus.tailles.split(",")], lus.coups)


def mesurer(dossiers, coups):
    """Les cibles d’une taille, son tableau imprimé au fil de l’eau."""
    print(
        f"\n── {dossiers} dossiers, {coups} coups, gunicorn à {serveur.OUVRIERS} processus, DEBUG éteint ──", flush=True
    )
    port = serveur.port_libre()
    with tempfile.TemporaryDirectory() as var, serveur.base_neuve() as base, serveur.sonnette() as redis:
        env, sortie = serveur.environnement(base, var, port, **redis), Path(var, "bilan.json")
        commande = [sys.executable, "-m", "outils.banc.taille", *map(str, (dossiers, coups, port, sortie))]
        _jouer(commande, env)
        return [Cible(**cible) for cible in json.loads(sortie.read_text())]


def _jouer(commande, env):
    """Joue une taille ; interrompu ou trop long, lui demande de s’arrêter et l’attend : rien ne reste derrière."""
    processus = subprocess.Popen(commande, cwd=serveur.RACINE, env=env)
    try:
        code = processus.wait(timeout=PATIENCE)
    except BaseException:
        processus.terminate()
        processus.wait(timeout=60)
        raise
    if code:
        raise subprocess.CalledProcessError(code, commande)


def main(arguments=None):
    tailles, coups = lire_les_choix(arguments)
    serveur.finir_en_ordre()
    try:
        psycopg.connect(serveur.SERVEUR, connect_timeout=3).close()
    except psycopg.Error:
        print(f"PostgreSQL ne répond pas à {serveur.SERVEUR} (installez-le, ou donnez TEST_DATABASE_URL).")
        return 2
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    cibles = [cible for taille in tailles for cible in mesurer(taille, coups)]
    manquees = [cible for cible in cibles if not cible.est_tenue]
    print(f"\n{bilan(cibles)}")
    return int(bool(manquees))


if __name__ == "__main__":
    sys.exit(main())
