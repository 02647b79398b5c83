"""Sur un téléphone : l’en-tête laisse l’écran à ce que l’on vient faire, et tout s’y atteint, sans script aussi."""

import pytest

pytestmark = pytest.mark.navigateur
TELEPHONE = {"width": 360, "height": 640}
AU_PLUS = 12  # pour cent de la hauteur de l’écran
_ENTETE = "document.querySelector('.entete').getBoundingClientRect().height * 100 / innerHeight"


@pytest.mark.parametrize("qui", ["", "porteuse", "cheffe", "agente"])
@pytest.mark.parametrize("avec_script", [True, False], ids=["avec script", "sans script"])
def test_l_en_tete_tient_sur_une_ligne(entrer, lieux, qui, avec_script):
    personne = entrer(qui, taille=TELEPHONE, avec_script=avec_script).aller("/")
    assert personne.page.evaluate(_ENTETE) <= AU_PLUS
    assert personne.debordement() <= 0
    lien = personne.page.get_by_role("navigation", name="Navigation principale").get_by_role("link").last
    nom = lien.inner_text()
    personne.menu(nom)
    assert personne.page.evaluate(_ENTETE) <= AU_PLUS


def test_tout_l_en_tete_s_atteint_au_clavier_et_se_voit(entrer, lieux):
    cheffe = entrer("cheffe", taille=TELEPHONE).aller("/")
    cheffe.tabuler_jusqu_a("Se déconnecter", au_plus=20)
    boite = cheffe.page.evaluate("(b => [b.left, b.right])(document.activeElement.getBoundingClientRect())")
    assert boite[0] >= 0
    assert boite[1] <= TELEPHONE["width"]
