"""Ce qu’un regard hostile a trouvé une fois, et qui ne doit plus passer : chaque essai rejoue l’attaque."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from comptes.models import Utilisateur
from dossiers import actions
from dossiers.models import Inscription
from programmation.models import Campagne, TrancheAge
from tests import fabriques
from tests.conftest import frais, statut
from workflows.envois import Envoi
from workflows.moteur import Blocage
from workflows.temps import aujourd_hui, maintenant

pytestmark = pytest.mark.django_db
RACINE = Path(__file__).resolve().parent.parent


@pytest.fixture
def deposer(monde, porteuse):
    """Dépose un nouveau dossier, qui demande ces montants."""

    def _deposer(demandes, **champs):
        lieu = {"quartiers": [monde.quartier], "objectif_": monde.objectif}
        nouveau = fabriques.dossier(monde.campagne, monde.association, porteuse, demandes=demandes, **lieu, **champs)
        actions.avancer(nouveau, "deposer", par=porteuse)
        return frais(nouveau)

    return _deposer


# 1. La requête -----------------------------------------------------------------------------------------


AILLEURS = ["foo", "é", "?x=1", "#", "accueil", "//ailleurs.invalid", "http://testserver/x", "/\\ailleurs"]


@pytest.mark.parametrize("suite", AILLEURS)
def test_apres_la_connexion_une_suite_qui_n_est_pas_une_adresse_d_ici_mene_a_l_accueil(client, suite):
    nadia = fabriques.personne(password=fabriques.MOT_DE_PASSE)
    saisie = {"courriel": nadia.courriel, "mot_de_passe": fabriques.MOT_DE_PASSE, "next": suite}
    assert client.post("/connexion/", saisie).url == "/"


def test_un_cookie_qui_cache_un_caractere_nul_est_refuse(client):
    client.cookies.load({"sessionid": "\0aaaaaaaaaaaaaaaa"})
    assert client.get("/dossiers/").status_code == 400


@pytest.mark.parametrize(
    "origine", ["[" * 100_000, '{"date_debut": 5}', '{"date_debut": [1]}', '{"quartiers": 5}', "nul"]
)
def test_un_instantane_falsifie_ne_fait_pas_tomber_la_comparaison(client, dossier, porteuse, origine):
    client.force_login(porteuse)
    saisie = {"intitule": "Autre", "date_debut": "2027-05-05", "compte_604": "3", "version": "99", "origine": origine}
    reponse = client.post(reverse("dossiers:modifier", args=[dossier.pk]), saisie)
    assert reponse.status_code == 200
    assert "rien n’a été écrasé" in reponse.content.decode()
    assert frais(dossier).intitule == dossier.intitule


@pytest.mark.parametrize("signe", ["\u202e", "\u2066", "\x07", "\0"])
def test_un_texte_qui_se_lirait_a_l_envers_est_refuse_et_reste_a_l_ecran(client, dossier, porteuse, signe):
    client.force_login(porteuse)
    saisie = {"intitule": f"Facture {signe}fdp.exe", "version": dossier.version}
    reponse = client.post(reverse("dossiers:modifier", args=[dossier.pk]), saisie)
    assert "caractère" in reponse.content.decode()
    assert "fdp.exe" in reponse.content.decode()
    assert frais(dossier).intitule == dossier.intitule


# 2. Ce que le porteur ne doit pas encore savoir ----------------------------------------------------------


@pytest.fixture
def programme(seance, en_seance, cheffe_de_projet):
    """La ligne d’un dossier que le comité vient de programmer, sans l’annoncer."""
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    return frais(ligne)


def presenter(ligne, cheffe):
    """Le Temps 2, public, tenu avant que le financeur ait voté."""
    pilotage = fabriques.seance(ligne.dossier.campagne, temps=2, intitule="Comité de pilotage")
    fabriques.presence(pilotage)
    actions.inscrire(pilotage, ligne.dossier, par=cheffe)
    assert actions.acter(fabriques.ouvrir(pilotage, cheffe), par=cheffe) == {}


def test_une_decision_tue_ne_se_trahit_pas_par_un_report(programme, cheffe_de_projet):
    jour = aujourd_hui()
    dates = {"date_debut": jour, "date_fin": jour + timedelta(days=90), "bilan_du_le": jour + timedelta(days=400)}
    with pytest.raises(Blocage, match="annoncez-la d’abord"):
        actions.avancer(programme.dossier, "reporter", par=cheffe_de_projet, motif="Salle en travaux.", donnees=dates)
    assert not Envoi.objects.filter(regle="dossier.reporter").exists()


def test_la_page_publique_ne_nomme_un_financeur_qu_une_fois_le_porteur_prevenu(
    client, monde, programme, cheffe_de_projet
):
    presenter(programme, cheffe_de_projet)
    acte = {"vote_le": aujourd_hui(), "vote_reference": "Délibération 12"}
    actions.avancer(programme, "voter", par=cheffe_de_projet, donnees=acte)
    assert frais(programme.dossier).financeurs_annonces == []
    actions.avancer(programme, "notifier", par=cheffe_de_projet)
    assert frais(programme.dossier).financeurs_annonces == [monde.ville.organisation.nom_court]


def test_un_vote_defavorable_apres_le_temps_2_se_tait_jusqu_a_sa_propre_annonce(programme, porteuse, cheffe_de_projet):
    presenter(programme, cheffe_de_projet)
    actions.avancer(programme, "refuser_au_vote", par=cheffe_de_projet, motif="Crédits épuisés.")
    dossier = frais(programme.dossier)
    assert (dossier.statut, dossier.statut_pour(porteuse)) == ("non_retenu", "en_comite")
    actions.avancer(programme, "notifier", par=cheffe_de_projet)
    actions.avancer(dossier, "annoncer", par=cheffe_de_projet)
    assert frais(dossier).statut_pour(porteuse) == "non_retenu"
    assert Envoi.objects.filter(regle="dossier.annoncer", personne=porteuse).exists()


# 3. Ce que l’administration ne doit pas lire, ni défaire ---------------------------------------------------


def test_effacer_depuis_l_administration_ne_lit_aucun_dossier(client, dossier):
    client.force_login(fabriques.personne(is_staff=True, is_superuser=True))
    organisation, tranche = dossier.organisation, TrancheAge.objects.first()
    pages = [("comptes_organisation", organisation.pk), ("programmation_trancheage", tranche.pk)]
    pages += [("programmation_financeur", dossier.lignes.first().financeur_id)]
    for nom, pk in pages:
        assert client.get(reverse(f"admin:{nom}_delete", args=[pk])).status_code in (403, 404)
        choisis = {"action": "delete_selected", "_selected_action": pk}
        reponse = client.post(reverse(f"admin:{nom}_changelist"), choisis, follow=True)
        assert dossier.intitule not in reponse.content.decode()
    assert TrancheAge.objects.filter(pk=tranche.pk).exists()


# 4. Se gêner les uns les autres ----------------------------------------------------------------------------


def test_un_porteur_qui_abandonne_n_empeche_pas_le_comite_d_acter(seance, en_seance, porteuse, cheffe_de_projet):
    reste, part = en_seance(montant=700), en_seance(montant=100)
    actions.avancer(part.dossier, "abandonner", par=porteuse, motif="L’animatrice nous quitte.")
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    assert (statut(reste.dossier), statut(part.dossier)) == ("programme", "abandonne")


def test_une_page_perimee_ne_retire_pas_un_dossier_inscrit_de_nouveau(seance, en_seance, cheffe_de_projet):
    ligne = en_seance(montant=700)
    ancienne = Inscription.objects.get(dossier=ligne.dossier)
    actions.retirer(ancienne, par=cheffe_de_projet, motif="Pièce attendue.")
    actions.inscrire(seance, frais(ligne.dossier), par=cheffe_de_projet)
    perimee = Inscription(pk=ancienne.pk, seance=seance, dossier=frais(ligne.dossier))
    for geste in (
        lambda: actions.retirer(perimee, par=cheffe_de_projet, motif="Pièce attendue."),
        lambda: actions.saisir(perimee, frais(ligne), par=cheffe_de_projet, choix="accorder", contrat_de_ville=5),
    ):
        with pytest.raises(Blocage, match="plus à l’ordre du jour"):
            geste()
    assert statut(ligne.dossier) == "en_comite"


def test_la_cle_d_un_formulaire_ne_vaut_pas_pour_un_autre_dossier(deposer, monde, depose, cheffe_de_projet):
    cle = "6a9a3b86-2a55-4d4e-8f0e-6d6f9a1f0001"
    actions.repondre_pour_toutes(depose, "declarer_recevable", par=cheffe_de_projet, cle=cle)
    autre = deposer({monde.ville: 500})
    with pytest.raises(Blocage, match="déjà servi"):
        actions.repondre_pour_toutes(autre, "declarer_recevable", par=cheffe_de_projet, cle=cle)
    assert statut(autre) == "depose"


def test_la_cloture_qui_tombe_entre_deux_regards_se_dit_avec_sa_phrase(dossier, porteuse, monkeypatch):
    depart, issues = maintenant(), []
    for secondes in (-1, 0):
        Campagne.objects.update(depot_ferme_le=depart + timedelta(seconds=secondes))
        regards = count()  # une horloge qui avance d’une seconde chaque fois qu’on la regarde
        monkeypatch.setattr(timezone, "now", lambda regards=regards: depart + timedelta(seconds=next(regards)))
        try:
            issues.append(actions.avancer(dossier, "deposer", par=porteuse).vers)
        except Blocage as blocage:
            issues.append(str(blocage)[:17])
    assert issues == ["Le dépôt est clos", "depose"]


# 5. Des verrous toujours pris dans le même ordre, sur PostgreSQL --------------------------------------------


def ensemble(*gestes):
    """Joue ces gestes au même instant ; rend ce qui fut levé."""
    depart = Barrier(len(gestes))

    def jouer(geste):
        try:
            depart.wait(timeout=10)
            geste()
        except Exception as erreur:
            return erreur
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(gestes)) as fils:
        return [erreur for erreur in fils.map(jouer, gestes) if erreur is not None]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_repondre_pour_tous_pendant_que_chacun_repond_ne_s_entrebloque_pas(deposer, monde, cheffe_de_projet):
    if connection.vendor != "postgresql":
        pytest.fail("Les verrous se jouent sur PostgreSQL : SQLite les cacherait.")
    fabriques.enveloppe(monde.campagne, monde.ville, 9000)  # dans l’ordre inverse de celui des financeurs
    fabriques.enveloppe(monde.campagne, monde.etat, 9000)

    def geste(faire, objet, nom, **options):
        modele, pk, par = type(objet), objet.pk, cheffe_de_projet.pk
        return lambda: faire(modele.objects.get(pk=pk), nom, par=Utilisateur.objects.get(pk=par), **options)

    for _ in range(15):
        dossier = deposer({monde.etat: 40, monde.ville: 20})
        lignes = list(dossier.lignes.all())
        repondre = [geste(actions.avancer, ligne, "declarer_recevable") for ligne in lignes]
        leves = ensemble(geste(actions.repondre_pour_toutes, dossier, "declarer_recevable"), *repondre)
        assert all(isinstance(erreur, Blocage) for erreur in leves), leves
        assert statut(dossier) == "recevable"
        ecarter = [geste(actions.avancer, ligne, "declarer_irrecevable", motif="Non.") for ligne in lignes]
        leves = ensemble(geste(actions.avancer, dossier, "rouvrir_la_recevabilite", motif="Oubli."), *ecarter)
        assert all(isinstance(erreur, Blocage) for erreur in leves), leves


# 6. Les réglages -------------------------------------------------------------------------------------------

EN_SERVICE = {
    "SECRET_KEY": "s" * 60,
    "DATABASE_URL": "sqlite:////tmp/jamais.sqlite3",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}


@pytest.mark.parametrize(
    ("faute", "phrase"),
    [
        ({"EMAIL_URL": "garbage"}, "EMAIL_URL"),
        ({"EMAIL_URL": ""}, "EMAIL_URL"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL"),
        ({"SECRET_KEY": "   "}, "SECRET_KEY manque"),
        ({"SITE_URL": "contrat.example"}, "SITE_URL"),
        ({"BATTEMENT": "0"}, "BATTEMENT"),
        ({"DEBUG": "peut-être"}, "DEBUG"),
    ],
)
def test_un_reglage_mal_ecrit_arrete_tout_avant_de_perdre_quoi_que_ce_soit(faute, phrase):
    environnement = {"PATH": os.environ["PATH"], **EN_SERVICE, **faute}
    commande = [sys.executable, "-c", "import config.settings"]
    fini = subprocess.run(commande, cwd=RACINE, env=environnement, capture_output=True, text=True, check=False)
    assert fini.returncode
    assert phrase in fini.stderr.splitlines()[-1]


@pytest.mark.parametrize("adresse", [
    None, "", "   ", "nimporte", "base.sqlite3", "mysql://compte@serveur/base", "postgres://compte@serveur",
    "postgres://compte:m@serveur:port/base",
])  # fmt: skip
def test_une_base_mal_designee_se_dit_en_une_ligne_qui_montre_quoi_ecrire(adresse):
    environnement = {"PATH": os.environ["PATH"], **EN_SERVICE, "DATABASE_URL": adresse}
    environnement = {nom: valeur for nom, valeur in environnement.items() if valeur is not None}
    commande = [sys.executable, "-c", "import config.settings"]
    fini = subprocess.run(commande, cwd=RACINE, env=environnement, capture_output=True, text=True, check=False)
    assert fini.returncode
    assert "DATABASE_URL manque ou se lit mal : écrivez postgres://" in fini.stderr.splitlines()[-1]
    assert fini.stderr.count("Traceback") == 1  # la trace d’une bibliothèque n’y est pas


# 7. Ce qui part dans un tableur, sur une page, dans un courriel -----------------------------------------------

PIEGE = "=HYPERLINK(1) <script>alert(1)</script> {{ 7|add:7 }} %s"


def test_un_intitule_piege_est_inerte_partout(client, deposer, monde, cheffe_de_projet):
    dossier = deposer({monde.ville: 500}, intitule=PIEGE)
    client.force_login(cheffe_de_projet)
    tableur = b"".join(client.get("/dossiers/?format=csv").streaming_content).decode()
    assert f"'{PIEGE}" in tableur
    for adresse in ("/", "/dossiers/", dossier.get_absolute_url(), "/relances/"):
        page = client.get(adresse).content.decode()
        assert "<script>alert(1)" not in page, adresse
    for envoi in Envoi.objects.all():
        assert "\n" not in envoi.sujet
        assert PIEGE in envoi.corps
