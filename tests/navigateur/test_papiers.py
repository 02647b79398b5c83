"""Emporter ses papiers et recopier dans Dauphin : au clavier, sans script, sur un petit écran."""

import re

import pytest
from playwright.sync_api import expect

from tests import lecture_pdf

pytestmark = pytest.mark.navigateur
ETROIT = {"width": 320, "height": 640}


def recopier(entrer, lieux, **options):
    porteuse = entrer("porteuse", **options)
    porteuse.aller(lieux.programme)
    porteuse.suivre("Recopier dans Dauphin")
    porteuse.lit("Cet ordre est ce que nous savons du formulaire de Dauphin")
    return porteuse


def test_une_valeur_se_copie_se_dit_et_se_coche(entrer, lieux):
    porteuse = recopier(entrer, lieux)
    porteuse.contexte.grant_permissions(["clipboard-read", "clipboard-write"])
    case = porteuse.contenu.get_by_role("checkbox", name=re.compile("^Dénomination"))
    case.uncheck()
    valeur = porteuse.contenu.get_by_role("textbox", name="Dénomination", exact=True).input_value()
    with porteuse.page.expect_response(lambda reponse: reponse.request.method == "POST"):
        porteuse.tabuler_jusqu_a("Copier : Dénomination")
        porteuse.page.keyboard.press("Enter")
    expect(porteuse.page.get_by_role("status").filter(has_text="Copié")).to_be_attached()
    assert porteuse.page.evaluate("navigator.clipboard.readText()") == valeur
    porteuse.relire()
    expect(case).to_be_checked()


def test_sans_script_la_liste_se_garde_par_son_bouton(entrer, lieux):
    porteuse = recopier(entrer, lieux, avec_script=False)
    expect(porteuse.contenu.get_by_role("button", name=re.compile("^Copier"))).to_have_count(0)
    porteuse.cocher("Rapport d’activité")
    porteuse.cliquer("Garder ma liste")
    porteuse.lit("Votre liste est gardée")
    expect(porteuse.contenu.get_by_role("checkbox", name=re.compile("^Rapport"))).to_be_checked()


def test_sur_un_petit_ecran_rien_ne_deborde(entrer, lieux):
    assert recopier(entrer, lieux, taille=ETROIT).debordement() <= 0


def test_le_dossier_et_son_recepisse_se_telechargent(entrer, lieux):
    porteuse = entrer("porteuse").aller(lieux.programme)
    for lien, mot in (("Le dossier, dans l’ordre du CERFA", "6 bis. Budget du projet"), ("Le récépissé", "Récépissé")):
        with porteuse.page.expect_download() as telechargement:
            porteuse.bouton(lien, role="link").click()
        assert mot in lecture_pdf.texte(telechargement.value.path().read_bytes())
