"""Un pays fictif ne se sème ni par mégarde, ni dans une base qui sert déjà."""

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from comptes.models import Organisation
from dossiers.models import Dossier
from gouvernance.pays.semis import MINIMUM, semer
from tests import fabriques
from workflows.moteur import Blocage


@pytest.mark.django_db
def test_une_base_qui_sert_deja_ne_recoit_rien():
    fabriques.organisation("Une vraie association")
    with pytest.raises(Blocage, match="pas vierge"):
        semer(MINIMUM)
    assert not Dossier.objects.exists()


@pytest.mark.django_db
def test_hors_demonstration_il_faut_le_dire_en_toutes_lettres():
    with override_settings(DEMONSTRATION=False), pytest.raises(CommandError, match="--base-d-essai"):
        call_command("semer_un_pays", dossiers=MINIMUM)
    with pytest.raises(CommandError, match="de 60 à"):
        call_command("semer_un_pays", "--base-d-essai", dossiers=10)
    assert not Organisation.objects.exists()
