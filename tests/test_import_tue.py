"""Un import tué net au milieu de son écriture n’a rien écrit : ni dossier, ni organisation, ni courriel. Relancé, il écrit tout.

De vrais processus, une vraie mort (SIGKILL) : sur SQLite dans un fichier à part, sur PostgreSQL dans la base de l’essai.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

RACINE = Path(__file__).resolve().parent.parent
ORDRES = (
    ('INTO "dossiers_dossier"', "1"),
    ('INTO "dossiers_passagedossier"', "15"),
    ('INTO "workflows_envoi"', "1"),
    ('UPDATE "echanges_import"', "1"),
)


def lancer(adresse, *ordre):
    """Un processus de l’application, sur cette base."""
    environnement = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.reglages", "DATABASE_URL": adresse}
    commande = [sys.executable, "-m", "tests.importateur", *ordre]
    return subprocess.Popen(commande, cwd=RACINE, env=environnement, stdout=subprocess.PIPE, text=True)


def dire(adresse, *ordre):
    return lancer(adresse, *ordre).communicate(timeout=300)[0].strip()


def tuer_a_chaque_pas_puis_finir(adresse):
    assert dire(adresse, "preparer") == "PRÊT"
    avant = dire(adresse, "compter")
    for ordre, fois in ORDRES:
        processus = lancer(adresse, "importer", ordre, fois)
        assert processus.stdout.readline() == "ICI\n"
        processus.kill()
        processus.communicate()
        assert dire(adresse, "compter") == avant, f"tué après {ordre}"
    assert dire(adresse, "importer") == "FINI"
    apres = json.loads(dire(adresse, "compter"))
    assert [apres[nom] for nom in ("Dossier", "PassageDossier", "Envoi", "rangs", "importe")] == [30, 30, 1, 30, True]


def test_tue_a_chaque_pas_rien_ne_reste_sur_sqlite(tmp_path):
    tuer_a_chaque_pas_puis_finir(f"sqlite:///{tmp_path / 'import.sqlite3'}")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_tue_a_chaque_pas_rien_ne_reste_sur_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("Cette mort se joue sur PostgreSQL.")
    base = connection.settings_dict
    acces = f"{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT'] or 5432}"
    tuer_a_chaque_pas_puis_finir(f"postgres://{acces}/{base['NAME']}")
