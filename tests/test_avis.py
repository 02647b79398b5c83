"""L’avis : demandé, rappelé, rendu avec un compte ou par un lien, annulé ; et ce que le lien n’ouvre pas."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from dossiers import actions
from dossiers.models import DemandeAvis
from tests import fabriques
from workflows import expedition, relances
from workflows.envois import Envoi
from workflows.liens import MARQUE
from workflows.moteur import Blocage
from workflows.temps import a_l_instant, maintenant
from workflows.transports import courriel_de


@pytest.fixture
def demande(depose, cheffe_de_projet):
    """L’avis de la médiathèque, demandé à une personne sans compte, pour dans dix jours."""
    return actions.demander_avis(
        depose, par=cheffe_de_projet, question="Le créneau est-il libre ?", echeance=maintenant() + timedelta(days=10),
        nom="Maud Lecture", courriel="maud@exemple.invalid",
    )  # fmt: skip


def lien(avis):
    return reverse("dossiers:avis-lien", args=[avis.jeton])


def relu(avis):
    return DemandeAvis.objects.get(pk=avis.pk)


def test_le_lien_ouvre_la_fiche_sans_montant_ni_note(client, depose, demande, cheffe_de_projet):
    actions.noter(depose, "Une note que nul ne lit.", par=cheffe_de_projet)
    lu = client.get(lien(demande)).content.decode()
    assert "Le créneau est-il libre" in lu
    assert "Des séances de sport" in lu
    assert "4\u202f000" not in lu
    assert "Plan de financement" not in lu
    assert "Une note que nul ne lit" not in lu


def test_lire_le_lien_ne_le_consomme_pas_repondre_si(client, demande):
    for verbe in (client.get, client.head, client.get):
        assert verbe(lien(demande)).status_code == 200
    assert relu(demande).est_attendu
    adresse = lien(demande)
    assert "Votre avis est reçu" in client.post(adresse, {"sens": "favorable"}).content.decode()
    assert (relu(demande).sens, relu(demande).rendu_par) == ("favorable", None)
    assert client.get(adresse).status_code == 404
    assert client.post(adresse, {"sens": "defavorable", "texte": "Non."}).status_code == 404
    assert relu(demande).sens == "favorable"


def test_un_lien_mort_et_un_lien_inconnu_donnent_la_meme_page(client, demande, cheffe_de_projet):
    inconnu = client.get(reverse("dossiers:avis-lien", args=["0" * 64]))
    adresse = lien(demande)
    actions.annuler_avis(demande, par=cheffe_de_projet, motif="Plus la peine.")
    mort = client.get(adresse)
    assert (inconnu.status_code, inconnu.content) == (mort.status_code, mort.content)
    assert inconnu.status_code == 404


def test_un_lien_expire_deux_semaines_apres_l_echeance(client, demande):
    with a_l_instant(demande.echeance + timedelta(days=14)):
        assert client.get(lien(demande)).status_code == 200
    with a_l_instant(demande.echeance + timedelta(days=16)):
        assert client.get(lien(demande)).status_code == 404


def test_un_avis_reserve_se_motive_et_ce_qui_est_coche_reste(client, demande):
    lu = client.post(lien(demande), {"sens": "reserve"}).content.decode()
    assert "Un avis réservé ou défavorable se motive." in lu
    assert 'value="reserve"' in lu
    assert "checked" in lu
    assert relu(demande).est_attendu


def test_ni_la_base_ni_une_page_ne_gardent_le_lien(client, demande, cheffe_de_projet):
    """Le jeton n’est ni dans la demande, ni dans l’envoi ; seul le courriel remis le porte."""
    envoi = Envoi.objects.get(regle="avis.demander")
    garde = " ".join(map(str, DemandeAvis.objects.values_list().get(pk=demande.pk))) + envoi.corps + envoi.lien
    assert demande.jeton not in garde
    assert MARQUE in envoi.corps
    assert lien(demande) in courriel_de(envoi).body
    client.force_login(cheffe_de_projet)
    for page in (reverse("relances:message", args=[envoi.pk]), reverse("dossiers:avis", args=[demande.pk]),
                 reverse("dossiers:instruction", args=[demande.dossier_id])):  # fmt: skip
        assert demande.jeton not in client.get(page).content.decode()


def test_une_fois_l_avis_rendu_le_courriel_en_attente_ne_porte_plus_de_lien(demande, client):
    adresse = lien(demande)
    client.post(adresse, {"sens": "favorable"})
    assert adresse not in courriel_de(Envoi.objects.get(regle="avis.demander")).body


def test_on_rappelle_trois_jours_avant_et_le_jour_meme_a_qui_doit_encore_repondre(demande):
    dus = [e for e in relances.prevision(maintenant(), demande.echeance) if e.regle == "avis_du"]
    a_paris = [e.echeance.astimezone(fabriques.PARIS) for e in dus]
    assert [instant.hour for instant in a_paris] == [9] * len(dus)
    du_jour = demande.echeance.astimezone(fabriques.PARIS).date()
    assert {(du_jour - instant.date()).days for instant in a_paris} <= {3, 0}
    assert dus
    with a_l_instant(dus[0].echeance):
        Envoi.objects.inscrire(relances.dus(maintenant()))
        expedition.expedier()
    parti = Envoi.objects.get(regle="avis_du")
    assert (parti.statut, parti.adresse) == ("envoyee", "maud@exemple.invalid")
    assert "Le créneau est-il libre ?" in parti.corps
    assert demande.jeton not in parti.corps


def test_un_rappel_ne_part_plus_quand_l_avis_est_rendu(client, demande):
    du = next(e for e in relances.prevision(maintenant(), demande.echeance) if e.regle == "avis_du")
    client.post(lien(demande), {"sens": "favorable"})
    with a_l_instant(du.echeance):
        Envoi.objects.inscrire([du])
        expedition.expedier()
    assert Envoi.objects.get(regle="avis_du").statut == "annulee"


# Avec un compte ------------------------------------------------------------------------------------------


@pytest.fixture
def a_la_caf(monde, depose, cheffe_de_projet):
    """La CAF n’est pas sollicitée par ce dossier : elle ne le lit pas, mais on lui demande son avis."""
    agent = fabriques.agent(monde.caf, "Paul", "Carpentier")
    avis = actions.demander_avis(
        depose, par=cheffe_de_projet, question="Connaissez-vous l’action ?", organisation=monde.caf.organisation,
        echeance=maintenant() + timedelta(days=10),
    )  # fmt: skip
    return agent, avis


def test_l_agent_interroge_repond_depuis_son_accueil(client, depose, a_la_caf, cheffe_de_projet):
    agent, avis = a_la_caf
    client.force_login(agent)
    assert "Rendre l’avis demandé" in client.get("/").content.decode()
    assert client.get(depose.get_absolute_url()).status_code == 404
    assert client.post(avis.get_absolute_url(), {"sens": "defavorable", "texte": "Déjà couvert."}).status_code == 302
    assert (relu(avis).sens, relu(avis).rendu_par) == ("defavorable", agent)
    assert Envoi.objects.get(regle="avis.rendre").personne == cheffe_de_projet


def test_le_porteur_ne_lit_jamais_un_avis(client, depose, a_la_caf, porteuse, voisin, agente):
    _, avis = a_la_caf
    for personne in (porteuse, voisin, agente):
        client.force_login(personne)
        assert client.get(avis.get_absolute_url()).status_code == 404
        assert client.post(avis.get_absolute_url(), {"sens": "favorable"}).status_code == 404
        assert "Connaissez-vous" not in client.get(depose.get_absolute_url()).content.decode()
    assert relu(avis).est_attendu


def test_une_seule_reponse_gagne(a_la_caf, monde):
    agent, avis = a_la_caf
    collegue = fabriques.agent(monde.caf, "Ada", "Lenoir")
    actions.rendre(avis, par=agent, sens="favorable", texte="")
    with pytest.raises(Blocage, match="n’est plus attendu"):
        actions.rendre(avis, par=collegue, sens="defavorable", texte="Non.")
    assert relu(avis).rendu_par == agent


def test_un_avis_ne_se_demande_pas_a_qui_porte_ni_a_personne(monde, depose, cheffe_de_projet, instructeur, agente):
    faits = {"question": "?", "echeance": maintenant() + timedelta(days=3)}
    with pytest.raises(Blocage, match="porte le dossier"):
        actions.demander_avis(depose, par=instructeur, organisation=monde.association, courriel="a@b.invalid", **faits)
    with pytest.raises(Blocage, match="Personne n’a de compte"):
        actions.demander_avis(depose, par=instructeur, organisation=monde.caf.organisation, **faits)
    with pytest.raises(PermissionDenied):
        actions.demander_avis(depose, par=agente, courriel="a@b.invalid", **faits)
    assert not DemandeAvis.objects.exists()


def test_le_meme_formulaire_envoye_deux_fois_ne_demande_qu_un_avis(client, depose, cheffe_de_projet):
    client.force_login(cheffe_de_projet)
    saisi = {"question": "Et les horaires ?", "echeance": "2099-01-01T12:00", "courriel": "a@exemple.invalid",
             "cle": "6f1c1b7e-0000-4000-8000-000000000001"}  # fmt: skip
    for _ in range(2):
        assert client.post(reverse("dossiers:avis-demander", args=[depose.pk]), saisi).status_code == 302
    assert DemandeAvis.objects.count() == 1


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"echeance": "2020-01-01T12:00"}, "Cette heure est passée"),
        ({"echeance": "2027-02-30T12:00"}, "n’existe pas"),
        ({"courriel": "pas une adresse"}, "n’est pas complète"),
        ({"courriel": ""}, "indiquez une adresse"),
        ({"question": "\0"}, "caractère invisible"),
        ({"organisation": "9" * 40}, "n’est pas dans la liste"),
    ],
)
def test_une_demande_mal_ecrite_se_corrige_sans_rien_perdre(client, depose, cheffe_de_projet, champs, phrase):
    client.force_login(cheffe_de_projet)
    saisi = {"question": "Et les horaires ?", "echeance": "2099-01-01T12:00", "courriel": "a@exemple.invalid"} | champs
    reponse = client.post(reverse("dossiers:avis-demander", args=[depose.pk]), saisi)
    assert reponse.status_code == 200
    assert phrase in reponse.content.decode()
    assert not DemandeAvis.objects.exists()
