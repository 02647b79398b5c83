"""Une action groupée tuée au milieu d’un rang, sur PostgreSQL : elle reprend, chacun se fait zéro ou une fois."""

import os
import signal
import uuid

import pytest
from django.db import connection

from dossiers import actions
from dossiers.actions import ensemble
from dossiers.models import ActionGroupee, Dossier, PassageDossier, Rang
from dossiers.models.ensemble import Geste
from tests import fabriques
from tests.conftest import frais
from tests.test_courses import ensemble as au_meme_instant
from workflows.journal import anomalies

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def action(monde, porteuse, cheffe_de_projet):
    """Six dossiers déposés, à déclarer recevables d’un geste."""
    deposes = []
    for rang in range(6):
        nouveau = fabriques.dossier(
            monde.campagne, monde.association, porteuse, demandes={monde.ville: 1000}, quartiers=[monde.quartier],
            objectif_=monde.objectif, intitule=f"Action {rang}",
        )  # fmt: skip
        actions.avancer(nouveau, "deposer", par=porteuse)
        deposes.append(frais(nouveau))
    return ensemble.confirmer(Geste.DECLARER_RECEVABLE, deposes, par=cheffe_de_projet, donnees={}, cle=uuid.uuid4())


def jusqu_a(rangs_faits, action_id):
    """Dans un autre processus : joue quelques rangs, puis se tue au milieu du suivant, sans rien fermer."""
    faire = ensemble._faire

    def faire_et_mourir(rang):
        faire(rang)
        if rang.rang > rangs_faits:
            os.kill(os.getpid(), signal.SIGKILL)

    ensemble._faire = faire_et_mourir
    ensemble.poursuivre(ActionGroupee.objects.get(pk=action_id))


def test_tuee_au_milieu_elle_reprend_et_chacun_se_fait_une_fois(action):
    connection.close()
    if not (enfant := os.fork()):
        jusqu_a(3, action.pk)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(enfant, 0)[1]) == -signal.SIGKILL
    assert sorted(Rang.objects.filter(action=action).values_list("etat", flat=True)) == ["a_faire"] * 3 + ["fait"] * 3
    assert (
        Dossier.objects.filter(statut="recevable").count() == 3
    )  # le quatrième, tué avant d’être validé, n’a rien écrit
    assert ensemble.poursuivre(action) == 3
    assert ensemble.poursuivre(action) == 0
    assert PassageDossier.objects.filter(transition="declarer_recevable").count() == 6
    assert ActionGroupee.objects.get(pk=action.pk).finie_le is not None
    assert anomalies(PassageDossier) == []


def test_deux_facteurs_a_la_fois_ne_doublent_rien(action):
    joues = au_meme_instant(*[lambda: ensemble.poursuivre(action)] * 3)
    assert sum(joues) == 6
    assert PassageDossier.objects.filter(transition="declarer_recevable").count() == 6
    assert set(action.rangs.values_list("etat", flat=True)) == {"fait"}
    assert ActionGroupee.objects.get(pk=action.pk).finie_le is not None
