"""L’ordre du jour : des dossiers prêts inscrits d’un geste, que l’on monte, descend, range, et dont la somme se lit."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import actions
from dossiers.models import Inscription
from tests import fabriques
from tests.comite_a_l_ecran import adresse, page
from tests.conftest import frais

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")


@pytest.fixture
def preparee(monde):
    return fabriques.seance(monde.campagne)


@pytest.fixture
def pret(monde, ouvrir, porteuse, cheffe_de_projet):
    """Un dossier recevable de plus."""

    def pret(intitule, **champs):
        dossier = ouvrir(intitule, **champs)
        actions.avancer(dossier, "deposer", par=porteuse)
        actions.repondre_pour_toutes(frais(dossier), "declarer_recevable", par=cheffe_de_projet)
        return frais(dossier)

    return pret


@pytest.fixture
def trois(preparee, pret, monde, cheffe_de_projet):
    """Trois dossiers inscrits : Aviron aux Îlots, Boxe et Chant au Plateau."""
    for intitule, quartier in (("Aviron", monde.ilots), ("Boxe", monde.quartier), ("Chant", monde.quartier)):
        actions.inscrire(preparee, pret(intitule, quartier=quartier), par=cheffe_de_projet)
    return preparee


def ordre(seance):
    return [i.dossier.intitule for i in Inscription.objects.filter(seance=seance).select_related("dossier")]


def poster(client, seance, **geste):
    return client.post(adresse("ordre", seance.pk), {"version": frais(seance).version, **geste})


def cle_de(seance, intitule):
    return Inscription.objects.get(seance=seance, dossier__intitule=intitule).pk


def test_les_dossiers_prets_se_trient_avant_de_s_inscrire(client, monde, preparee, pret, instructeur):
    aux_ilots, au_plateau = pret("Aviron", quartier=monde.ilots), pret("Boxe")
    url = adresse("inscrire", preparee.pk)
    tri = {"quartier": monde.ilots.pk, "porteur": monde.association.pk, "financeur": monde.ville.pk}
    lu = page(client, instructeur, url, **tri)
    assert "Aviron" in lu
    assert "Boxe" not in lu
    assert "ne répond à ce tri" in page(client, instructeur, url, quartier=987654)
    assert "Boxe" in page(client, instructeur, url, quartier="x", enjeu="9" * 40, porteur="-1")
    client.post(url, {"dossiers": [aux_ilots.pk, au_plateau.pk]})
    assert ordre(preparee) == ["Aviron", "Boxe"]


def test_un_dossier_monte_et_descend_d_un_cran(client, trois, instructeur):
    client.force_login(instructeur)
    reponse = poster(client, trois, monter=cle_de(trois, "Chant"))
    assert ordre(trois) == ["Aviron", "Chant", "Boxe"]
    assert reponse.url.endswith(f"#o-{cle_de(trois, 'Chant')}")
    poster(client, trois, descendre=cle_de(trois, "Aviron"))
    assert ordre(trois) == ["Chant", "Aviron", "Boxe"]
    poster(client, trois, monter=cle_de(trois, "Chant"))  # déjà le premier
    assert ordre(trois) == ["Chant", "Aviron", "Boxe"]


def test_l_ordre_du_jour_se_range_d_un_geste(client, trois, instructeur):
    client.force_login(instructeur)
    poster(client, trois, monter=cle_de(trois, "Chant"))
    for code, attendu in (
        ("quartier", ["Boxe", "Chant", "Aviron"]),  # le Plateau, puis les Îlots : l’alphabet dit « Le… », « Les… »
        ("numero", ["Aviron", "Boxe", "Chant"]),
        ("enjeu", ["Boxe", "Chant", "Aviron"]),
        ("porteur", ["Aviron", "Boxe", "Chant"]),
    ):
        poster(client, trois, ranger=code)
        assert ordre(trois) == attendu, code


def test_un_ordre_perime_ou_absurde_ne_change_rien(client, trois, instructeur):
    client.force_login(instructeur)
    url = adresse("ordre", trois.pk)
    chant = cle_de(trois, "Chant")
    assert "l’a modifié" in client.post(url, {"version": 99, "monter": chant}).content.decode()
    for geste in ({"monter": "999999"}, {"ranger": "hasard"}, {"descendre": "x"}):
        assert "entier entre 1 et 999" in poster(client, trois, **geste).content.decode()
    assert ordre(trois) == ["Aviron", "Boxe", "Chant"]


def test_l_ordre_du_jour_dit_ce_qu_il_demande_a_chacun(client, trois, instructeur):
    client.force_login(instructeur)
    totaux = client.get(adresse("inscrire", trois.pk)).context["totaux"]
    assert [(str(t.financeur or "En tout"), t.demandes, t.montant) for t in totaux] == [
        ("Ville de Béville, contrat de ville", 3, 3000),
        ("En tout", 3, 3000),
    ]


def test_autant_de_requetes_pour_trois_dossiers_que_pour_six(client, trois, pret, cheffe_de_projet):
    client.force_login(cheffe_de_projet)
    nombres = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse("inscrire", trois.pk))
        nombres.append(len(requetes))
        for rang in range(3):
            actions.inscrire(trois, pret(f"De plus {rang}"), par=cheffe_de_projet)
    assert nombres[0] == nombres[1]
