"""Au clavier seul : entrer, éviter le bandeau, atteindre les gestes, ouvrir un brouillon."""

import pytest

pytestmark = pytest.mark.navigateur


def test_on_ouvre_un_brouillon_sans_souris(entrer, decor):
    porteuse = entrer().aller("/connexion/")
    porteuse.tabuler_jusqu_a("Adresse électronique")
    porteuse.page.keyboard.type(decor.personnes.porteuse)
    porteuse.tabuler_jusqu_a("Mot de passe")
    porteuse.page.keyboard.type(decor.mot_de_passe)
    porteuse.valider()
    porteuse.tabuler_jusqu_a("Aller au contenu", au_plus=1)
    porteuse.page.keyboard.press("Enter")
    assert porteuse.page.evaluate("document.activeElement.id") == "contenu"
    porteuse.tabuler_jusqu_a("Nouveau dossier", au_plus=1)
    porteuse.valider()
    porteuse.tabuler_jusqu_a("Intitulé de l’action")
    porteuse.page.keyboard.type("Ouvert au clavier")
    porteuse.tabuler_jusqu_a("Ouvrir le brouillon", au_plus=2)
    porteuse.valider()
    porteuse.tabuler_jusqu_a("Relire et déposer", au_plus=40)
    porteuse.valider()
    porteuse.tabuler_jusqu_a("Déposer le dossier", au_plus=60)  # empêché, il s’atteint et dit pourquoi
