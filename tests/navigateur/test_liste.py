"""La liste tient lieu de tableur : avec ou sans script, filtrer, choisir ses colonnes, garder une vue, cocher, emporter."""

import pytest

pytestmark = pytest.mark.navigateur


@pytest.mark.parametrize(("avec_script", "statut"), [(True, "Déposé"), (False, "Incomplet")], ids=["avec", "sans"])
def test_l_equipe_arrange_sa_liste_et_l_emporte(entrer, lieux, avec_script, statut):
    cheffe = entrer("cheffe", avec_script=avec_script)
    cheffe.aller("/dossiers/?vue=toutes")
    cheffe.suivre("Filtrer")
    cheffe.cocher(statut, dans=cheffe.page.get_by_role("group", name="Statut"))
    cheffe.cliquer("Appliquer les filtres")
    cheffe.lit("pour cette recherche", f"Statut : {statut}")
    cheffe.suivre("Colonnes")
    cheffe.cocher("Bénéficiaires")
    cheffe.remplir({"Rang de « Bénéficiaires »": "1"})
    cheffe.cliquer("Garder ces colonnes")
    assert cheffe.page.get_by_role("columnheader").nth(1).inner_text().strip() == "Bénéficiaires"
    cheffe.suivre("Garder cette vue")
    nom = f"À instruire {'vive' if avec_script else 'sobre'}"
    cheffe.remplir({"Nom de la vue": nom})
    cheffe.cliquer("Garder cette vue")
    assert cheffe.page.get_by_role("link", name=nom).get_attribute("aria-current") == "page"
    cocher_le_premier(cheffe)
    cheffe.suivre(f"Enlever le filtre Statut : {statut}")
    cheffe.lit("1 dossier coché")
    with cheffe.page.expect_download() as fichier:
        cheffe.page.locator("#choisis").get_by_role("button", name="Excel").click()
    assert fichier.value.suggested_filename == "dossiers.xlsx"


def cocher_le_premier(personne):
    """Avec script, la case suffit ; sans lui, un bouton la garde."""
    case = personne.page.locator("tbody input[name=dossiers]").first
    if personne.avec_script:
        with personne.page.expect_response(lambda reponse: reponse.url.endswith("/dossiers/selection/")):
            case.check()
    else:
        case.check()
        personne.cliquer("Garder les cases cochées")


def test_la_liste_se_parcourt_au_clavier(entrer, lieux):
    cheffe = entrer("cheffe").aller("/dossiers/?vue=toutes")
    cheffe.tabuler_jusqu_a("Mots cherchés")
    cheffe.tabuler_jusqu_a("Filtrer", au_plus=3)
    cheffe.valider()
    cheffe.tabuler_jusqu_a("Déposé")
    cheffe.page.keyboard.press("Space")
    cheffe.tabuler_jusqu_a("Appliquer les filtres", au_plus=200)
    cheffe.valider()
    cheffe.tabuler_jusqu_a("Enlever le filtre", au_plus=200)
    cheffe.tabuler_jusqu_a("Cocher toute la page", au_plus=20)
    with cheffe.page.expect_response(lambda reponse: reponse.url.endswith("/dossiers/selection/")):
        cheffe.page.keyboard.press("Space")
    cheffe.lit("coché")
