"""Refait les images du README d’après la démonstration : `python -m tests.navigateur.images`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.navigateur.conftest import CHROMIUM, OPTIONS
from tests.navigateur.personne import Personne
from tests.navigateur.serveur import RACINE, Pile
from tests.puits import Puits

IMAGES = RACINE / "docs" / "images"
CONVENTION = RACINE / "programmation" / "donnees" / "bethune.toml"
ECRAN = {"width": 1280, "height": 960}


def photographier(cheffe):
    """L’accueil, une action programmée que l’on ne peut pas encore clore, le comité prêt à acter."""
    prendre(cheffe, "accueil-equipe")
    cheffe.aller("/dossiers/?statut=programme")
    cheffe.page.get_by_role("rowheader").get_by_role("link").first.click()
    prendre(cheffe, "dossier")
    cheffe.aller("/seances/")
    cheffe.page.get_by_role("row", name="Ouverte").get_by_role("link").first.click()
    prendre(cheffe, "comite")


def prendre(cheffe, nom):
    cheffe.page.wait_for_load_state("networkidle")
    cheffe.page.screenshot(path=IMAGES / f"{nom}.png")


def main():
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as dossier, sync_playwright() as playwright:
        puits = Puits(Path(dossier) / "courriels.txt")
        pile = Pile(dossier, puits, f"sqlite:///{dossier}/base.sqlite3", DEMONSTRATION="1", EMAIL_URL="")
        try:
            pile.lancer()
            pile.demander("manage.py", "charger_convention", str(CONVENTION))
            pile.demander("manage.py", "demonstration")
            navigateur = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
            cheffe = Personne(navigateur, pile.adresse, taille=ECRAN).aller("/demonstration/")
            compte = cheffe.page.get_by_role("listitem").filter(has_text="Chef de projet, Ville de Béthune")
            cheffe.cliquer("Entrer", dans=compte)
            cheffe.aller("/")
            photographier(cheffe)
            navigateur.close()
        finally:
            pile.arreter()
            puits.fermer()


if __name__ == "__main__":
    main()
