"""Combien de fois chaque page et chaque geste interrogent la base : autant pour peu que pour beaucoup (docs/decisions/030)."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Droit
from dossiers import actions
from dossiers.models import PosteBudgetaire
from tests import fabriques
from tests.conftest import frais

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")


@pytest.fixture
def solliciter(monde, porteuse):
    """Un brouillon prêt à déposer, qui sollicite tant de financeurs."""
    enveloppes = {g: fabriques.enveloppe(monde.campagne, g) for g in (monde.etat, monde.ville)}

    def de(nombre):
        autres = [fabriques.financeur(f"Financeur {n}", campagnes=[monde.campagne]) for n in range(nombre)]
        guichets = [*enveloppes, *autres][:nombre]
        return fabriques.dossier(
            monde.campagne, monde.association, porteuse, demandes=dict.fromkeys(guichets, 1000),
            quartiers=[monde.quartier, monde.ilots], objectif_=monde.objectif,
        )  # fmt: skip

    return de


@pytest.fixture
def compter(client):
    """Combien de requêtes coûte une demande, points de reprise non compris."""

    def de(qui, adresse, donnees=None):
        client.force_login(qui)
        with CaptureQueriesContext(connection) as requetes:
            reponse = client.get(adresse) if donnees is None else client.post(adresse, donnees)
        assert reponse.status_code == (200 if donnees is None else 302)
        return sum("SAVEPOINT" not in requete["sql"] for requete in requetes)

    return de


def saisie(objet):
    return {"version": frais(objet).version, "cle": uuid.uuid4()}


def geste(dossier, transition):
    return reverse("dossiers:avancer", args=[dossier.pk, transition])


def test_la_page_d_un_dossier(solliciter, compter, porteuse, cheffe_de_projet):
    maigre, fourni = solliciter(1), solliciter(6)
    for dossier in (maigre, fourni):
        actions.avancer(dossier, "deposer", par=porteuse)
    for _ in range(3):
        actions.repondre_pour_toutes(frais(fourni), "declarer_recevable", par=cheffe_de_projet)
        actions.avancer(frais(fourni), "rouvrir_la_recevabilite", par=cheffe_de_projet, motif="À revoir.")
    assert (
        compter(cheffe_de_projet, maigre.get_absolute_url())
        == compter(cheffe_de_projet, fourni.get_absolute_url())
        <= 13
    )


def test_l_accueil_d_un_porteur(solliciter, compter, porteuse):
    for _ in range(2):
        solliciter(1)
    peu = compter(porteuse, "/")
    for _ in range(8):
        PosteBudgetaire.objects.create(dossier=solliciter(3), sens="charge", compte="60", montant=5)
    assert compter(porteuse, "/") == peu <= 9


def test_deposer_un_dossier(solliciter, compter, porteuse, cheffe_de_projet):
    maigre, fourni = solliciter(1), solliciter(6)
    actions.avancer(solliciter(1), "deposer", par=porteuse)  # son nom est désormais connu du journal
    premier = compter(porteuse, geste(maigre, "deposer"), saisie(maigre))
    assert compter(porteuse, geste(fourni, "deposer"), saisie(fourni)) == premier <= 15


def test_demander_des_complements_a_personne_ou_a_vingt(solliciter, compter, monde, porteuse, cheffe_de_projet):
    nombres = []
    for destinataires in (1, 20):
        dossier = solliciter(2)
        actions.avancer(dossier, "deposer", par=porteuse)
        for rang in range(destinataires - 1):
            fabriques.membre(monde.association, Droit.REDACTEUR, f"Rédacteur {rang}")
        demande = {
            "demande": "Un devis.",
            "echeance": monde.campagne.depot_ferme_le.date().isoformat(),
            "pieces": ["rib"],
        }
        nombres.append(compter(cheffe_de_projet, geste(dossier, "demander_complements"), saisie(dossier) | demande))
        actions.avancer(frais(dossier), "annuler_la_demande", par=cheffe_de_projet)
    assert nombres[0] - 1 == nombres[1] <= 9  # au premier geste, le nom de la personne s’inscrit au journal


def test_repondre_d_une_ligne_puis_de_la_derniere(solliciter, compter, monde, porteuse, agente):
    maigre, fourni = solliciter(2), solliciter(6)
    nombres = []
    for dossier in (maigre, fourni):
        actions.avancer(dossier, "deposer", par=porteuse)
        ligne = dossier.lignes.get(financeur=monde.etat)
        adresse = reverse("dossiers:ligne-avancer", args=[dossier.pk, ligne.pk, "declarer_recevable"])
        nombres.append(compter(agente, adresse, saisie(ligne)))
    assert nombres[0] - 1 == nombres[1] <= 11
