"""Deux personnes sur un même brouillon : la seconde est prévenue, et rien de ce que chacune a tapé ne se perd."""

import pytest
from playwright.sync_api import expect

from tests.navigateur import depot
from tests.navigateur.personne import motif

pytestmark = pytest.mark.navigateur


def test_la_seconde_est_prevenue_et_rien_n_est_perdu(entrer, pile):
    porteuse, redacteur = entrer("porteuse", avec_script=False), entrer("redacteur", avec_script=False)
    dossier = depot.ouvrir_un_brouillon(porteuse, "Écrit à deux")
    redacteur.aller(f"{dossier}modifier/")
    redacteur.remplir({"Ce que vous ferez": "Le texte de Samir."})
    porteuse.remplir({"Intitulé de l’action": "Écrit à quatre mains"})
    redacteur.cliquer("Enregistrer", exact=True)
    porteuse.cliquer("Enregistrer", exact=True)
    porteuse.lit("Quelqu’un l’a modifié", dans=porteuse.page.get_by_role("alert"))
    porteuse.lit("Samir Delattre a enregistré", "Le texte de Samir.")
    assert porteuse.contenu.get_by_role("textbox", name="Intitulé de l’action").input_value() == "Écrit à quatre mains"
    porteuse.cliquer("Enregistrer et relire tout")
    porteuse.lit("Écrit à quatre mains", "Le texte de Samir.")
    faits = pile.raconter("relever", dossier.strip("/").split("/")[-1])
    assert (faits["intitule"], faits["description"]) == ("Écrit à quatre mains", "Le texte de Samir.")


def test_au_fil_de_la_frappe_chacun_ecrit_et_rien_n_est_perdu(entrer, pile):
    """La partie s’enregistre d’elle-même ; quand l’autre a écrit le même champ, les deux versions se montrent."""
    porteuse, redacteur = entrer("porteuse"), entrer("redacteur")
    dossier = depot.ouvrir_un_brouillon(porteuse, "Écrit au fil")
    redacteur.aller(f"{dossier}modifier/")
    porteuse.remplir({"Le besoin constaté": "Le besoin, par Nadia."})
    expect(porteuse.page.locator("[data-etat]")).to_contain_text(motif("Enregistré à"))
    redacteur.remplir({"Le besoin constaté": "Le besoin, par Samir."})
    expect(redacteur.page.locator("[data-ecarts]")).to_contain_text("Le besoin, par Nadia.")
    assert redacteur.page.get_by_role("textbox", name="Le besoin constaté").input_value() == "Le besoin, par Samir."
    redacteur.cliquer("Enregistrer", exact=True)
    faits = pile.raconter("relever", dossier.strip("/").split("/")[-1])
    assert faits["besoin"] == "Le besoin, par Samir."
    redacteur.cris.clear()  # la console signale elle-même la réponse 409


def test_deux_parties_a_la_fois_ne_se_genent_pas(entrer, pile):
    """L’une écrit au fil de la frappe, l’autre au bouton et sans script : tout est gardé, personne n’est arrêté."""
    porteuse, redacteur = entrer("porteuse"), entrer("redacteur", avec_script=False)
    dossier = depot.ouvrir_un_brouillon(porteuse, "Écrit de deux côtés")
    redacteur.aller(f"{dossier}modifier/publics/")
    ecrire_au_fil(porteuse, {"Ce que vous ferez": "Le récit, par Nadia."})
    redacteur.remplir(depot.publics(120, 90, 0))
    redacteur.cliquer("Enregistrer", exact=True)
    ecrire_au_fil(porteuse, {"Le besoin constaté": "Le besoin, par Nadia."})
    redacteur.remplir(depot.publics(130, 90, 0))
    redacteur.cliquer("Enregistrer", exact=True)
    porteuse.remplir({"Ce que l’action veut changer": "Le changement, par Nadia."})
    porteuse.cliquer("Enregistrer", exact=True)
    for personne in (porteuse, redacteur):
        personne.ne_lit_pas("Quelqu’un l’a modifié")
    faits = pile.raconter("relever_en_entier", "Écrit de deux côtés")
    assert (faits["description"], faits["besoin"]) == ("Le récit, par Nadia.", "Le besoin, par Nadia.")
    assert (faits["objectifs_vises"], faits["beneficiaires"]) == ("Le changement, par Nadia.", 130)


def ecrire_au_fil(personne, champs):
    """Tape, et attend que la page s’enregistre d’elle-même, sans rien avoir à choisir."""
    with personne.page.expect_response(lambda reponse: reponse.request.method == "POST") as recue:
        personne.remplir(champs)
    assert recue.value.status == 200
    expect(personne.page.locator("[data-etat]")).to_contain_text(motif("Enregistré à"))
    expect(personne.page.locator("[data-ecarts]")).to_be_empty()


def test_une_session_expiree_ne_perd_pas_ce_qui_est_tape(entrer, decor):
    """Avec le script, l’onglet garde la frappe ; sans lui, la page de connexion la porte."""
    for avec_script in (True, False):
        porteuse = entrer("porteuse", avec_script=avec_script)
        depot.ouvrir_un_brouillon(porteuse, f"Session {avec_script}")
        adresse = porteuse.chemin
        porteuse.contexte.clear_cookies(name="sessionid")
        porteuse.remplir({"Ce que vous ferez": "Tapé juste avant la fin."})
        if avec_script:
            expect(porteuse.page.locator("[data-etat]")).to_contain_text(motif("Votre session a expiré"))
            porteuse.suivre("Se reconnecter et reprendre")
        else:
            porteuse.cliquer("Enregistrer", exact=True)
            porteuse.lit("Votre session a expiré", "est gardé dans cette page")
        porteuse.remplir({"Adresse": porteuse.courriel, "Mot de passe": decor.mot_de_passe})
        porteuse.cliquer("Se connecter", dans=porteuse.contenu)
        if avec_script:
            porteuse.page.get_by_role("button", name="Reprendre ce que j’avais tapé").click()
            expect(porteuse.page.locator("[data-etat]")).to_contain_text(motif("Enregistré à"))
        else:
            porteuse.cliquer("Envoyer ce que j’avais tapé")
        porteuse.aller(adresse)
        assert porteuse.contenu.get_by_label("Ce que vous ferez").input_value() == "Tapé juste avant la fin."
        porteuse.cris.clear()  # la console signale elle-même la réponse 401
