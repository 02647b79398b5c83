"""L’équipe fait entrer des dossiers : un à la main, en peu de gestes ; plusieurs d’un tableur, dont une ligne à corriger."""

import pytest

from tests import tableurs
from tests.navigateur.au_clavier import AuClavier
from tests.navigateur.personne import Personne

pytestmark = pytest.mark.navigateur
GESTES = 9  # numéro, intitulé, porteur, quartier, objectif, deux montants, le bouton ; et le lien qui mène à l’écran
COLONNES = ("N° Dauphin", "Titre de l’action", "Organisme", "SIRET", "Exercice", "Statut", "Quartier(s)", "Objectif",
            "Bénéficiaires", "Financeur", "Montant demandé")  # fmt: skip
FAUTE = "douze mille"


@pytest.mark.parametrize(
    ("sorte", "avec_script", "numero"),
    [(Personne, True, "DA07000001"), (Personne, False, "DA07000002"), (AuClavier, True, "DA07000003")],
    ids=["avec script", "sans script", "au clavier"],
)
def test_un_dossier_s_enregistre_en_neuf_gestes(entrer, pile, decor, sorte, avec_script, numero):
    cheffe, intitule = entrer("cheffe", sorte=sorte, avec_script=avec_script), f"Voile au canal, {numero}"
    cheffe.menu("Dossiers")
    depart = cheffe.gestes
    cheffe.suivre("Saisir un dossier")
    cheffe.remplir({"Numéro Dauphin": numero, "Intitulé de l’action": intitule, "Porteur": "Les Passerelles d’Essai"})
    cheffe.cocher(decor.quartier)
    cheffe.choisir("Objectif principal", decor.objectif)
    cheffe.remplir({"P147, contrat de ville, en euros": "1 234,50",
                    "Ville de Béthune, contrat de ville, contrat de ville, en euros": "500"})  # fmt: skip
    cheffe.cliquer("Enregistrer le dossier")
    assert cheffe.gestes - depart <= GESTES
    cheffe.lit(intitule, numero, "Déposé", "1 234,50", "saisi par l’équipe")
    faits = pile.raconter("relever_en_entier", intitule)
    assert (faits["statut"], faits["organisation"], faits["objectif"]) == (
        "depose", "Les Passerelles d’Essai", decor.objectif,
    )  # fmt: skip
    assert sorted(faits["demandes"].values()) == [500, 1234.5]


def rangee(decor, rang, **changements):
    justes = {
        "N° Dauphin": f"DA0800000{rang}", "Titre de l’action": f"Reçue d’un tableur, {rang}", "SIRET": tableurs.siret(70 + rang),
        "Organisme": f"Association du tableur n° {rang}", "Exercice": decor.annee, "Statut": "Transmise",
        "Quartier(s)": "Mont Liébaut", "Objectif": decor.objectif, "Bénéficiaires": 120, "Financeur": "Ville de Béthune",
        "Montant demandé": "1 234,50",
    } | changements  # fmt: skip
    return [justes[nom] for nom in COLONNES]


def lire(cheffe, decor, fichier, *rangees):
    """Dépose un tableur de ces lignes, accepte les colonnes proposées, et arrive à l’essai."""
    fichier.write_bytes(tableurs.en_xlsx(rangees, COLONNES))
    cheffe.choisir("Campagne", cheffe.champ("Campagne").locator("option", has_text=str(decor.annee)).inner_text())
    cheffe.joindre("Tableur", fichier)
    cheffe.cliquer("Lire ce fichier")
    cheffe.lit("Apparier les colonnes", "Titre de l’action", "Reçue d’un tableur, 1")
    cheffe.cliquer("Essayer à blanc")


def test_un_tableur_se_corrige_puis_s_importe_en_entier(entrer, pile, decor, tmp_path):
    cheffe = entrer("cheffe")
    cheffe.menu("Dossiers")
    cheffe.suivre("Saisir un dossier")
    cheffe.suivre("Importer un tableur")
    fautive = rangee(decor, 2, **{"Montant demandé": FAUTE})
    lire(cheffe, decor, tmp_path / "dossiers.xlsx", rangee(decor, 1), fautive)
    cheffe.lit("1 ligne à corriger", "Tout s’importe, ou rien")
    (faute,) = cheffe.page.get_by_role("region", name="Fautes du tableur").locator("tbody tr").all()
    cheffe.lit("Ligne 3", "Montant demandé", FAUTE, dans=faute)
    cheffe.essuyer_un_refus("Importer")
    cheffe.suivre("Importer", dans=cheffe.page.get_by_role("navigation", name="Fil d’Ariane"))
    lire(cheffe, decor, tmp_path / "corriges.xlsx", rangee(decor, 1), rangee(decor, 2))
    cheffe.lit("2 organisations nouvelles", "Rien n’est encore écrit")
    cheffe.cliquer("Importer : 2 créés")
    cheffe.lit("Compte rendu d’import", "Association du tableur n° 2")
    cheffe.suivre("Reçue d’un tableur, 2")
    cheffe.lit("Déposé", "1 234,50")
    faits = pile.raconter("relever_en_entier", "Reçue d’un tableur, 2")
    assert (faits["statut"], faits["objectif"], faits["beneficiaires"]) == ("depose", decor.objectif, 120)
    assert list(faits["demandes"].values()) == [1234.5]
