"""La démonstration sur une base qu’elle n’attendait pas : refusée avec sa raison, ou reprise de zéro après une coupure."""

from datetime import datetime

import pytest
from django.conf import settings as reglages
from django.core.management import CommandError, call_command
from django.test import override_settings

from comptes.models import Utilisateur
from comptes.portier import DOMAINE_DE_DEMONSTRATION
from dossiers.models import Bilan, Dossier
from dossiers.statuts import Statut
from gouvernance.demonstration import chargement
from programmation.models import Campagne
from workflows.temps import PARIS, a_l_instant, maintenant


def lancer():
    with override_settings(DEMONSTRATION=True):
        call_command("demonstration")


def test_refusee_hors_demonstration(db):
    assert not reglages.DEMONSTRATION
    with pytest.raises(CommandError, match="refusée hors démonstration"):
        call_command("demonstration")
    assert not Utilisateur.objects.filter(courriel__endswith=DOMAINE_DE_DEMONSTRATION).exists()


def test_refusee_sur_une_base_qui_a_deja_ses_campagnes(monde):
    with pytest.raises(CommandError, match="rien n’est écrit"):
        lancer()
    assert Campagne.objects.count() == 1


def test_interrompue_elle_n_a_rien_ecrit_puis_se_charge(db, monkeypatch):
    def couper(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as coupure:
        coupure.setattr(chargement.courrier, "ranger", couper)
        with pytest.raises(KeyboardInterrupt):
            lancer()
    assert not Dossier.objects.exists()
    assert not Utilisateur.objects.filter(courriel__endswith=DOMAINE_DE_DEMONSTRATION).exists()
    with a_l_instant(datetime(2028, 1, 1, 0, 5, tzinfo=PARIS)):  # au pire moment de l’année, elle reste vraie
        assert chargement.charger()
        assert Bilan.objects.en_retard_au(maintenant().date()).count() >= 3
    assert set(Dossier.objects.values_list("statut", flat=True)) == set(Statut.values)
