"""Le budget pendant la frappe : un seul écart à la fois, où que la page le dise."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.navigateur
ENCADRE, MANQUE = "#s-ecart strong", '[data-cote] a[href$="#s-ecart"]'


def ecarts(page):
    """Ce que disent, au même instant, l’encadré sous les tableaux et « Ce qui manque », s’il en parle."""
    dits = page.evaluate(
        "(ou) => ou.flatMap((o) => [...document.querySelectorAll(o)].map((e) => e.textContent))", [ENCADRE, MANQUE]
    )
    return [re.sub(r"\s", "", re.search(r"manque ([\d\s]+)", dit)[1]) for dit in dits]


def test_un_seul_ecart_a_la_fois_avant_pendant_et_apres_l_enregistrement(entrer, lieux):
    porteuse = entrer("porteuse").aller(f"{lieux.brouillon}modifier/budget/")
    page, charge = porteuse.page, porteuse.page.locator("#id_compte_604")
    for attendu, montant in enumerate(
        ("91 000", "92 000"), start=1
    ):  # équilibré d’abord : « Ce qui manque » n’en dit rien
        charge.fill(montant)
        page.wait_for_timeout(400)
        pendant = ecarts(page)
        assert (len(pendant), len(set(pendant))) == (attendu, 1), pendant
        with page.expect_response(lambda reponse: reponse.request.headers.get("x-au-fil") == "1"):
            pass
        expect(page.locator(MANQUE)).to_be_visible()
        charge.fill(f"{montant}5")  # on tape encore quand la réponse vient de se poser
        page.wait_for_timeout(400)
        apres = ecarts(page)
        assert (len(apres), len(set(apres))) == (2, 1), apres
        assert apres != pendant
        with page.expect_response(lambda reponse: reponse.request.headers.get("x-au-fil") == "1"):
            pass
    porteuse.relire()
    relus = ecarts(page)
    assert (len(relus), len(set(relus))) == (2, 1), relus
