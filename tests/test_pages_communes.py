"""La frise, les machines, la santé, les pages d’erreur et les actions financées : ce qui n’est l’accueil de personne."""

import json
import re
from datetime import date, timedelta

from django.db import DatabaseError
from django.urls import reverse

from dossiers import actions
from dossiers.models import Dossier
from gouvernance.accueil import erreurs, machines, views
from gouvernance.accueil.taches import Tache, ranger
from papiers.frise import Couloir, Periode, dessiner
from tests import fabriques
from tests.conftest import frais
from workflows.envois import Envoi
from workflows.tasks import relancer
from workflows.temps import a_l_instant, aujourd_hui, maintenant

# 4. Ranger, dessiner ------------------------------------------------------------------------------------


def test_les_taches_se_rangent_par_urgence_et_un_groupe_vide_se_tait():
    jour = aujourd_hui()
    taches = [Tache(f"{ecart}", "", "/", jour + timedelta(days=ecart)) for ecart in (30, -1, 0, 5)] + [
        Tache("rien", "", "/")
    ]
    groupes = {groupe.titre: [tache.libelle for tache in groupe.taches] for groupe in ranger(taches)}
    assert groupes == {
        "En retard ou pour aujourd’hui": ["-1", "0"],
        "Dans les sept jours": ["5"],
        "Plus tard": ["30", "rien"],
    }
    assert [groupe.titre for groupe in ranger(taches[:1])] == ["Plus tard"]


def test_sur_la_frise_rien_ne_se_recouvre():
    jour = date(2026, 11, 23)
    periodes = [
        Periode(date(2026, 10, 1), date(2026, 12, 31), "Une période au nom assez long pour déborder de partout" * 2)
    ]
    periodes += [Periode(date(2026, m, 10), date(2026, m, 10), "Jalon", jalon=True) for m in (10, 11, 12)]
    (bande,) = dessiner("t", "d", [Couloir("2027", "", periodes)], jour).bandes
    etendues = [(forme.y, forme.texte_x) for forme in bande.formes]
    assert len(set(etendues)) == len(periodes)
    assert all(
        re.fullmatch(r"-?\d+\.\d", forme.x) for forme in bande.formes
    )  # jamais de virgule décimale dans un dessin


# 5. Les autres pages ------------------------------------------------------------------------------------


def test_les_pages_qui_expliquent_se_lisent_sans_compte(client, db):
    for nom in ("aide", "accessibilite", "donnees-personnelles"):
        assert client.get(reverse(nom)).status_code == 200
    assert "Aucun audit" in client.get(reverse("accessibilite")).content.decode()
    assert "Aucun bénéficiaire n’est nommé" in client.get(reverse("donnees-personnelles")).content.decode()


def test_les_machines_se_lisent_de_l_equipe_avec_les_mots_du_code(client, monde, depose, cheffe_de_projet, porteuse):
    client.force_login(cheffe_de_projet)
    lu = client.get(reverse("machines")).content.decode()
    assert "La présence n’est pas saisie" in lu
    assert "Déposer le dossier" in lu
    client.force_login(porteuse)
    assert client.get(reverse("machines")).status_code == 404


def test_chaque_regle_des_machines_a_ses_mots(db, cheffe_de_projet):
    rangees = [rangee for machine in machines.machines_vues_par(cheffe_de_projet) for rangee in machine.rangees]
    assert {rangee.transition.par for rangee in rangees} <= set(machines.QUI)
    assert all(condition[0].isupper() for rangee in rangees for condition in rangee.conditions)


def test_sante_dit_le_retard_et_les_echecs(client, monde, cheffe_de_projet, depose):
    assert json.loads(client.get("/sante/").content)["va_bien"] is True
    Envoi.objects.filter(pk=Envoi.objects.first().pk).update(statut=Envoi.Statut.ECHEC)
    with a_l_instant(maintenant() + timedelta(hours=2)):
        reponse = client.get("/sante/")
    constat = json.loads(reponse.content)
    assert (reponse.status_code, constat["en_echec"]) == (503, 1)
    assert constat["plus_ancien_du_secondes"] >= 7000
    assert "@" not in reponse.content.decode()


def test_sante_dit_que_le_planificateur_ne_passe_plus(client, db):
    assert json.loads(client.get("/sante/").content)["dernier_battement_secondes"] is None
    relancer()
    assert json.loads(client.get("/sante/").content)["dernier_battement_secondes"] < 60
    with a_l_instant(maintenant() + timedelta(minutes=31)):
        assert client.get("/sante/").status_code == 503


def test_sante_dit_que_la_base_ne_repond_pas(rf, monkeypatch):
    def en_panne():
        raise DatabaseError

    monkeypatch.setattr(views, "pouls", en_panne)
    reponse = views.sante(rf.get("/sante/"))
    assert (reponse.status_code, json.loads(reponse.content)["base"]) == (503, "injoignable")


def test_les_pages_d_erreur_parlent_francais(client, db, rf, django_assert_num_queries):
    assert "ne vous est pas ouverte" in client.get("/rien/du/tout/").content.decode()
    with django_assert_num_queries(0):
        assert "rencontre une panne" in erreurs.panne(rf.get("/")).content.decode()
        assert "pas compris" in erreurs.requete_refusee(rf.get("/")).content.decode()


def test_un_formulaire_expire_le_dit_et_n_ecrit_rien(db, porteuse):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(porteuse)
    reponse = client.post("/moi/", {"geste": "identite", "nom": "Autre"})
    assert reponse.status_code == 403
    assert "Ce formulaire a expiré" in reponse.content.decode()
    assert frais(porteuse).nom == "Ferrand"


def test_meme_un_gabarit_d_erreur_casse_laisse_une_phrase(rf, monkeypatch):
    monkeypatch.setattr(erreurs, "get_template", lambda nom: 1 / 0)
    assert "rencontre une panne" in erreurs.panne(rf.get("/")).content.decode()


# 7. Les actions financées -------------------------------------------------------------------------------


def test_les_actions_financees_se_lisent_sans_compte_ni_montant(client, monde, recevable, cheffe_de_projet):
    assert "Aucune décision n’est encore annoncée" in client.get(reverse("public:actions")).content.decode()
    comite = fabriques.seance(monde.campagne)
    inscription = actions.inscrire(comite, recevable, par=cheffe_de_projet)
    fabriques.presence(comite)
    comite = fabriques.ouvrir(comite, cheffe_de_projet)
    for ligne in recevable.lignes.all():
        actions.saisir(inscription, ligne, par=cheffe_de_projet, choix="accorder", contrat_de_ville=1777)
    actions.acter(comite, par=cheffe_de_projet)
    for ligne in recevable.lignes.all():
        actions.avancer(
            ligne, "voter", par=cheffe_de_projet, donnees={"vote_le": date(2027, 4, 1), "vote_reference": "D1"}
        )
        actions.avancer(frais(ligne), "notifier", par=cheffe_de_projet)
    assert "Mercredis" not in client.get(reverse("public:actions")).content.decode()
    actions.avancer(frais(recevable), "annoncer", par=cheffe_de_projet)
    lu = client.get(reverse("public:actions"), {"q": "MERCRÉDIS", "annee": monde.campagne.annee}).content.decode()
    assert "Mercredis en mouvement" in lu
    assert "777" not in lu
    assert "Ferrand" not in lu
    for absurde in (
        {"quartier": "\0"},
        {"annee": "9" * 40},
        {"page": "-3"},
        {"page": "x"},
        {"q": "é\0" * 300},
        {"quartier": "inconnu"},
    ):
        assert client.get(reverse("public:actions"), absurde).status_code == 200
    assert Dossier.objects.au_catalogue().count() == 1
