"""Sans JavaScript : on crée, on remplit, on dépose, on instruit. Les pages deviennent plus vives avec lui, pas possibles."""

import pytest

from tests.navigateur import depot

pytestmark = pytest.mark.navigateur
INTITULE = "Ateliers sans script"


def test_tout_se_fait_sans_javascript(entrer, pile, decor):
    porteuse, cheffe = entrer("porteuse", avec_script=False), entrer("cheffe", avec_script=False)
    dossier = depot.ouvrir_un_brouillon(porteuse, INTITULE)
    porteuse.cliquer("Enregistrer et relire tout")
    porteuse.essuyer_un_refus("Déposer le dossier")
    depot.aller_a(porteuse, "L’action")
    depot.remplir(porteuse, decor)
    depot.deposer(porteuse)
    assert "accusé de réception" in pile.attendre_le_courriel(porteuse.courriel, INTITULE)
    cheffe.menu("Dossiers")
    cheffe.remplir({"Mots cherchés": "sans script"})
    cheffe.cliquer("Chercher")
    cheffe.suivre(INTITULE)
    cheffe.cliquer("Déclarer recevable pour 2 financeurs")
    cheffe.lit("C’est à l’équipe d’inscrire le dossier au comité")
    porteuse.aller(dossier).lit("Recevable")
