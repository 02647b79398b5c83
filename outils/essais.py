"""Joue tous les essais, en trois temps : SQLite, les vrais services, le navigateur ; puis dit ce qui a manqué.

Lancé par « make test ». TEST_DATABASE_URL et TEST_REDIS_URL désignent d’autres services que ceux de la machine,
PYTEST_ARGS choisit des essais. Avec CI=true, ce qui manque est un échec.
"""

import os
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis

RACINE = Path(__file__).resolve().parent.parent
RAPPORTS = RACINE / "var" / "essais"
CHOIX = shlex.split(os.environ.get("PYTEST_ARGS", ""))
BASE = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
EST_CI = os.environ.get("CI", "").lower() in ("1", "true")
AUCUN_ESSAI = 5  # le code de retour de pytest quand il n’a rien trouvé à jouer


@dataclass
class Temps:
    """Une passe de pytest : ce qu’elle choisit, dans quel environnement, et ce qui l’empêche."""

    nom: str
    marque: str
    environnement: dict = field(default_factory=dict)
    ensemble: int = 2  # combien de processus s’y mettent
    manque: str = ""
    est_rate: bool = False
    bilan: str = ""
    comptes: tuple = (0, 0, 0)

    def jouer(self):
        if self.manque:
            self.bilan, self.est_rate = f"NON JOUÉ : {self.manque}", EST_CI
            return
        rapport = RAPPORTS / f"{self.nom.split()[0].lower()}.xml"
        rapport.unlink(missing_ok=True)
        print(f"\n── {self.nom} ──", flush=True)
        commande = [sys.executable, "-m", "pytest", "-q", "-m", self.marque, "-n", str(self.ensemble)]
        if self.ensemble:  # les sondes d’une personne durent : qui a fini prend à l’autre
            commande += ["--dist", "worksteal"]
        commande += [f"--junitxml={rapport}", *CHOIX]
        code = subprocess.call(commande, cwd=RACINE, env={**os.environ, **self.environnement})
        self.comptes = compter(rapport)
        self.bilan = "{} réussis, {} en échec, {} sautés".format(*self.comptes)
        if code == AUCUN_ESSAI:
            self.bilan = "aucun essai choisi" if CHOIX else "aucun essai de ce genre"
            self.est_rate = not CHOIX and self.marque_est_employee()
        elif code:
            self.est_rate = True

    def marque_est_employee(self):
        """Une passe vide n’est permise que si nul essai ne porte encore sa marque."""
        if self.marque.startswith("not"):
            return True
        return any(f"mark.{self.marque}" in essai.read_text() for essai in (RACINE / "tests").rglob("*.py"))


def compter(rapport):
    """Réussis, en échec, sautés : d’après le rapport que pytest a laissé."""
    if not rapport.exists():
        return 0, 0, 0
    suites = list(ET.parse(rapport).getroot().iter("testsuite"))
    joues, echecs, sautes = (
        sum(int(suite.get(nom, 0)) for suite in suites for nom in noms)
        for noms in (("tests",), ("failures", "errors"), ("skipped",))
    )
    return joues - echecs - sautes, echecs, sautes


def services_absents():
    try:
        psycopg.connect(BASE, connect_timeout=3).close()
    except psycopg.Error:
        return f"PostgreSQL ne répond pas à {BASE} (installez-le, ou donnez TEST_DATABASE_URL)."
    try:
        redis.Redis.from_url(REDIS, socket_timeout=3, socket_connect_timeout=3).ping()
    except redis.RedisError:
        return f"Redis ne répond pas à {REDIS} (installez-le, ou donnez TEST_REDIS_URL)."
    return ""


def chromium():
    noms = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, [os.environ.get("CHROMIUM", ""), *noms])), "")


def les_temps():
    navigateur = chromium()
    return (
        Temps("SQLite", "not services and not navigateur"),
        Temps(
            "PostgreSQL et Redis",
            "not navigateur",
            {"DATABASE_URL": BASE, "REDIS_URL": REDIS, "REDIS_PREFIXE": "essais:"},
            manque=services_absents(),
        ),
        Temps(
            "Navigateur",
            "navigateur",
            {"CHROMIUM": navigateur},
            ensemble=0,
            manque="" if navigateur else "Chromium est absent (« sudo apt install chromium »).",
        ),
    )


def main():
    for variable in ("DATABASE_URL", "REDIS_URL", "DEMONSTRATION", "DJANGO_SETTINGS_MODULE"):
        os.environ.pop(variable, None)
    RAPPORTS.mkdir(parents=True, exist_ok=True)
    temps = les_temps()
    for un_temps in temps:
        un_temps.jouer()
    totaux = [sum(comptes) for comptes in zip(*(t.comptes for t in temps), strict=True)]
    print("\nEssais: {} passed, {} failed, {} skipped".format(*totaux))
    for un_temps in sorted(temps, key=lambda t: bool(t.manque)):
        signe = "!!" if un_temps.manque else "✘ " if un_temps.est_rate else "✔ "
        print(f"{signe} {un_temps.nom} : {un_temps.bilan}")
    return int(any(t.est_rate for t in temps))


if __name__ == "__main__":
    sys.exit(main())
