"""Les enveloppes : plusieurs par financeur, des versions datées, jamais sous l’engagé ; la plus précise paie."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import actions
from dossiers.models import Ligne
from programmation.models import Enjeu, Enveloppe, VersionEnveloppe
from tests import fabriques
from tests.conftest import frais
from workflows.moteur import Blocage

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")


def ouvrir(monde, par, montant=5000, financeur=None, **reserve):
    return actions.ouvrir_une_enveloppe(
        monde.campagne, financeur or monde.etat, par=par, montant=Decimal(montant), nature="previsionnelle", **reserve
    )


def adresse(nom, *args):
    return reverse(f"campagnes:{nom}", args=args)


def page(client, qui, url, **parametres):
    client.force_login(qui)
    return client.get(url, parametres).content.decode()


def de_l_etat(dossier):
    return Ligne.objects.get(dossier=dossier, financeur__dispositif="P147")


# Ouvrir -----------------------------------------------------------------------------------------------


def test_la_plus_precise_des_enveloppes_paie(monde, depose, cheffe_de_projet):
    enjeu = Enjeu.objects.get()
    suites = (
        {},
        {"enjeu": enjeu},
        {"quartier": monde.ilots},
        {"quartier": monde.quartier},
        {"quartier": monde.quartier, "enjeu": enjeu},
    )
    payeuses = []
    for reserve in suites:
        ouverte = ouvrir(monde, cheffe_de_projet, **reserve)
        payeuses.append(de_l_etat(depose).enveloppe == ouverte)
    assert payeuses == [True, True, False, True, True]  # les Îlots ne sont pas le quartier du dossier


def test_deux_enveloppes_pour_la_meme_chose_n_en_font_qu_une(monde, cheffe_de_projet):
    ouvrir(monde, cheffe_de_projet, quartier=monde.quartier)
    with pytest.raises(Blocage, match="existe déjà"):
        ouvrir(monde, cheffe_de_projet, quartier=monde.quartier)
    assert Enveloppe.objects.count() == VersionEnveloppe.objects.count() == 1


def test_un_brouillon_ne_se_rattache_a_rien(monde, dossier, cheffe_de_projet):
    ouvrir(monde, cheffe_de_projet)
    assert de_l_etat(dossier).enveloppe is None


def test_une_demande_accordee_reste_ou_elle_a_ete_payee(monde, en_seance, seance, cheffe_de_projet):
    ligne = en_seance(montant=700)
    generale = Ligne.objects.get(pk=ligne.pk).enveloppe
    actions.acter(seance, par=cheffe_de_projet)
    reservee = ouvrir(monde, cheffe_de_projet, financeur=monde.ville, quartier=monde.quartier)
    assert frais(ligne).enveloppe == generale
    with pytest.raises(Blocage, match="déjà décidée"):
        actions.rattacher_ailleurs(frais(ligne), reservee, par=cheffe_de_projet)


def test_seul_le_chef_de_projet_ouvre_et_change(monde, instructeur, agente, cheffe_de_projet):
    enveloppe = ouvrir(monde, cheffe_de_projet)
    for qui in (instructeur, agente):
        with pytest.raises(PermissionDenied):
            ouvrir(monde, qui, quartier=monde.quartier)
        with pytest.raises(PermissionDenied):
            actions.changer_une_enveloppe(enveloppe, par=qui, montant=Decimal(1), nature="notifiee", vue=0)


# Changer ----------------------------------------------------------------------------------------------


def test_chaque_changement_garde_qui_quand_combien_pourquoi(client, monde, cheffe_de_projet):
    enveloppe = ouvrir(monde, cheffe_de_projet, commentaire="Courriel de janvier.")
    client.force_login(cheffe_de_projet)
    url = adresse("enveloppe", monde.campagne.pk, enveloppe.pk)
    vu = client.get(url).context["vu"]
    saisie = {"montant": "6 500,50", "nature": "notifiee", "commentaire": "Lettre du 3 mars.", "vu": vu}
    assert client.post(url, saisie).status_code == 302
    assert [(v.montant, v.nature, v.commentaire, v.par) for v in enveloppe.versions.all()] == [
        (Decimal("6500.50"), "notifiee", "Lettre du 3 mars.", cheffe_de_projet),
        (Decimal(5000), "previsionnelle", "Courriel de janvier.", cheffe_de_projet),
    ]
    lu = client.get(url).content.decode()
    assert "Lettre du 3 mars." in lu
    assert "a changé cette enveloppe" in client.post(url, saisie | {"montant": "1"}).content.decode()
    assert frais(enveloppe).montant == Decimal("6500.50")


@pytest.mark.parametrize(
    ("montant", "phrase"),
    [
        ("699,99", "sont déjà accordés"),
        ("-1", "négatif"),
        ("12,345", "deux chiffres"),
        ("1" * 16, "trop grand"),
        ("NaN", "n’est pas"),
        ("", "ne s’efface pas"),
    ],
)
def test_un_montant_impossible_est_refuse_avec_sa_raison(
    client, monde, en_seance, seance, cheffe_de_projet, montant, phrase
):
    en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    enveloppe = Enveloppe.objects.get()
    client.force_login(cheffe_de_projet)
    url = adresse("enveloppe", monde.campagne.pk, enveloppe.pk)
    lu = client.post(url, {"montant": montant, "nature": "notifiee", "vu": "0"}).content.decode()
    assert phrase in lu
    assert "<title>Erreur :" in lu
    assert (frais(enveloppe).montant, VersionEnveloppe.objects.count()) == (Decimal(1000), 0)


def test_la_cheffe_en_ouvre_une_a_l_ecran_et_l_instructeur_la_lit(client, monde, depose, cheffe_de_projet, instructeur):
    url = adresse("enveloppes", monde.campagne.pk)
    client.force_login(cheffe_de_projet)
    saisie = {"financeur": monde.etat.pk, "montant": "3 000", "nature": "notifiee", "quartier": monde.quartier.pk}
    assert "pas dans la liste" in client.post(url, saisie | {"quartier": "999999"}).content.decode()
    client.post(url, saisie)
    lu = page(client, instructeur, url)
    assert "Le Plateau" in lu
    assert "on lui demande plus qu’elle ne contient" in lu  # 4 000 € demandés
    assert "Ouvrir l’enveloppe" not in lu
    assert client.post(url, saisie | {"quartier": ""}).status_code == 404
    assert Enveloppe.objects.count() == 1


# Rattacher --------------------------------------------------------------------------------------------


def test_la_cheffe_rattache_une_demande_a_une_autre_enveloppe(client, monde, depose, cheffe_de_projet):
    generale = ouvrir(monde, cheffe_de_projet)
    reservee = ouvrir(monde, cheffe_de_projet, quartier=monde.quartier)
    ailleurs = ouvrir(monde, cheffe_de_projet, quartier=monde.ilots)
    d_un_autre = ouvrir(monde, cheffe_de_projet, financeur=monde.caf)
    ligne = de_l_etat(depose)
    client.force_login(cheffe_de_projet)
    url = adresse("enveloppe-demandes", monde.campagne.pk, reservee.pk)
    client.post(url, {"ligne": ligne.pk, "vers": generale.pk})
    assert frais(ligne).enveloppe == generale
    with pytest.raises(Blocage, match="n’y touche pas"):
        actions.rattacher_ailleurs(frais(ligne), ailleurs, par=cheffe_de_projet)
    with pytest.raises(Blocage, match="son propre financeur"):
        actions.rattacher_ailleurs(frais(ligne), d_un_autre, par=cheffe_de_projet)
    assert frais(ligne).enveloppe == generale


# Compter ----------------------------------------------------------------------------------------------


def test_demande_propose_accorde_et_reste_se_lisent_par_enveloppe(client, monde, depose, cheffe_de_projet, agente):
    ouvrir(monde, cheffe_de_projet, 9000)
    actions.proposer(de_l_etat(depose), par=agente, droit_commun=Decimal(0), contrat_de_ville=Decimal(2500))
    actions.proposer(de_l_etat(depose), par=agente, droit_commun=Decimal(0), contrat_de_ville=Decimal(3000))
    client.force_login(cheffe_de_projet)
    tenues = client.get(adresse("enveloppes", monde.campagne.pk)).context["tenues"]
    etat, ville = tenues[0], tenues[1]
    assert (etat.montant, etat.demande, etat.propose, etat.accorde, etat.reste) == (9000, 4000, 3000, 0, 9000)
    assert (ville.montant, ville.hors.demande, ville.hors.lignes) == (None, 2000, 1)


def test_le_tableau_s_emporte(client, monde, depose, cheffe_de_projet):
    ouvrir(monde, cheffe_de_projet, 9000)
    client.force_login(cheffe_de_projet)
    reponse = client.get(adresse("enveloppes", monde.campagne.pk), {"format": "csv"})
    lu = b"".join(reponse.streaming_content).decode()
    assert "9000,00;4000,00;0,00;0,00;9000,00" in lu
    assert "Sans enveloppe" in lu


def test_autant_de_requetes_pour_une_enveloppe_que_pour_douze(client, monde, cheffe_de_projet):
    url, nombres = adresse("enveloppes", monde.campagne.pk), []
    ouvrir(monde, cheffe_de_projet)
    client.force_login(cheffe_de_projet)
    client.get(url)
    for rang in range(12):
        with CaptureQueriesContext(connection) as requetes:
            client.get(url)
        nombres.append(len(requetes))
        quartier = fabriques.quartier(monde.convention, f"Quartier {rang}")
        ouvrir(monde, cheffe_de_projet, quartier=quartier)
    assert len(set(nombres)) == 1
    assert nombres[0] <= 14
