"""La pile mesurée : une base à soi sur le serveur PostgreSQL de la machine, et gunicorn à deux processus."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis

from outils.banc import processus

RACINE = Path(__file__).resolve().parents[2]
SERVEUR = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
PREFIXE = os.environ.get("BANC_PREFIXE", "banc")  # celui de la base que l’on crée
PATIENCE = 60  # secondes
OUVRIERS = 2


def finir_en_ordre():
    """Un ordre de finir (SIGTERM) défait ce qui fut fait, comme une erreur le ferait : la base, le site, les clés."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def port_libre():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


@contextmanager
def base_neuve():
    """Une base du banc, et d’elle seule : créée, puis effacée quoi qu’il arrive. Rend son adresse."""
    nom = f"{PREFIXE}_{secrets.token_hex(4)}"
    with psycopg.connect(SERVEUR, autocommit=True) as connexion:
        connexion.execute(f"CREATE DATABASE {nom}")
        try:
            yield urlsplit(SERVEUR)._replace(path=f"/{nom}").geturl()
        finally:
            connexion.execute(f"DROP DATABASE {nom} WITH (FORCE)")


@contextmanager
def sonnette():
    """Un coin de Redis à soi, vidé ensuite ; sans Redis, la file sur disque."""
    prefixe = f"banc-{secrets.token_hex(4)}:"
    client = redis.Redis.from_url(REDIS, socket_timeout=2, socket_connect_timeout=2)
    try:
        client.ping()
    except redis.RedisError:
        yield {"REDIS_URL": ""}
        return
    try:
        yield {"REDIS_URL": REDIS, "REDIS_PREFIXE": prefixe}
    finally:
        for cle in client.scan_iter(f"{prefixe}*"):
            client.delete(cle)


def environnement(base, var, port, **autres):
    """Celui de la production, sur la boucle locale : DEBUG éteint, aucun courriel ne sort."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "outils.banc.reglages",
        "BANC_VAR": str(var),
        "DEMONSTRATION": "0",
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": base,
        "EMAIL_URL": "",
        "TRANSPORT": "workflows.transports.Boite",
        **autres,
    }


class Site:
    """Gunicorn, réglé comme `outils/lancer`, mais qui sert aussi le plancher."""

    def __init__(self, env, port):
        self.env, self.port, self.adresse = env, port, f"http://127.0.0.1:{port}"

    def __enter__(self):
        commande = [
            sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers", str(OUVRIERS),
            "--worker-class", "gthread", "--threads", "8", "--keep-alive", "75", "--no-control-socket",
            "outils.banc.site:application",
        ]  # fmt: skip
        self.journal = Path(self.env["BANC_VAR"], "gunicorn.log")
        with self.journal.open("w") as sortie:
            env = {"MALLOC_ARENA_MAX": "2", **self.env}
            self.processus = subprocess.Popen(commande, cwd=RACINE, env=env, stdout=sortie, stderr=sortie)
        try:
            self._attendre()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.processus.terminate()
        try:
            self.processus.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.processus.kill()
            self.processus.wait()

    def _attendre(self):
        fin = time.monotonic() + PATIENCE
        while time.monotonic() < fin and self.processus.poll() is None:
            try:
                urllib.request.urlopen(f"{self.adresse}/plancher/", timeout=5).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"gunicorn ne répond pas :\n{self.journal.read_text()[-2000:]}")

    @property
    def ouvriers(self):
        return processus.enfants(self.processus.pid)

    def calcul(self, connexion):
        """{processus: secondes de calcul}, pour les processus web et ceux de PostgreSQL qui servent cette base."""
        serveurs = connexion.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {pid: processus.calcul(pid) for pid in [*self.ouvriers, *(pid for (pid,) in serveurs)]}

    def memoire(self):
        """(la plus grande mémoire résidente, la plus haute atteinte) de ses ouvriers, en Mio."""
        return tuple(map(max, zip(*map(processus.memoire, self.ouvriers), strict=True)))
