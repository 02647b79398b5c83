"""L’examinateur lui-même : une page qui pèche est bien prise, sinon son silence ne prouverait rien."""

import pytest

pytestmark = pytest.mark.navigateur
PALIR = """() => {
    const repli = "<details><summary>Un repli</summary><p>Trop pâle</p></details>";
    document.querySelector("main").insertAdjacentHTML("beforeend", repli);
    Object.assign(document.querySelector("main > details:last-child p").style, {color: "#ccc", background: "#fff"});
}"""


def test_un_manquement_se_voit_meme_dans_un_repli(entrer):
    passant = entrer().aller("/aide/")
    passant.page.evaluate(PALIR)
    passant.vues -= 1  # comme si la page venait d’arriver
    with pytest.raises(AssertionError, match="color-contrast"):
        passant.examiner()


def test_un_cri_de_la_console_et_une_adresse_d_ailleurs_se_voient(entrer):
    passant = entrer().aller("/aide/")
    passant.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"http://ailleurs.invalid/x.png\" alt=\"\">')"
    )
    passant.page.wait_for_timeout(300)
    assert "Content Security Policy" in " ".join(passant.cris)
    with pytest.raises(AssertionError):
        passant.saluer()
    passant.cris.clear()
    passant.dehors.clear()
