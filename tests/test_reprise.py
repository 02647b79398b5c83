"""Reprendre après une session expirée : ce que la page de connexion porte ne vaut que ce qu’une page sait écrire."""

import pytest
from django.urls import reverse

from tests import fabriques

pytestmark = pytest.mark.django_db


@pytest.fixture
def entrer(client):
    """Entre par la page de connexion, avec ce qui fut retenu."""
    qui = fabriques.personne(password=fabriques.MOT_DE_PASSE)

    def envoyer(retenu, suite="/dossiers/nouveau/"):
        saisie = {"courriel": qui.courriel, "mot_de_passe": fabriques.MOT_DE_PASSE, "next": suite, "retenu": retenu}
        return client.post(reverse("comptes:connexion"), saisie)

    return envoyer


def test_une_moitie_de_caractere_n_empeche_pas_d_entrer(entrer):
    assert entrer('[["intitule", "\\ud800"]]').status_code == 302
    assert "Mercredis" in entrer('[["intitule", "Mercredis"], ["a\\udfff", "b"]]').content.decode()


@pytest.mark.parametrize(
    "ailleurs", ["//ailleurs.invalid/", "https://ailleurs.invalid/", "/\\ailleurs.invalid", "javascript:alert(1)"]
)
def test_ce_qui_fut_tape_ne_s_envoie_jamais_ailleurs(entrer, ailleurs):
    page = entrer('[["intitule", "Mercredis"]]', ailleurs).content.decode()
    assert 'action="/"' in page
    assert "ailleurs.invalid" not in page
    assert "alert(1)" not in page
