"""L’accueil de chacun : ce qui l’attend, rangé par urgence, et rien de ce qui ne le regarde pas."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import actions
from dossiers.models import Bilan
from tests import fabriques
from tests.conftest import frais
from workflows.envois import Envoi
from workflows.temps import a_l_instant, maintenant


def accueil(client, qui=None):
    client.force_login(qui) if qui else client.logout()
    reponse = client.get("/")
    assert reponse.status_code == 200
    return reponse.content.decode()


def brouillon(monde, par, intitule="Atelier de couture", **champs):
    return fabriques.dossier(
        monde.campagne, monde.association, par, demandes={monde.etat: 1000}, quartiers=[monde.quartier],
        objectif_=monde.objectif, intitule=intitule, **champs,
    )  # fmt: skip


# 1. Chacun sa page ------------------------------------------------------------------------------------


def test_le_visiteur_lit_le_calendrier_et_par_ou_entrer(client, monde):
    lu = accueil(client)
    assert "est ouvert à Béville" in lu
    assert "Frise des campagnes" in lu
    assert "/connexion/" in lu
    assert "/demonstration/" not in lu


def test_en_demonstration_le_bouton_pour_essayer_est_bien_visible(client, monde, settings):
    settings.DEMONSTRATION = True
    assert "Essayer la démonstration" in accueil(client)


def test_sans_aucune_campagne_chaque_accueil_se_lit(client, db):
    convention = fabriques.convention()
    assert "Aucune décision n’est encore annoncée" in accueil(client)
    assert "Aucune campagne n’est ouverte" in accueil(client, fabriques.equipier(convention))
    assert "Vous n’avez encore aucun dossier" in accueil(client, fabriques.membre(fabriques.organisation()))


def test_un_compte_sans_rattachement_lit_quoi_faire(client, db):
    assert "n’est rattaché à aucune organisation" in accueil(client, fabriques.personne())
    assert "Vous administrez les comptes" in accueil(client, fabriques.personne(is_staff=True))


# 2. L’équipe ------------------------------------------------------------------------------------------


def test_l_accueil_de_l_equipe_conclut_et_dit_ce_qui_attend(client, monde, depose, cheffe_de_projet):
    lu = accueil(client, cheffe_de_projet)
    assert "Bonjour Camille, le dépôt" in lu
    assert "ferme dans 30 jours" in lu
    assert "Demander un complément ou déclarer recevable" in lu
    assert "Mercredis en mouvement" in lu


def test_la_veille_et_le_jour_meme_le_salut_le_dit(client, monde, cheffe_de_projet):
    ferme = monde.campagne.depot_ferme_le
    for avant, mot in ((timedelta(days=1), "ferme demain"), (timedelta(seconds=1), "ferme aujourd’hui")):
        with a_l_instant(ferme - avant):
            assert mot in accueil(client, cheffe_de_projet)


def test_un_complement_en_retard_passe_en_tete(client, monde, depose, cheffe_de_projet):
    echeance = maintenant() + timedelta(days=3)
    actions.avancer(
        depose, "demander_complements", par=cheffe_de_projet, donnees={"demande": "RIB", "echeance": echeance}
    )
    assert "compléments non reçus" not in accueil(client, cheffe_de_projet)
    with a_l_instant(echeance + timedelta(days=2)):
        lu = accueil(client, cheffe_de_projet)
    assert "compléments non reçus" in lu
    assert "En retard de 2 jours" in lu


def test_un_dossier_complete_se_relit(client, depose, porteuse, cheffe_de_projet):
    donnees = {"demande": "RIB", "echeance": maintenant() + timedelta(days=3)}
    actions.avancer(depose, "demander_complements", par=cheffe_de_projet, donnees=donnees)
    actions.avancer(frais(depose), "completer", par=porteuse)
    assert "Relire les compléments reçus" in accueil(client, cheffe_de_projet)


def test_l_equipe_suit_le_dossier_jusqu_a_l_annonce_puis_au_bilan(client, monde, recevable, cheffe_de_projet, porteuse):
    assert "Inscrire un dossier prêt" in accueil(client, cheffe_de_projet)
    comite = fabriques.seance(monde.campagne, prevue_le=maintenant() + timedelta(days=3))
    assert "Préparer et convoquer la séance" in accueil(client, cheffe_de_projet)
    inscription = actions.inscrire(comite, recevable, par=cheffe_de_projet)
    fabriques.presence(comite)
    comite = fabriques.ouvrir(comite, cheffe_de_projet)
    assert "Acter la séance ouverte" in accueil(client, cheffe_de_projet)
    for ligne in recevable.lignes.all():
        actions.saisir(inscription, ligne, par=cheffe_de_projet, choix="accorder", contrat_de_ville=500)
    assert actions.acter(comite, par=cheffe_de_projet) == {}
    assert "Suivre le vote et la notification" in accueil(client, cheffe_de_projet)
    for ligne in recevable.lignes.all():
        actions.avancer(
            ligne, "voter", par=cheffe_de_projet, donnees={"vote_le": date(2027, 4, 1), "vote_reference": "D1"}
        )
        actions.avancer(frais(ligne), "notifier", par=cheffe_de_projet)
    assert "Annoncer la décision au porteur" in accueil(client, cheffe_de_projet)
    assert "En comité" in accueil(client, porteuse)  # elle ne le sait pas encore
    actions.avancer(frais(recevable), "annoncer", par=cheffe_de_projet)
    assert "Programmé" in accueil(client, porteuse)
    with a_l_instant(fabriques.a_paris(monde.campagne.annee + 1, 7, 10)):
        assert "1 bilan en retard" in accueil(client, cheffe_de_projet)
        assert "Rendre le bilan" in accueil(client, porteuse)
    bilan = Bilan.objects.get()
    bilan.recit, bilan.charges_realisees, bilan.beneficiaires_total = "Fait.", 900, 12
    bilan.save()
    actions.avancer(bilan, "transmettre", par=porteuse)
    assert "Relire le bilan reçu" in accueil(client, cheffe_de_projet)


def test_un_brouillon_se_compte_et_ne_se_lit_pas(client, monde, porteuse, cheffe_de_projet):
    with a_l_instant(maintenant() - timedelta(days=12)):
        brouillon(monde, porteuse, "Le secret de l’atelier")
    lu = accueil(client, cheffe_de_projet)
    assert "1 brouillon dort" in lu
    assert "secret" not in lu


def test_un_courriel_rejete_demande_attention(client, monde, depose, cheffe_de_projet):
    Envoi.objects.update(statut=Envoi.Statut.ECHEC)
    assert re.search(
        r"\d courriels? n’(?:est pas arrivé|)|courriels ne sont pas arrivés", accueil(client, cheffe_de_projet)
    )


def test_ce_qui_n_est_pas_su_ne_se_montre_pas_comme_zero(client, monde, cheffe_de_projet):
    lu = accueil(client, cheffe_de_projet)
    assert "l’an dernier&nbsp;: non renseigné" in lu
    assert "enveloppes&nbsp;: non renseigné" in lu


def test_une_autre_ville_n_y_lit_rien(client, monde, depose):
    lu = accueil(client, fabriques.equipier(fabriques.convention("Autreville"), prenom="Aude"))
    assert "Mercredis en mouvement" not in lu
    assert "rien ne vous attend" in lu


# 3. Le financeur, le porteur, le lecteur ----------------------------------------------------------------


def test_le_financeur_lit_ce_qu_il_doit_dire_et_son_enveloppe(client, monde, depose, agente, seance, cheffe_de_projet):
    fabriques.enveloppe(monde.campagne, monde.etat, 6000)
    fabriques.enveloppe(monde.campagne, monde.ville, 1234)
    lu = accueil(client, agente)
    assert "Dire si la demande est recevable" in lu
    assert "6\u202f000" in lu
    assert "1\u202f234" not in lu
    actions.repondre_pour_toutes(depose, "declarer_recevable", par=cheffe_de_projet)
    actions.inscrire(seance, frais(depose), par=cheffe_de_projet)
    assert "Saisir 1 décision en séance" in accueil(client, agente)


def test_le_porteur_lit_ce_qui_lui_manque_et_pour_quand(client, monde, porteuse, voisin):
    brouillon(monde, porteuse, description="")
    lu = accueil(client, porteuse)
    assert "Finir et déposer le brouillon" in lu
    assert "La description du projet est vide" in lu
    assert "Nouveau dossier" in lu
    assert "couture" not in accueil(client, voisin)


def test_le_depot_clos_ne_propose_plus_de_nouveau_dossier(client, monde, porteuse):
    with a_l_instant(monde.campagne.depot_ferme_le + timedelta(minutes=1)):
        assert "Nouveau dossier" not in accueil(client, porteuse)


def test_le_lecteur_lit_le_calendrier_sans_rien_de_ce_qui_s_instruit(client, monde, depose):
    lectrice = fabriques.personne("Line", "Lectrice")
    fabriques.rattacher(lectrice, monde.convention.pilote, "lecture", "lecteur")
    lu = accueil(client, lectrice)
    assert "Frise des campagnes" in lu
    assert "Mercredis" not in lu
    assert "4\u202f000" not in lu


@pytest.mark.parametrize("role", ["cheffe_de_projet", "agente", "porteuse"])
def test_l_accueil_demande_autant_de_requetes_pour_deux_ou_dix_dossiers(client, request, monde, porteuse, role):
    qui, comptes = request.getfixturevalue(role), []
    client.force_login(qui)
    for nombre in (2, 8):
        for n in range(nombre):
            nouveau = brouillon(monde, porteuse, f"Action {n}")
            if n % 2:
                actions.avancer(nouveau, "deposer", par=porteuse)
        with CaptureQueriesContext(connection) as requetes:
            client.get("/")
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] < 45
