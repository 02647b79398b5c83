"""Agir sur une sélection : ce qui empêche chacun se lit avant ; chacun se fait zéro ou une fois, même après une panne."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import actions
from dossiers.actions import ensemble
from dossiers.models import ActionGroupee, Etiquette, PassageDossier
from dossiers.models.ensemble import Geste
from tests import fabriques
from tests.conftest import frais, statut
from workflows.journal import anomalies
from workflows.moteur import Blocage
from workflows.temps import maintenant

ADRESSE = "/dossiers/ensemble/"


@pytest.fixture
def deposes(monde, porteuse):
    """Six dossiers déposés, qui sollicitent la ville."""

    def deposer(rang):
        nouveau = fabriques.dossier(
            monde.campagne, monde.association, porteuse, demandes={monde.ville: 1000}, quartiers=[monde.quartier],
            objectif_=monde.objectif, intitule=f"Action {rang}",
        )  # fmt: skip
        actions.avancer(nouveau, "deposer", par=porteuse)
        return frais(nouveau)

    return [deposer(rang) for rang in range(6)]


def confirmer(geste, dossiers, par, **donnees):
    return ensemble.confirmer(geste, dossiers, par=par, donnees=donnees, cle=uuid.uuid4())


def test_on_lit_ce_qui_empeche_avant_de_confirmer(client, deposes, porteuse, instructeur):
    actions.avancer(deposes[0], "abandonner", par=porteuse, motif="Non.")
    actions.repondre_pour_toutes(deposes[1], "declarer_recevable", par=instructeur)
    client.force_login(instructeur)
    saisi = {"dossiers": [d.pk for d in deposes], "geste": Geste.DECLARER_RECEVABLE}
    lu = client.post(ADRESSE, saisi).content.decode()
    assert "Il est « Abandonné »".replace(" ", "") in lu.replace("\u00a0", "").replace(" ", "")
    assert "4 se feraient" in lu
    assert "2 ne changeraient pas" in lu
    assert not ActionGroupee.objects.exists()
    assert {statut(d) for d in deposes[2:]} == {"depose"}


def test_confirmer_fait_chacun_et_dit_le_resultat_de_chacun(client, deposes, porteuse, instructeur):
    actions.avancer(deposes[0], "abandonner", par=porteuse, motif="Non.")
    client.force_login(instructeur)
    saisi = {"dossiers": [d.pk for d in deposes], "geste": Geste.DECLARER_RECEVABLE, "confirmer": "1",
             "cle": str(uuid.uuid4())}  # fmt: skip
    adresses = {client.post(ADRESSE, saisi).headers["Location"] for _ in range(2)}  # un double clic
    assert len(adresses) == 1
    lu = client.get(adresses.pop()).content.decode()
    assert "5 faits sur 6" in lu
    assert "pas au stade de la recevabilité" in lu
    assert [statut(d) for d in deposes] == ["abandonne", *["recevable"] * 5]
    assert PassageDossier.objects.filter(transition="declarer_recevable").count() == 5


def test_chaque_geste_se_fait(monde, deposes, cheffe_de_projet, instructeur):
    etiquette = Etiquette.objects.create(convention=monde.convention, texte="À visiter")
    seance = fabriques.seance(monde.campagne)
    echeance = (maintenant() + timedelta(days=5)).isoformat()
    suite = [
        (Geste.AFFECTER, {"referent": instructeur.pk}),
        (Geste.ETIQUETER, {"etiquette": etiquette.pk}),
        (Geste.DECLARER_RECEVABLE, {}),
        (Geste.INSCRIRE, {"seance": seance.pk}),
        (Geste.DESETIQUETER, {"etiquette": etiquette.pk}),
    ]
    for geste, donnees in suite:
        action = confirmer(geste, deposes[:3], cheffe_de_projet, **donnees)
        assert ensemble.poursuivre(action) == 3
        assert set(action.rangs.values_list("etat", flat=True)) == {"fait"}, geste
    complements = {"demande": "Le RIB.", "echeance": echeance, "parties": ["budget"]}
    ensemble.poursuivre(confirmer(Geste.DEMANDER_COMPLEMENTS, deposes[3:], cheffe_de_projet, **complements))
    assert [statut(d) for d in deposes] == ["en_comite"] * 3 + ["incomplet"] * 3
    assert {frais(d).referent for d in deposes[:3]} == {instructeur}
    assert frais(deposes[3]).parties_rouvertes == ["budget"]
    assert not etiquette.dossiers.exists()
    assert anomalies(PassageDossier) == []


def test_qui_a_perdu_son_droit_entre_temps_ne_fait_plus_rien(deposes, instructeur):
    action = confirmer(Geste.DECLARER_RECEVABLE, deposes[:2], instructeur)
    instructeur.adhesions.all().delete()
    ensemble.poursuivre(action)
    assert set(action.rangs.values_list("etat", "phrase")) == {("refuse", ensemble.SANS_DROIT)}
    assert {statut(d) for d in deposes} == {"depose"}


def test_une_selection_etrangere_n_existe_pas(client, deposes, monde):
    autre = fabriques.equipier(fabriques.convention("Cévaux", monde.convention.contrat))
    client.force_login(autre)
    saisi = {"dossiers": [d.pk for d in deposes], "geste": Geste.DECLARER_RECEVABLE, "confirmer": "1"}
    lu = client.post(ADRESSE, saisi).content.decode()
    assert "Aucun dossier n’est choisi" in lu
    assert "Action 1" not in lu
    assert not ActionGroupee.objects.exists()


def test_l_action_d_un_autre_ne_se_lit_pas(client, deposes, instructeur, cheffe_de_projet, porteuse):
    action = confirmer(Geste.DECLARER_RECEVABLE, deposes, instructeur)
    for personne in (cheffe_de_projet, porteuse):
        client.force_login(personne)
        assert client.get(action.get_absolute_url()).status_code == 404
        assert client.post(action.get_absolute_url()).status_code == 404
    assert action.rangs.filter(etat="a_faire").count() == 6


def test_mille_et_un_dossiers_c_est_trop(client, instructeur):
    client.force_login(instructeur)
    reponse = client.post(ADRESSE, {"dossiers": [str(n) for n in range(1, 1002)]}, follow=True)
    assert "1000 au plus" in reponse.content.decode().replace("\u202f", "")


@pytest.mark.parametrize("saisi", [{}, {"geste": "effacer"}, {"geste": "affecter"}, {"geste": "inscrire", "seance": "\0"},
                                   {"geste": "demander_complements", "demande": "x", "echeance": "2020-01-01"}])  # fmt: skip
def test_un_geste_mal_rempli_se_corrige(client, deposes, instructeur, saisi):
    client.force_login(instructeur)
    reponse = client.post(ADRESSE, saisi | {"dossiers": [deposes[0].pk, "\0", "9" * 40], "confirmer": "1"})
    assert reponse.status_code == 200
    assert not ActionGroupee.objects.exists()


def test_l_apercu_demande_autant_de_requetes_pour_deux_ou_six(client, deposes, instructeur):
    client.force_login(instructeur)
    comptes = []
    for nombre in (2, 6):
        with CaptureQueriesContext(connection) as requetes:
            client.post(ADRESSE, {"dossiers": [d.pk for d in deposes[:nombre]], "geste": Geste.DECLARER_RECEVABLE})
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] < 30


def test_une_cle_qui_a_servi_a_autre_chose_se_refuse(deposes, cheffe_de_projet):
    action = confirmer(Geste.DECLARER_RECEVABLE, deposes, cheffe_de_projet)
    with pytest.raises(Blocage, match="déjà servi"):
        ensemble.confirmer(Geste.ANNONCER, deposes, par=cheffe_de_projet, donnees={}, cle=action.cle)


def test_la_liste_mene_ici(client, deposes, cheffe_de_projet):
    client.force_login(cheffe_de_projet)
    lu = client.get(ADRESSE, {"dossiers": [deposes[0].pk]}).content.decode()
    assert "Action 0" in lu
    assert reverse("dossiers:ensemble") == ADRESSE
