"""L’accueil de chacun : ce qui l’attend, rangé par urgence, et rien de ce qui ne le regarde pas."""

import json
import re
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import actions
from dossiers.models import Bilan, Dossier
from gouvernance.accueil import erreurs, machines, views
from gouvernance.accueil.taches import Tache, ranger
from papiers.frise import Couloir, Periode, dessiner
from programmation.models import Campagne, Enveloppe
from tests import fabriques
from tests.conftest import frais
from workflows.envois import Envoi
from workflows.temps import a_l_instant, aujourd_hui, maintenant


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


# 6. Les campagnes ---------------------------------------------------------------------------------------


def reglages(campagne, **champs):
    bons = {
        "depot_ouvre_le": "2026-10-05T09:00", "depot_ferme_le": "2026-12-08T12:00", "grace": "15",
        "bilan_du_le": f"{campagne.annee + 1}-06-30", "brouillon_dort_apres": "10", "delai_de_complement": "14",
        "financeurs": list(campagne.financeurs.values_list("pk", flat=True)),
    }  # fmt: skip
    return bons | champs


def test_la_cheffe_regle_la_campagne_a_l_heure_de_paris(client, monde, cheffe_de_projet):
    client.force_login(cheffe_de_projet)
    url = reverse("campagnes:modifier", args=[monde.campagne.pk])
    vu = client.get(url).context["form"].vu
    client.post(url, reglages(monde.campagne, vu=vu))
    campagne = frais(monde.campagne)
    assert campagne.depot_ferme_le == fabriques.a_paris(2026, 12, 8, 12)
    assert campagne.delai_de_grace == timedelta(minutes=15)
    assert "Quelqu’un a changé" in client.post(url, reglages(monde.campagne, vu=vu, grace="0")).content.decode()
    assert frais(monde.campagne).delai_de_grace == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"depot_ferme_le": "2026-10-01T12:00"}, "ferme après son ouverture"),
        ({"depot_ferme_le": "2026-02-30T12:00"}, "n’existe pas"),
        ({"bilan_du_le": "2020-06-30"}, "pendant ou après"),
        ({"bilan_du_le": "20226-06-30"}, "n’est pas une date"),
        ({"grace": "-5"}, "0"),
        ({"grace": "9" * 30}, "1440"),
        ({"brouillon_dort_apres": "0"}, "1"),
        ({"financeurs": ["abc"]}, "pas dans la liste"),
        ({"financeurs": ["99999"]}, "pas dans la liste"),
    ],
)
def test_des_reglages_faux_recoivent_une_phrase(client, monde, cheffe_de_projet, champs, phrase):
    client.force_login(cheffe_de_projet)
    url = reverse("campagnes:modifier", args=[monde.campagne.pk])
    vu = client.get(url).context["form"].vu
    lu = client.post(url, reglages(monde.campagne, vu=vu, **champs)).content.decode()
    assert phrase in lu
    assert "<title>Erreur :" in lu
    assert frais(monde.campagne).delai_de_grace == timedelta(0)


def test_la_cheffe_ouvre_une_campagne_une_seule_fois_par_exercice(client, monde, cheffe_de_projet, instructeur):
    url = reverse("campagnes:nouvelle")
    client.force_login(instructeur)
    assert client.get(url).status_code == 404
    client.force_login(cheffe_de_projet)
    annee = monde.campagne.annee
    champs = reglages(monde.campagne, convention=monde.convention.pk, annee=annee)
    assert "existe déjà" in client.post(url, champs).content.decode()
    client.post(url, champs | {"annee": annee + 1, "bilan_du_le": f"{annee + 2}-06-30"})
    assert Campagne.objects.filter(annee=annee + 1).exists()


def test_une_enveloppe_s_attache_aux_demandes_et_ne_descend_pas_sous_l_engage(
    client, monde, en_seance, seance, depose, cheffe_de_projet
):
    client.force_login(cheffe_de_projet)
    en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    url = reverse("campagnes:enveloppes", args=[monde.campagne.pk])
    ville, etat = f"f{monde.ville.pk}", f"f{monde.etat.pk}"
    envoi = {f"f{f.pk}-nature": "previsionnelle" for f in (monde.etat, monde.ville, monde.caf)} | {
        f"{etat}-montant": "5 000,00"
    }
    trop_bas = envoi | {f"{ville}-montant": "699,99", f"{ville}-vu": "1000.00"}
    assert "sont déjà accordés" in client.post(url, trop_bas).content.decode()
    assert Enveloppe.objects.count() == 1  # tout ou rien
    assert "a changé cette enveloppe" in client.post(url, trop_bas | {f"{ville}-vu": "12"}).content.decode()
    assert "ne s’efface pas" in client.post(url, envoi).content.decode()
    assert "trop grand" in client.post(url, envoi | {f"{ville}-montant": "1" * 16}).content.decode()
    client.post(url, envoi | {f"{ville}-montant": "700", f"{ville}-vu": "1000.00"})
    assert Enveloppe.objects.get(financeur=monde.ville).montant == 700
    assert depose.lignes.get(financeur=monde.etat).enveloppe == Enveloppe.objects.get(financeur=monde.etat)


def test_les_campagnes_d_une_autre_ville_ne_s_ouvrent_pas(client, monde, instructeur):
    ailleurs = fabriques.equipier(fabriques.convention("Autreville"))
    for qui, noms in (
        (ailleurs, ("campagne", "modifier", "enveloppes", "enjeux")),
        (instructeur, ("modifier", "enveloppes")),
    ):
        client.force_login(qui)
        for nom in noms:
            assert client.get(reverse(f"campagnes:{nom}", args=[monde.campagne.pk])).status_code == 404


def test_un_enjeu_s_ecrit_se_corrige_et_se_retire(client, monde, instructeur):
    client.force_login(instructeur)
    url = reverse("campagnes:enjeux", args=[monde.campagne.pk])
    assert "<title>Erreur :" in client.post(url, {"titre": "", "pourquoi": "x", "objectifs": ["abc"]}).content.decode()
    client.post(url, {"titre": "Le sport", "pourquoi": "Balade.", "objectifs": [monde.objectif.pk], "exercice": "1999"})
    enjeu = monde.campagne.enjeux_annonces.get()
    assert (enjeu.exercice, enjeu.objectifs.get()) == (monde.campagne.annee + 1, monde.objectif)
    client.post(
        reverse("campagnes:enjeu", args=[monde.campagne.pk, enjeu.pk]),
        {"titre": "Le sport pour tous", "pourquoi": "Balade."},
    )
    assert frais(enjeu).titre == "Le sport pour tous"
    assert client.get(reverse("campagnes:retirer-enjeu", args=[monde.campagne.pk, enjeu.pk])).status_code == 405
    client.post(reverse("campagnes:retirer-enjeu", args=[monde.campagne.pk, enjeu.pk]))
    assert not monde.campagne.enjeux_annonces.exists()


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
