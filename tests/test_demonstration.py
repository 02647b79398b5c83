"""La démonstration : chargée une fois sur une base vide, elle montre tous les états, et n’invente rien de réel."""

import io
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from comptes import identifiants
from comptes import regles as regles_d_organisation
from comptes.models import Invitation, Organisation, PassageOrganisation, Utilisateur
from comptes.organisations.completude import manques
from comptes.organisations.portrait import Portrait
from comptes.portier import DOMAINE_DE_DEMONSTRATION
from dossiers import actions, regles
from dossiers.models import Bilan, Dossier, Ligne, PassageDossier
from dossiers.statuts import DECIDES, Statut, StatutBilan, StatutLigne
from gouvernance.demonstration.acteurs import comptes_principaux
from gouvernance.demonstration.lecture import lire
from programmation.models import Campagne, PassageSeance, Seance
from workflows import relances
from workflows.envois import Envoi
from workflows.journal import anomalies
from workflows.temps import PARIS, maintenant

pytestmark = pytest.mark.django_db
NOMMES_PAR_LA_CONVENTION = (
    "alim", "rosa luxemburg", "catorive", "ccas", "bge", "maurice schuman", "boule club", "tannerie", "pasteur",
    "maison france services", "épicerie solidaire", "cité éducative", "maison des jeunes", "la poste",
)  # fmt: skip


def lancer():
    sortie = io.StringIO()
    with override_settings(DEMONSTRATION=True):
        call_command("demonstration", stdout=sortie)
    return sortie.getvalue()


class Oublier(Exception):
    """Défait ce que l’essai a écrit."""


@pytest.fixture(scope="module")
def annee(django_db_setup, django_db_blocker):
    """La démonstration chargée une seule fois pour tout ce fichier, dans une transaction que l’on défait."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                depart = maintenant()
                yield SimpleNamespace(sortie=lancer(), duree=maintenant() - depart)
                raise Oublier
        except Oublier:
            pass


def photo():
    """Ce qui changerait si la commande écrivait une seconde fois."""
    modeles = (Utilisateur, Organisation, Campagne, Seance, Dossier, Ligne, Bilan, PassageDossier, PassageSeance, Envoi)
    return [modele.objects.count() for modele in modeles], list(Envoi.objects.values_list("pk", "statut"))


def test_tous_les_etats_se_montrent(annee):
    assert set(Dossier.objects.values_list("statut", flat=True)) == set(Statut.values)
    assert set(Ligne.objects.values_list("statut", flat=True)) == set(StatutLigne.values)
    assert set(Bilan.objects.values_list("statut", flat=True)) == set(StatutBilan.values)


def test_quarante_dossiers_au_moins_sur_trois_campagnes(annee):
    bethune = Campagne.objects.filter(convention__commune__nom="Béthune")
    an = maintenant().astimezone(PARIS).year
    assert sorted(bethune.values_list("annee", flat=True)) == [an - 1, an, an + 1]
    assert Dossier.objects.filter(campagne__in=bethune).count() >= 40
    ouverte = bethune.ouvertes_au_depot().get()
    assert ouverte.annee == an + 1
    assert ouverte.depot_ferme_le.astimezone(PARIS).hour == 12
    assert timedelta(days=8) < ouverte.depot_ferme_le - maintenant() < timedelta(days=13)


def test_quinze_porteurs_inventes_et_six_guichets_declares(annee):
    porteurs = Organisation.objects.filter(adhesions__qualite="porteur").distinct()
    assert porteurs.count() == 15
    assert not [
        p.nom for p in porteurs for reel in NOMMES_PAR_LA_CONVENTION if re.search(rf"\b{reel}\b", p.nom.lower())
    ]
    for campagne in Campagne.objects.filter(convention__commune__nom="Béthune"):
        assert len(noms := {guichet.nom for guichet in campagne.financeurs.all()}) == 6
        assert all(nom.endswith("(démonstration)") for nom in noms)


def test_une_seconde_commune_fictive_partage_un_quartier_fictif(annee):
    seconde = Campagne.objects.exclude(convention__commune__nom="Béthune").get()
    assert "fictive" in seconde.convention.commune.nom
    quartier = seconde.convention.quartiers.get()
    assert "fictif" in quartier.nom
    assert quartier.communes.filter(nom="Béthune").exists()
    cheffe = Utilisateur.objects.get(courriel="cheffe" + DOMAINE_DE_DEMONSTRATION)
    assert Dossier.objects.visibles_par(cheffe).filter(campagne=seconde).exists()


def test_tout_se_dit_invente(annee):
    assert not Dossier.objects.exclude(description="").exclude(description__endswith="(démonstration)").exists()
    personnes = Utilisateur.objects.filter(est_technique=False)
    assert all(personne.courriel.endswith(DOMAINE_DE_DEMONSTRATION) for personne in personnes)


def test_la_seance_ouverte_est_prete_a_acter(annee):
    seance = Seance.objects.get(statut="ouverte")
    assert seance.temps == 1
    cheffe = Utilisateur.objects.get(courriel="cheffe" + DOMAINE_DE_DEMONSTRATION)
    with transaction.atomic():
        assert actions.acter(seance, par=cheffe) == {}
        transaction.set_rollback(True)
    assert Seance.objects.get(statut="ouverte") == seance


def test_les_journaux_se_tiennent_et_ne_disent_rien_de_l_avenir(annee):
    assert anomalies(PassageDossier) == anomalies(PassageSeance) == []
    assert not PassageDossier.objects.filter(le__gt=maintenant()).exists()
    for dossier in Dossier.objects.prefetch_related("passages"):
        heures = [passage.le for passage in dossier.passages.all()]
        assert heures == sorted(heures), dossier


def test_il_reste_a_faire(annee):
    instant = maintenant()
    assert Bilan.objects.en_retard_au(instant.date()).count() >= 3
    assert Dossier.objects.filter(statut__in=DECIDES, annonce_le=None).count() == 1
    assert Dossier.objects.a_completer_avant(instant + timedelta(days=7)).count() >= 2
    a_venir = {envoi.regle for envoi in relances.prevision(instant, instant + timedelta(days=12))}
    assert a_venir == {"avis_du", "brouillon_qui_dort", "complements_dus", "plan_a_confirmer"}


def test_la_porteuse_a_un_brouillon_pret_a_deposer(annee):
    brouillon = Dossier.objects.get(intitule="Mercredis en mouvement", statut="brouillon")
    porteuse = Utilisateur.objects.get(courriel="porteuse" + DOMAINE_DE_DEMONSTRATION)
    assert regles.signataire(brouillon, porteuse)
    assert all(garde(brouillon) for garde in (regles.campagne_ouverte, *regles.PRET_A_RELIRE))


def test_les_courriels_du_passe_ne_repartent_pas(annee):
    a_partir = Envoi.objects.filter(statut=Envoi.Statut.A_ENVOYER)
    assert 1 <= a_partir.count() <= 20
    assert not a_partir.filter(echeance__lt=maintenant() - timedelta(days=1)).exists()
    assert Envoi.objects.filter(statut=Envoi.Statut.ENVOYEE).count() > 200
    assert not Envoi.objects.filter(statut=Envoi.Statut.ENVOYEE, corps="").exists()


def test_relancee_elle_ne_change_rien_et_rappelle_les_comptes(annee):
    avant = photo()
    sortie = lancer()
    assert photo() == avant
    assert "déjà chargée" in sortie
    for role, adresse in comptes_principaux():
        assert role in annee.sortie
        assert adresse in sortie


def test_hors_demonstration_ses_comptes_n_ouvrent_rien(annee):
    identifiants = {"username": "cheffe" + DOMAINE_DE_DEMONSTRATION, "password": lire("acteurs")["mot_de_passe"]}
    with override_settings(DEMONSTRATION=True):
        assert authenticate(**identifiants)
    with override_settings(DEMONSTRATION=False):
        assert authenticate(**identifiants) is None
    assert len(identifiants["password"]) >= 15


def test_les_fiches_des_organisations_sont_vraisemblables_et_se_disent_inventees(annee):
    porteurs = Organisation.objects.filter(adhesions__qualite="porteur", parent=None).distinct()
    assert all(identifiants.siret(p.siret).startswith("0000") for p in porteurs)
    completes = [p for p in porteurs if not manques(Portrait.de(p))]
    assert 8 <= len(completes) < len(porteurs)
    assert anomalies(PassageOrganisation) == []
    assert not PassageOrganisation.objects.filter(le__gt=maintenant()).exists()
    assert sorted(i.ouvre for i in Invitation.objects.en_attente()) == [False, True]
    assert any(regles_d_organisation.signataires(p).count() == 1 for p in porteurs)
