"""Des compléments attendus se rappellent à J-5, à J-1 et le jour même, entre leur demande et leur échéance."""

from datetime import timedelta

import pytest

from dossiers import actions
from dossiers.models import Dossier
from tests.automne import CLOTURE, NOVEMBRE, battre, demander_des_complements, en_depot, lignes
from tests.conftest import frais
from tests.fabriques import a_paris
from workflows import relances, tasks
from workflows.envois import Statut
from workflows.expedition import expedier
from workflows.temps import PARIS, a_l_instant
from workflows.transports import Boite


@pytest.fixture(autouse=True)
def en_novembre():
    with a_l_instant(NOVEMBRE):
        yield


@pytest.fixture
def brouillon(monde, dossier):
    en_depot(monde.campagne)
    return frais(dossier)


@pytest.fixture
def incomplet(brouillon, porteuse, cheffe_de_projet):
    return demander_des_complements(brouillon, porteuse, cheffe_de_projet)


def echeances():
    return [e.echeance.astimezone(PARIS) for e in relances.prevision(NOVEMBRE, CLOTURE)]


def test_des_complements_se_rappellent_a_j_5_j_1_et_le_jour_meme(incomplet):
    attendu = [a_paris(2026, 11, jour, 9) for jour in (15, 19, 20)]
    assert echeances() == attendu


def test_un_delai_court_ne_rappelle_pas_des_jours_deja_passes(incomplet):
    Dossier.objects.filter(pk=incomplet.pk).update(echeance=a_paris(2026, 11, 5, 18))
    battre(NOVEMBRE + timedelta(minutes=1))
    assert not lignes("complements_dus")
    assert echeances() == [a_paris(2026, 11, 4, 9), a_paris(2026, 11, 5, 9)]


def test_une_echeance_du_petit_matin_n_est_pas_rappelee_apres_coup(incomplet):
    Dossier.objects.filter(pk=incomplet.pk).update(echeance=a_paris(2026, 11, 20, 8))
    assert echeances() == [a_paris(2026, 11, 15, 9), a_paris(2026, 11, 19, 9)]


def test_le_rappel_dit_ce_qui_manque_et_jusqu_a_quand(incomplet):
    battre(a_paris(2026, 11, 19, 9))
    (envoi,) = lignes("complements_dus")
    assert envoi.statut == Statut.ENVOYEE
    assert "Le RIB." in envoi.corps
    assert "vendredi 20 novembre 2026 à 18\u00a0h (heure de Paris)" in envoi.corps


def test_complete_avant_l_envoi_le_rappel_est_annule(incomplet, porteuse):
    with a_l_instant(a_paris(2026, 11, 19, 9)):
        tasks.relancer()
        actions.avancer(incomplet, "completer", par=porteuse)
        expedier(Boite())
    assert "ne sont plus attendus" in lignes("complements_dus")[0].motif
