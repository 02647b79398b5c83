"""Double clic ou deux onglets sur ce que chacun arrange et saisit, sur PostgreSQL : une réponse, une phrase, jamais une panne."""

import pytest
from django.test import Client

from comptes.models import Organisation
from dossiers.models import Etiquette, Vue
from tests.tableurs import siret
from tests.test_courses import ensemble, postgresql  # noqa: F401

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TOURS = range(4)


@pytest.fixture
def trois_onglets(cheffe_de_projet):
    """Envoie au même instant, de trois onglets, un formulaire ; rend les pages qui ne renvoient pas ailleurs."""

    def envoyer(*envois):
        onglets = [Client() for _ in envois]
        for onglet in onglets:
            onglet.force_login(cheffe_de_projet)
        gestes = [lambda o=o, e=e: o.post(*e) for o, e in zip(onglets, envois, strict=True)]
        reponses = ensemble(*gestes)
        assert all(getattr(reponse, "status_code", 500) < 500 for reponse in reponses), reponses
        return [reponse.content.decode() for reponse in reponses if reponse.status_code != 302]

    return envoyer


@pytest.mark.parametrize("tour", TOURS)
def test_la_meme_vue_gardee_trois_fois_n_en_fait_qu_une(trois_onglets, tour):
    pages = trois_onglets(*[("/dossiers/vues/", {"nom": "À instruire", "retour": "q=sport"})] * 3)
    assert Vue.objects.count() == 1
    assert all("Vous avez déjà une vue de ce nom" in page for page in pages)


@pytest.mark.parametrize("tour", TOURS)
def test_trois_vues_montrees_d_abord_ensemble_une_seule_l_est(trois_onglets, cheffe_de_projet, tour):
    vues = [Vue.objects.create(personne=cheffe_de_projet, nom=nom, par_defaut=nom == "A") for nom in "ABC"]
    trois_onglets(*[(f"/dossiers/vues/{vue.pk}/", {"geste": "d_abord"}) for vue in vues])
    assert Vue.objects.filter(par_defaut=True).count() == 1


@pytest.mark.parametrize("tour", TOURS)
def test_la_meme_etiquette_creee_trois_fois_n_en_fait_qu_une(trois_onglets, monde, tour):
    saisie = {"convention": monde.convention.pk, "texte": "Prioritaire", "ton": "ok"}
    pages = trois_onglets(*[("/dossiers/etiquettes/", saisie)] * 3)
    assert Etiquette.objects.count() == 1
    assert all("Cette étiquette existe déjà" in page for page in pages)


@pytest.mark.parametrize("tour", TOURS)
def test_le_meme_siret_saisi_trois_fois_n_ouvre_qu_une_organisation(trois_onglets, monde, tour):
    saisie = {
        "campagne": monde.campagne.pk,
        "intitule": "Balades",
        "nouvelle_organisation": "La Neuve",
        "siret": siret(5),
    }
    pages = trois_onglets(*[("/dossiers/saisie/", saisie | {"geste": "brouillon"})] * 3)
    assert Organisation.objects.filter(nom="La Neuve").count() == 1
    assert all("rien n’est écrit" in page or "existe déjà" in page for page in pages)
