"""Les commandes mêmes de docker-compose.yml, lancées sur un vrai PostgreSQL et un vrai Redis."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
import yaml

RACINE = Path(__file__).resolve().parent.parent
PATIENCE = 40  # secondes
SERVICES = yaml.safe_load((RACINE / "docker-compose.yml").read_text())["services"]
pytestmark = pytest.mark.services


def port_libre():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


@pytest.fixture
def base_neuve():
    """L’adresse d’une base PostgreSQL à soi, effacée ensuite."""
    adresse = os.environ["DATABASE_URL"]
    nom = f"processus_{secrets.token_hex(4)}"
    with psycopg.connect(adresse, autocommit=True) as connexion:
        connexion.execute(f"CREATE DATABASE {nom}")
        yield urlsplit(adresse)._replace(path=f"/{nom}").geturl()
        connexion.execute(f"DROP DATABASE {nom} WITH (FORCE)")


@pytest.fixture
def environnement(base_neuve):
    """Celui de la production, sur cette machine ; ce qu’il laisse dans Redis s’efface."""
    prefixe = f"processus-{secrets.token_hex(4)}:"
    yield {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": os.environ.get("HOME", "/"),
        "HOSTNAME": socket.gethostname(),
        "DEMONSTRATION": "0",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "SITE_URL": "https://contrat-de-ville.invalid",
        "ALLOWED_HOSTS": "contrat-de-ville.invalid",
        "DATABASE_URL": base_neuve,
        "REDIS_URL": os.environ["REDIS_URL"],
        "REDIS_PREFIXE": prefixe,
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "BATTEMENT": "1",
        "PORT": str(port_libre()),
        "PYTHONUNBUFFERED": "1",
    }
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        for cle in client.scan_iter(f"{prefixe}*"):
            client.delete(cle)


@pytest.fixture
def processus(environnement, tmp_path):
    """Lance un service de docker-compose.yml et rend son journal ; tout s’arrête avec l’essai."""
    with contextlib.ExitStack() as fin:

        def lancer(nom):
            journal = tmp_path / f"{nom}.log"
            sortie = fin.enter_context(journal.open("w"))
            service = subprocess.Popen(
                SERVICES[nom]["command"], cwd=RACINE, env=environnement, stdout=sortie, stderr=subprocess.STDOUT
            )
            fin.callback(arreter, service)
            return journal

        yield lancer


def arreter(service):
    """Comme « docker stop » : SIGTERM, et le service doit partir de lui-même."""
    service.send_signal(signal.SIGTERM)
    try:
        service.wait(timeout=15)
    except subprocess.TimeoutExpired:
        service.kill()
        pytest.fail(f"{service.args} ne s’arrête pas sur SIGTERM")


def est_en_sante(nom, environnement):
    """Joue la sonde que docker-compose.yml donne à ce service."""
    genre, *sonde = SERVICES[nom]["healthcheck"]["test"]
    sonde = ["sh", "-c", sonde[0].replace("$$", "$")] if genre == "CMD-SHELL" else sonde
    return not subprocess.run(sonde, cwd=RACINE, env=environnement, capture_output=True, check=False).returncode


def attendre(condition, journal):
    fin = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < fin, journal.read_text()
        time.sleep(0.3)


@pytest.fixture
def migree(environnement):
    subprocess.run(SERVICES["migrate"]["command"], cwd=RACINE, env=environnement, check=True, capture_output=True)


def test_le_web_repond_a_sa_sonde(migree, processus, environnement):
    journal = processus("web")
    attendre(lambda: est_en_sante("web", environnement), journal)


def test_beat_bat_et_le_facteur_travaille(migree, processus, environnement):
    battements, journal = processus("beat"), processus("worker")
    attendre(lambda: "workflows.tasks.expedier" in journal.read_text() and "succeeded" in journal.read_text(), journal)
    attendre(lambda: est_en_sante("worker", environnement), journal)
    attendre(lambda: est_en_sante("beat", environnement), battements)
