"""La vraie pile, comme en production : gunicorn, le facteur et le battement, chacun son processus, sur une base à soi."""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis

from tests.puits import port_libre, pris
from tests.serveurs import attendre

RACINE = Path(__file__).resolve().parents[2]
SERVICES = ("web", "worker", "beat")
# Comme « restart: unless-stopped » : la file sur disque de kombu peut tuer un facteur qui lit un message à demi écrit.
RELANCER = 'while :; do sh outils/lancer "$0"; sleep 0.5; done'


def _signaler(processus, signal_):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(processus.pid, signal_)


def _vit(processus):
    """Vrai tant qu’il reste quelqu’un de son groupe : le gardien, le service, ses enfants."""
    processus.poll()
    try:
        os.killpg(processus.pid, 0)
    except ProcessLookupError:
        return False
    return True


class Pile:
    """Les trois processus, leurs journaux, et le relais SMTP d’essai où leurs courriels arrivent."""

    def __init__(self, dossier, puits, base, **environnement):
        self.dossier, self.puits, self.processus = Path(dossier), puits, {}
        self.port = port_libre()
        self.adresse = f"http://127.0.0.1:{self.port}"
        self.environnement = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": os.environ.get("HOME", "/"),
            "DJANGO_SETTINGS_MODULE": "tests.navigateur.reglages",
            "ESSAI_VAR": str(dossier),
            "DEMONSTRATION": "0",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "SITE_URL": self.adresse,
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": base,
            "EMAIL_URL": f"smtp://127.0.0.1:{puits.port}",
            "BATTEMENT": "2",
            "PORT": str(self.port),
            "DELAI_D_ARRET": "2",
            "PYTHONUNBUFFERED": "1",
            **environnement,
        }

    def demander(self, *commande):
        """Joue une commande Python dans l’environnement de la pile ; rend ce qu’elle écrit."""
        fini = subprocess.run(
            [sys.executable, *commande], cwd=RACINE, env=self.environnement, capture_output=True, text=True, check=False
        )
        assert not fini.returncode, f"{' '.join(commande)} :\n{fini.stdout}\n{fini.stderr}"
        return fini.stdout

    def raconter(self, recit, *arguments):
        """Ce que rend, en JSON, une fonction de `tests.navigateur.decor`, jouée dans un processus à part."""
        return json.loads(self.demander("-m", "tests.navigateur.decor", recit, *map(str, arguments)))

    def lancer(self):
        self.demander("manage.py", "migrate", "--verbosity=0")
        self.demander("manage.py", "collectstatic", "--verbosity=0", "--no-input")
        for service in SERVICES:
            with (self.dossier / f"{service}.log").open("w") as journal:
                self.processus[service] = subprocess.Popen(
                    ["sh", "-c", RELANCER, service],
                    cwd=RACINE,
                    env=self.environnement,
                    stdout=journal,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        attendre(self.est_en_sante, self.journaux)

    def est_en_sante(self):
        try:
            urllib.request.urlopen(f"{self.adresse}/sante/", timeout=5).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    def arreter(self):
        """Comme « docker stop » : on demande à chaque groupe que l’on a lancé, on attend, et l’on n’insiste qu’ensuite."""
        for signal_ in (signal.SIGTERM, signal.SIGKILL):
            for processus in self.processus.values():
                _signaler(processus, signal_)
            fin = time.monotonic() + 10
            while any(map(_vit, self.processus.values())) and time.monotonic() < fin:
                time.sleep(0.1)

    def journaux(self, lignes=40):
        """La fin de chaque journal : c’est là qu’est la cause d’un échec."""
        textes = []
        for journal in sorted(self.dossier.glob("*.log")):
            textes += [f"── {journal.name}", *journal.read_text(errors="replace").splitlines()[-lignes:]]
        return "\n".join(textes)

    # Les courriels -----------------------------------------------------------------------------------------

    def attendre_le_courriel(self, a, dont_l_objet_dit):
        """Le courriel que le facteur remet à cette adresse ; l’essai l’attend, comme une personne."""

        def trouves():
            courriels = list(self.puits.courriels)
            return [c for c in courriels if c["To"] == a and dont_l_objet_dit in c["Subject"]]

        attendre(trouves, lambda: f"{a} n’a pas reçu « {dont_l_objet_dit} ».\n{self.courriels_recus()}")
        return trouves()[-1].get_body(("plain",)).get_content()  # une convocation porte aussi son calendrier

    def courriels_recus(self):
        return "\n".join(f"{c['To']} : {c['Subject']}" for c in self.puits.courriels)

    def est_au_repos(self, numero):
        """Vrai quand le facteur n’a plus rien à remettre."""
        return {statut for _, _, statut, _ in self.raconter("relever", numero)["envois"]} == {"envoyee"}

    def remises(self):
        """{Message-ID: nombre de remises}, d’après le journal du relais."""
        return pris(self.puits.journal)


class BaseNeuve:
    """Une base PostgreSQL à soi, effacée ensuite."""

    def __init__(self, serveur):
        self.serveur, self.nom = serveur, f"navigateur_{secrets.token_hex(4)}"

    def _ordonner(self, ordre):
        with psycopg.connect(self.serveur, autocommit=True) as connexion:
            connexion.execute(ordre)

    def __enter__(self):
        self._ordonner(f"CREATE DATABASE {self.nom}")
        return urlsplit(self.serveur)._replace(path=f"/{self.nom}").geturl()

    def __exit__(self, *_):
        self._ordonner(f"DROP DATABASE {self.nom} WITH (FORCE)")


class SonnetteNeuve:
    """Un coin de Redis à soi, effacé ensuite, et lui seul."""

    def __init__(self, serveur):
        self.serveur, self.prefixe = serveur, f"navigateur-{secrets.token_hex(4)}:"

    def __enter__(self):
        return {"REDIS_URL": self.serveur, "REDIS_PREFIXE": self.prefixe}

    def __exit__(self, *_):
        with redis.Redis.from_url(self.serveur) as client:
            for cle in client.scan_iter(f"{self.prefixe}*"):
                client.delete(cle)
