"""Ce qui attend l’équipe : une ligne de l’accueil qui en groupe plusieurs mène à leur liste, et compte comme elle."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptes.models import Droit
from dossiers import actions
from dossiers.liste.attentes import ATTENTES
from dossiers.models import Bilan, Dossier
from tests import fabriques
from tests.conftest import frais
from workflows.temps import a_l_instant, maintenant

CINQ = 5  # un de plus que ce que l’accueil dit un à un


@pytest.fixture
def deposes(ouvrir, porteuse):
    """Cinq dossiers déposés, et un brouillon qui ne compte nulle part."""
    ouvrir("Brouillon")
    neufs = [ouvrir(f"Action {rang}") for rang in range(CINQ)]
    for dossier in neufs:
        actions.avancer(dossier, "deposer", par=porteuse)
    return [frais(dossier) for dossier in neufs]


@pytest.fixture
def mene(client):
    """Vérifie que l’accueil groupe cette attente, et que sa liste en compte autant et montre ceux-là."""

    def mene(qui, attente, phrase, dossiers):
        client.force_login(qui)
        accueil = client.get("/").content.decode()
        lien = re.search(rf'<a href="(/dossiers/\?attend={attente})"[^>]*>{len(dossiers)} {phrase}', accueil)
        assert lien, f"l’accueil ne groupe pas « {phrase} »"
        liste = " ".join(client.get(lien[1]).content.decode().split())
        assert f"{len(dossiers)} dossiers pour cette recherche" in liste
        assert f"À faire&nbsp;: {ATTENTES[attente].libelle}" in liste
        for dossier in dossiers:
            assert f'href="{dossier.get_absolute_url()}"' in liste, attente

    return mene


def demander_des_complements(dossiers, par, echeance):
    for dossier in dossiers:
        donnees = {"demande": "Un devis.", "echeance": echeance}
        actions.avancer(frais(dossier), "demander_complements", par=par, donnees=donnees)


def test_la_recevabilite_et_les_dossiers_sans_referent(mene, deposes, cheffe_de_projet):
    mene(cheffe_de_projet, "recevabilite", "dossiers déposés attendent leur recevabilité", deposes)
    mene(cheffe_de_projet, "sans_referent", "dossiers en examen n’ont pas de référent", deposes)


def test_les_complements_en_retard_puis_recus(mene, deposes, porteuse, cheffe_de_projet):
    echeance = maintenant() + timedelta(days=2)
    demander_des_complements(deposes, cheffe_de_projet, echeance)
    with a_l_instant(echeance + timedelta(days=1)):
        mene(cheffe_de_projet, "complements_en_retard", "demandes de compléments sans réponse", deposes)
    for dossier in deposes:
        actions.avancer(frais(dossier), "completer", par=porteuse)
    mene(cheffe_de_projet, "completes", "dossiers complétés à relire", deposes)


def test_les_avis_en_retard_se_comptent_par_dossier(mene, monde, deposes, cheffe_de_projet):
    echeance = maintenant() + timedelta(days=2)
    for dossier in [*deposes, deposes[0]]:  # deux avis pour le premier : il n’est qu’une fois dans la liste
        actions.demander_avis(
            dossier, par=cheffe_de_projet, nom="Service", courriel="service@exemple.invalid", question="Qu’en dites-vous ?",
            echeance=echeance,
        )  # fmt: skip
    with a_l_instant(echeance + timedelta(days=1)):
        mene(cheffe_de_projet, "avis_en_retard", "dossiers attendent un avis en retard", deposes)


def test_les_messages_non_lus_pour_l_equipe_et_pour_le_porteur(mene, deposes, porteuse, cheffe_de_projet):
    phrase = "dossiers où un message attend d’être lu"
    for dossier in deposes:
        actions.ecrire(dossier, "Une question.", par=porteuse)
    mene(cheffe_de_projet, "message_non_lu", phrase, deposes)
    for dossier in deposes:
        actions.ecrire(dossier, "Une réponse.", par=cheffe_de_projet)
    mene(porteuse, "message_non_lu", phrase, deposes)


def test_du_vote_au_bilan(mene, monde, en_seance, seance, porteuse, cheffe_de_projet):
    lignes = [en_seance(montant=100) for _ in range(CINQ)]
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    dossiers = [ligne.dossier for ligne in lignes]
    mene(cheffe_de_projet, "a_notifier", "dossiers décidés attendent un vote ou une notification", dossiers)
    acte = {"vote_le": maintenant().date(), "vote_reference": "Délibération 12"}
    for ligne in lignes:
        actions.avancer(ligne, "voter", par=cheffe_de_projet, donnees=acte)
        actions.avancer(frais(ligne), "notifier", par=cheffe_de_projet)
    mene(cheffe_de_projet, "a_annoncer", "décisions à annoncer aux porteurs", dossiers)
    for dossier in dossiers:
        actions.avancer(frais(dossier), "annoncer", par=cheffe_de_projet)
    with a_l_instant(fabriques.a_paris(monde.campagne.annee + 1, 7, 10)):
        mene(cheffe_de_projet, "bilan_en_retard", "bilans en retard", dossiers)
    for bilan in Bilan.objects.all():
        bilan.recit, bilan.charges_realisees, bilan.beneficiaires_total = "Fait.", 900, 12
        bilan.save()
        actions.avancer(bilan, "transmettre", par=porteuse)
    mene(cheffe_de_projet, "bilan_a_relire", "bilans reçus à relire", dossiers)


# Ce que la facette ne dit pas ----------------------------------------------------------------------------


def test_la_facette_se_coche_dans_les_filtres_avec_son_compte(lire, deposes, cheffe_de_projet, porteuse):
    page = " ".join(lire(cheffe_de_projet, filtres="1").split())
    assert f'Sans référent <span class="discret chiffre">{CINQ}</span>' in page
    assert "Bilan en retard" not in page  # aucun : la facette ne montre que ce qui se trouve
    assert "Sans référent" not in lire(porteuse, filtres="1")


@pytest.mark.parametrize("attente", [a.nom for a in ATTENTES.values() if not a.au_porteur])
def test_nul_autre_que_l_equipe_ne_filtre_par_ce_qui_l_attend(lire, deposes, porteuse, agente, attente):
    for personne in (porteuse, agente):
        page = lire(personne, attend=attente)
        assert "Ce choix n’est pas dans la liste." in page
        assert ATTENTES[attente].libelle not in page


def test_une_attente_inconnue_ne_filtre_pas(lire, deposes, cheffe_de_projet):
    page = lire(cheffe_de_projet, attend="tout")
    assert "Ce choix n’est pas dans la liste." in page
    assert "Action 0" in page


def test_qui_porte_un_dossier_n_y_devine_pas_une_decision_tue(
    lire, monde, en_seance, seance, cheffe_de_projet, instructeur
):
    """Membre de l’association, il le lit « En comité » : ni l’accueil ni la liste n’en disent plus."""
    ligne = en_seance()
    actions.acter(seance, par=cheffe_de_projet)
    fabriques.rattacher(instructeur, monde.association, "porteur", Droit.LECTEUR)
    for attente in ("a_notifier", "a_annoncer", "sans_referent", "bilan_en_retard"):
        assert ligne.dossier.get_absolute_url() not in lire(instructeur, attend=attente)
    assert ligne.dossier.get_absolute_url() in lire(cheffe_de_projet, attend="a_notifier")


def test_filtrer_par_ce_qui_attend_demande_toujours_autant_de_requetes(client, ouvrir, porteuse, cheffe_de_projet):
    client.force_login(cheffe_de_projet)
    comptes = []
    for nombre in (2, 6):
        for rang in range(nombre):
            actions.avancer(ouvrir(f"Action {rang}"), "deposer", par=porteuse)
        with CaptureQueriesContext(connection) as requetes:
            client.get("/dossiers/", {"filtres": "1", "attend": list(ATTENTES)})
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]
    assert Dossier.objects.count() == 8
