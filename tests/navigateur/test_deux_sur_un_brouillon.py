"""Deux personnes sur un même brouillon : la seconde est prévenue, et rien de ce que chacune a tapé ne se perd."""

import pytest

from tests.navigateur import depot

pytestmark = pytest.mark.navigateur


def test_la_seconde_est_prevenue_et_rien_n_est_perdu(entrer, pile):
    porteuse, redacteur = entrer("porteuse"), entrer("redacteur")
    dossier = depot.ouvrir_un_brouillon(porteuse, "Écrit à deux")
    redacteur.aller(f"{dossier}modifier/")
    redacteur.remplir({"Ce que vous ferez": "Le texte de Samir."})
    porteuse.remplir({"Intitulé de l’action": "Écrit à quatre mains", "Bénéficiaires, au total": "80"})
    redacteur.cliquer("Enregistrer et continuer")
    porteuse.cliquer("Enregistrer et relire")
    porteuse.lit("Quelqu’un l’a modifié", dans=porteuse.page.get_by_role("alert"))
    porteuse.lit("Samir Delattre a enregistré", "Le texte de Samir.")
    assert porteuse.contenu.get_by_role("textbox", name="Intitulé de l’action").input_value() == "Écrit à quatre mains"
    porteuse.cliquer("Enregistrer et relire")
    porteuse.lit("Écrit à quatre mains", "Le texte de Samir.", "80 personnes")
    faits = pile.raconter("relever", dossier.strip("/").split("/")[-1])
    assert (faits["intitule"], faits["description"]) == ("Écrit à quatre mains", "Le texte de Samir.")
