"""Un pays fictif semé d’un bloc : tous les états, des comptes justes, un journal qui se vérifie."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F, Sum

from comptes.models import Organisation, Utilisateur
from dossiers import actions
from dossiers.models import Dossier, Ligne
from dossiers.statuts import ACQUISES, Statut
from gouvernance.pays.semis import semer
from programmation.models import Enveloppe

NOMBRE = 120


@pytest.fixture(scope="module")
def pays(django_db_setup, django_db_blocker):
    """Semé une fois pour le fichier, et défait avec lui."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield semer(NOMBRE)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_tous_les_dossiers_y_sont_dans_tous_leurs_etats(pays):
    comptes = dict(Dossier.objects.order_by().values_list("statut").annotate(Count("pk")))
    assert sum(comptes.values()) == NOMBRE
    assert set(comptes) == set(Statut.values)
    assert comptes == pays.dossiers


@pytest.mark.django_db
def test_son_journal_se_verifie(pays, capsys):
    call_command("verifier_journal")
    assert "aucune anomalie" in capsys.readouterr().out


@pytest.mark.django_db
def test_chaque_enveloppe_a_exactement_ce_que_ses_lignes_accordent(pays):
    accorde = Sum("accorde_contrat_de_ville")
    vrais = dict(Ligne.objects.filter(statut__in=ACQUISES).order_by().values_list("enveloppe").annotate(accorde))
    for enveloppe in Enveloppe.objects.all():
        assert enveloppe.engage == vrais.get(enveloppe.pk, 0)
    assert not Ligne.objects.exclude(enveloppe=None).exclude(enveloppe__financeur=F("financeur")).exists()


@pytest.mark.django_db
def test_un_dossier_seme_est_equilibre_et_se_cherche_comme_un_vrai(pays):
    dossier = Dossier.objects.order_by("pk").last()
    assert dossier.charges == dossier.produits > 0
    semee = dossier.recherche
    dossier.save()
    assert Dossier.objects.get(pk=dossier.pk).recherche == semee


@pytest.mark.django_db
def test_tout_s_y_dit_fictif(pays):
    assert not Dossier.objects.exclude(intitule__contains="fictive").exists()
    assert not Organisation.objects.exclude(nom__contains="fictif").exclude(nom__contains="fictive").exists()
    assert not Utilisateur.objects.filter(est_technique=False).exclude(nom__startswith="Fictif").exists()


@pytest.mark.django_db
def test_la_porte_y_continue_la_vie_de_chacun(pays):
    """Un dossier semé n’est pas un décor : l’équipe en reçoit un de plus, et le journal se tient toujours."""
    dossier = Dossier.objects.filter(statut=Statut.DEPOSE, lignes__statut="sollicitee").first()
    chef = Utilisateur.objects.get(adhesions__organisation=dossier.campagne.convention.pilote, adhesions__droit="chef")
    actions.repondre_pour_toutes(dossier, "declarer_recevable", par=chef)
    assert Dossier.objects.get(pk=dossier.pk).statut == Statut.RECEVABLE
    call_command("verifier_journal")
