"""Le théâtre : la vraie pile, Chromium, et les personnages, chacun avec son propre navigateur."""

import contextlib
import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import sync_playwright

from tests.navigateur.personne import Personne
from tests.navigateur.serveur import BaseNeuve, Pile, SonnetteNeuve
from tests.puits import Puits

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
TRACES = Path(__file__).resolve().parents[2] / "var" / "essais" / "navigateur"
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def navigateur():
    """Chromium. Son absence se dit ; dans l’intégration continue, c’est un échec."""
    if not Path(CHROMIUM).exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"Chromium est absent ({CHROMIUM}).")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def pile(tmp_path_factory):
    """Sur SQLite, ou sur le PostgreSQL et le Redis que désignent DATABASE_URL et REDIS_URL."""
    dossier = tmp_path_factory.mktemp("pile")
    serveur, redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    with contextlib.ExitStack() as fin:
        puits = Puits(dossier / "courriels.txt")
        fin.callback(puits.fermer)
        base = f"sqlite:///{dossier / 'base.sqlite3'}"
        if serveur.startswith("postgres"):
            base = fin.enter_context(BaseNeuve(serveur))
        sonnette = fin.enter_context(SonnetteNeuve(redis)) if redis else {}
        pile = Pile(dossier, puits, base, **sonnette)
        fin.callback(pile.arreter)
        pile.lancer()
        yield pile


@pytest.fixture(scope="session")
def decor(pile):
    """Ce qui existe avant le premier acte, et qui l’on peut être."""
    plante = pile.raconter("planter")
    return SimpleNamespace(**plante | {"personnes": SimpleNamespace(**plante["personnes"])})


@pytest.fixture(scope="session")
def lieux(pile, decor):
    """Une année à tous ses stades : l’adresse de chaque sorte de page."""
    return SimpleNamespace(**pile.raconter("peupler"))


@pytest.fixture
def entrer(navigateur, pile, decor, request):
    """Ouvre un navigateur et y fait entrer quelqu’un ; à la fin du récit, chacun salue."""
    entres = []

    def entrer(qui="", *, courriel="", sorte=Personne, **options):
        """`qui` : un personnage du décor ; sinon son `courriel`, ou personne. `sorte` : à la souris, ou `AuClavier`."""
        personne = sorte(navigateur, pile.adresse, **options)
        entres.append(personne)
        if qui or courriel:
            personne.courriel = courriel or getattr(decor.personnes, qui)
            personne.se_connecter(personne.courriel, decor.mot_de_passe)
        return personne

    yield entrer
    if getattr(request.node, "a_echoue", False):
        garder_les_traces(pile, entres, request.node.name)
        return
    for personne in entres:
        personne.saluer()


def garder_les_traces(pile, personnes, nom):
    """Après un échec : les journaux des processus, et l’écran de chacun tel qu’il l’a laissé."""
    dossier = TRACES / nom
    shutil.rmtree(dossier, ignore_errors=True)
    dossier.mkdir(parents=True)
    for journal in pile.dossier.glob("*.log"):
        shutil.copy(journal, dossier)
    for rang, personne in enumerate(personnes):
        personne.page.screenshot(path=dossier / f"{rang}.png", full_page=True)
        (dossier / f"{rang}.html").write_text(personne.page.content())
        recit = [f"{rang} : {personne.titre} ({personne.page.url})", *personne.cris]
        sys.stdout.write("\n    ".join(recit) + "\n")
    sys.stdout.write(f"{pile.journaux(lignes=8)}\nLes écrans et les journaux sont dans {dossier}\n")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Dit à la fixture si le récit a échoué : alors les journaux de la pile se lisent, et personne ne salue."""
    constat = yield
    item.a_echoue = getattr(item, "a_echoue", False) or constat.failed
    return constat
