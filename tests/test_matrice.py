"""Qui peut quoi : chaque adresse × chaque personne × chaque objet × chaque verbe, contre un tableau écrit à la main."""

import pytest
from django.db import transaction

from tests.acces import monde as fabrique
from tests.acces.acteurs import ACTEURS
from tests.acces.sondes import Porte, plan
from tests.acces.table import TABLE

pytestmark = pytest.mark.django_db
PLAN = list(plan(TABLE))


@pytest.fixture(scope="module")
def monde(django_db_setup, django_db_blocker):
    """Bâti une fois pour tout le module ; chaque sonde défait ce qu’elle a écrit, et la fin défait le monde."""
    with django_db_blocker.unblock(), transaction.atomic(), fabrique.en_silence():
        yield fabrique.construire()
        transaction.set_rollback(True)


@pytest.mark.parametrize("acteur", ACTEURS)
def test_chacun_ouvre_ce_que_dit_le_tableau_et_rien_d_autre(monde, acteur):
    porte = Porte(monde, acteur)
    fautes = [faute for sonde in PLAN for faute in porte.juger(TABLE, sonde)]
    assert not fautes, f"{len(fautes)} écarts :\n" + "\n".join(fautes[:40])
