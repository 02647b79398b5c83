"""Le dossier d’une vraie association, de l’an passé au récépissé, aux compléments et à leur différence : joué trois fois."""

from types import SimpleNamespace

import pytest

from tests import fichiers as fabrique
from tests import lecture_pdf
from tests.navigateur import reconduire as actes
from tests.navigateur.au_clavier import AuClavier
from tests.navigateur.personne import Personne

pytestmark = pytest.mark.navigateur
# Qui joue, et avec quoi. Le nom de chaque façon est aussi celui de son association.
FACONS = {
    "avec script": (Personne, {}),
    "sans script": (Personne, {"avec_script": False}),
    "au clavier": (AuClavier, {}),
}


@pytest.fixture(scope="module")
def an_passe(pile, decor):
    """{façon: l’adresse de sa signataire} ; chacune a son action de l’an passé, programmée."""
    return pile.raconter("passer", *FACONS)


@pytest.fixture
def fichiers(tmp_path):
    """Un RIB, une image, et une page web qui se dit PDF."""
    octets = {"rib.pdf": fabrique.pdf(), "recepisse.png": fabrique.image(), "faux.pdf": b"<html>non</html>"}
    for nom, contenu in octets.items():
        (tmp_path / nom).write_bytes(contenu)
    return {nom: tmp_path / nom for nom in octets}


@pytest.mark.parametrize("facon", FACONS)
def test_de_l_an_passe_au_recepisse_puis_aux_complements(entrer, pile, decor, an_passe, fichiers, facon):
    jeu = SimpleNamespace(ancien=f"Les mercredis, {facon}", nouveau=f"Les ateliers du quartier, {facon}")
    sorte, options = FACONS[facon]
    porteuse = entrer(courriel=an_passe[facon], sorte=sorte, **options)
    actes.reconduire(porteuse, jeu.ancien, jeu.nouveau)
    actes.completer(porteuse, decor)
    actes.joindre_les_pieces(porteuse, fichiers)
    actes.relire_et_deposer(porteuse, jeu.nouveau)
    recepisse = porteuse.telecharger("Le récépissé du dernier envoi")
    faits = pile.raconter("relever_en_entier", jeu.nouveau)
    le_depot_est_celui_que_l_ecran_a_montre(faits, jeu)
    le_recepisse_et_le_courriel_disent_qui_quand_et_quoi(pile, porteuse, faits, recepisse)
    cheffe = entrer("cheffe", sorte=sorte, **options)
    actes.demander_deux_parties(cheffe, jeu.nouveau)
    assert "Dites qui encadre" in pile.attendre_le_courriel(porteuse.courriel, "ompléments")
    actes.repondre(porteuse, jeu.nouveau)
    actes.voir_la_difference(cheffe, jeu.nouveau)
    seules_les_deux_parties_ont_change(faits, pile.raconter("relever_en_entier", jeu.nouveau))


def le_depot_est_celui_que_l_ecran_a_montre(faits, jeu):
    assert (faits["statut"], faits["precedent"]) == ("depose", jeu.ancien)
    assert (faits["description"], faits["beneficiaires"]) == (actes.AVANT, 150)
    assert (faits["charges"], faits["produits"]) == (6500, 6500)
    assert faits["indicateurs"] == [["Enfants inscrits", 60, 75]]
    assert faits["attestations"] >= 1
    assert faits["pieces"] == [["recepisse", "recepisse.png"], ["rib", "rib.pdf"]]


def le_recepisse_et_le_courriel_disent_qui_quand_et_quoi(pile, porteuse, faits, recepisse):
    (envoi,) = faits["exemplaires"]
    assert envoi["est_intact"]
    lu = lecture_pdf.texte(recepisse)
    for mot in (faits["reference"], envoi["heure"], envoi["par"], f"signataire, {faits['organisation']}"):
        assert mot in lu
    assert envoi["empreinte"] in lu.replace(" ", "")
    courriel = " ".join(pile.attendre_le_courriel(porteuse.courriel, "est déposé").split())
    for mot in (faits["reference"], envoi["heure"], envoi["par"], envoi["empreinte"]):
        assert mot in courriel


def seules_les_deux_parties_ont_change(avant, apres):
    changes = {nom for nom in avant if avant[nom] != apres[nom]}
    assert {"description", "beneficiaires", "exemplaires", "passages"} == changes
    assert (apres["statut"], apres["description"], apres["beneficiaires"]) == ("depose", actes.APRES, 160)
    assert [e["est_intact"] for e in apres["exemplaires"]] == [True, True]
    assert apres["passages"] == ["reconduire", "deposer", "demander_complements", "completer"]
