"""Décider et acter à l’écran : une saisie sans effet, puis un acte entier ou nul."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import actions
from dossiers.models import Decision
from programmation.models import Enveloppe, Presence
from tests import fabriques
from tests.comite_a_l_ecran import adresse, decider, ligne_de, page
from tests.conftest import frais, statut

# Décider ----------------------------------------------------------------------------------------------


def test_chacun_decide_pour_son_guichet_et_lit_celui_des_autres(
    client, monde, comite, inscription, agente, cheffe_de_projet
):
    lu = page(client, agente, adresse("decisions", comite.pk, inscription.pk))
    assert f'name="l{ligne_de(inscription, monde.etat).pk}-choix"' in lu
    assert f'name="l{ligne_de(inscription, monde.ville).pk}-choix"' not in lu
    decider(client, agente, inscription, "accorder", contrat_de_ville="3 500,50")
    assert Decision.objects.get().contrat_de_ville == Decimal("3500.50")
    assert "3\u202f500,50" in page(client, cheffe_de_projet, adresse("decisions", comite.pk, inscription.pk))
    assert statut(ligne_de(inscription, monde.etat)) == "recevable"  # aucun effet avant l’acte


def test_on_ne_decide_pas_pour_le_guichet_d_un_autre_en_forgeant_l_envoi(client, monde, inscription, agente):
    ville = ligne_de(inscription, monde.ville)
    decider(client, agente, inscription, "refuser", ligne=ville, motif="Forgé.")
    assert not Decision.objects.filter(ligne=ville).exists()


@pytest.mark.parametrize(
    ("choix", "champs", "phrase"),
    [
        ("accorder", {}, "Écrivez le montant accordé"),
        ("accorder", {"contrat_de_ville": "0"}, "Écrivez le montant accordé"),
        ("accorder", {"contrat_de_ville": "NaN"}, "n’est pas un montant"),
        ("accorder", {"contrat_de_ville": "Infinity"}, "n’est pas un montant"),
        ("accorder", {"contrat_de_ville": "1e3"}, "n’est pas un montant"),
        ("accorder", {"contrat_de_ville": "-5"}, "négatif"),
        ("accorder", {"contrat_de_ville": "1000000000000000"}, "trop grand"),
        ("accorder", {"contrat_de_ville": "12,345"}, "deux chiffres"),
        ("accorder", {"contrat_de_ville": "10", "condition_avant_le": "2027-05-01"}, "Dites la réserve"),
        (
            "accorder",
            {"contrat_de_ville": "10", "condition": "x", "condition_avant_le": "30/02/2027"},
            "n’est pas une date",
        ),
        ("refuser", {}, "Un motif est attendu"),
        ("ajourner", {"motif": "\x1b[2J"}, "invisible"),
        ("refuser", {"motif": "x" * 2001}, "2000"),
        ("voter", {"contrat_de_ville": "10"}, "Choisissez d’accorder"),
        ("", {"contrat_de_ville": "10"}, "Choisissez d’accorder"),
    ],
)
def test_une_decision_mal_saisie_recoit_une_phrase_et_n_ecrit_rien(client, inscription, agente, choix, champs, phrase):
    lu = decider(client, agente, inscription, choix, **champs).content.decode()
    assert phrase in lu
    assert "<title>Erreur :" in lu
    assert not Decision.objects.exists()


def test_un_refus_n_emporte_aucun_montant(client, inscription, agente):
    decider(client, agente, inscription, "refuser", motif="Doublon.", contrat_de_ville="500", condition="x")
    decision = Decision.objects.get()
    assert (decision.choix, decision.montant, decision.condition) == ("refuser", 0, "")


def test_deux_personnes_sur_la_meme_ligne_la_seconde_est_prevenue(client, monde, inscription, agente, cheffe_de_projet):
    etat = ligne_de(inscription, monde.etat)
    client.force_login(cheffe_de_projet)
    form = next(
        f
        for f in client.get(adresse("decisions", inscription.seance_id, inscription.pk)).context["forms"]
        if f.ligne == etat
    )
    decider(client, agente, inscription, "accorder", contrat_de_ville="1000")
    client.force_login(cheffe_de_projet)
    envoi = {
        f"l{etat.pk}-choix": "refuser",
        f"l{etat.pk}-motif": "Non.",
        f"l{etat.pk}-version": form.version,
        f"l{etat.pk}-vu": form.vu,
    }
    lu = client.post(adresse("decisions", inscription.seance_id, inscription.pk), envoi).content.decode()
    assert "a changé cette décision entre-temps" in lu
    assert Decision.objects.get().choix == "accorder"


def test_la_cheffe_n_est_pas_genee_par_ce_qu_un_agent_note_a_cote(client, monde, inscription, agente, cheffe_de_projet):
    """Elle a ouvert la page avant l’agente ; elle n’a touché que la ligne de la ville."""
    url = adresse("decisions", inscription.seance_id, inscription.pk)
    client.force_login(cheffe_de_projet)
    envoi = {}
    for form in client.get(url).context["forms"]:
        envoi |= {f"{form.prefix}-version": form.version, f"{form.prefix}-vu": form.vu}
    decider(client, agente, inscription, "accorder", contrat_de_ville="1000")
    client.force_login(cheffe_de_projet)
    ville = ligne_de(inscription, monde.ville)
    etat = ligne_de(inscription, monde.etat)
    envoi |= {f"l{ville.pk}-choix": "accorder", f"l{ville.pk}-contrat_de_ville": "800"}
    client.post(url, envoi)
    assert Decision.objects.filter(ligne=etat, contrat_de_ville=1000).exists()


def test_un_double_clic_ne_note_qu_une_fois(client, inscription, agente):
    decider(client, agente, inscription, "accorder", contrat_de_ville="1000")
    decider(client, agente, inscription, "accorder", contrat_de_ville="1000,00")
    assert Decision.objects.get().version == 1


def test_rien_ne_se_decide_avant_l_ouverture(client, monde, recevable, agente, cheffe_de_projet):
    comite = fabriques.seance(monde.campagne)
    inscription = actions.inscrire(comite, recevable, par=cheffe_de_projet)
    actions.avancer(comite, "convoquer", par=cheffe_de_projet)
    lu = page(client, agente, adresse("decisions", comite.pk, inscription.pk))
    assert "La séance n’est pas ouverte" in lu
    assert "-choix" not in lu


# Acter ------------------------------------------------------------------------------------------------


def acter(client, qui, seance, **champs):
    client.force_login(qui)
    return client.post(
        adresse("avancer", seance.pk, "acter"), {"version": frais(seance).version, **champs}, follow=True
    ).content.decode()


def test_la_page_dit_ligne_par_ligne_ce_qui_empeche_d_acter(client, monde, comite, inscription, cheffe_de_projet):
    lu = page(client, cheffe_de_projet, comite.get_absolute_url())
    assert "2 choses empêchent d’acter" in lu
    assert f"#ligne-{ligne_de(inscription, monde.ville).pk}" in lu
    assert "La décision manque" in acter(client, cheffe_de_projet, comite)
    assert statut(comite) == "ouverte"


def test_une_enveloppe_depassee_se_voit_avant_d_acter(client, monde, comite, inscription, cheffe_de_projet):
    decider(
        client,
        cheffe_de_projet,
        inscription,
        "accorder",
        ligne=ligne_de(inscription, monde.ville),
        contrat_de_ville="2000",
    )
    lu = page(client, cheffe_de_projet, comite.get_absolute_url())
    assert "dépassée de" in lu
    assert "L’enveloppe du financeur ne suffit pas" in lu


def test_acter_se_confirme_puis_se_fait_une_seule_fois(client, monde, comite, inscription, cheffe_de_projet):
    for financeur, montant in ((monde.etat, "3500"), (monde.ville, "1200")):
        decider(
            client,
            cheffe_de_projet,
            inscription,
            "accorder",
            ligne=ligne_de(inscription, financeur),
            contrat_de_ville=montant,
        )
    confirmation = page(client, cheffe_de_projet, adresse("avancer", comite.pk, "acter"))
    assert "1 dossier programmé" in confirmation
    assert "4\u202f700" in confirmation
    assert statut(inscription.dossier) == "en_comite"
    cle = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    envoi = {"version": frais(comite).version, "cle": cle}
    client.post(adresse("avancer", comite.pk, "acter"), envoi)
    assert "Séance actée" in client.post(adresse("avancer", comite.pk, "acter"), envoi, follow=True).content.decode()
    assert (statut(comite), statut(inscription.dossier)) == ("actee", "programme")
    assert Enveloppe.objects.get(financeur=monde.ville).engage == 1200
    assert comite.passages.filter(transition="acter").count() == 1


def test_seule_la_cheffe_acte(client, comite, instructeur, agente):
    for qui in (instructeur, agente):
        client.force_login(qui)
        assert client.get(adresse("avancer", comite.pk, "acter")).status_code == 404
        assert client.post(adresse("avancer", comite.pk, "acter"), {"version": comite.version}).status_code == 404
    assert statut(comite) == "ouverte"


@pytest.mark.parametrize("transition", ["inconnue", "convoquer", "ouvrir", "__class__", "x" * 200])
def test_une_transition_absurde_ou_passee_ne_change_rien(client, comite, cheffe_de_projet, transition):
    client.force_login(cheffe_de_projet)
    url = adresse("avancer", comite.pk, transition)
    assert client.get(url).status_code == 404
    assert "n’est plus possible" in client.post(url, {"version": comite.version}, follow=True).content.decode()
    assert statut(comite) == "ouverte"


def test_une_page_perimee_n_avance_rien(client, monde, cheffe_de_projet):
    seance = fabriques.seance(monde.campagne)
    client.force_login(cheffe_de_projet)
    for version in ("", "abc", "99", "-1", "1e9"):
        client.post(adresse("avancer", seance.pk, "convoquer"), {"version": version})
    assert statut(seance) == "preparee"
    client.post(adresse("avancer", seance.pk, "convoquer"), {"version": seance.version, "cle": "pas une clé"})
    assert statut(seance) == "convoquee"


def test_le_temps_3_veut_des_suites_et_un_enjeu(client, monde, comite, inscription, cheffe_de_projet):
    for financeur in (monde.etat, monde.ville):
        decider(
            client,
            cheffe_de_projet,
            inscription,
            "accorder",
            ligne=ligne_de(inscription, financeur),
            contrat_de_ville="900",
        )
    acter(client, cheffe_de_projet, comite)
    trois = fabriques.seance(monde.campagne, 3, "Enjeux")
    mienne = actions.inscrire(trois, frais(inscription.dossier), par=cheffe_de_projet)
    fabriques.presence(trois)
    trois = fabriques.ouvrir(trois, cheffe_de_projet)
    lu = page(client, cheffe_de_projet, trois.get_absolute_url())
    assert "Aucun enjeu" in lu
    assert "La suite proposée manque" in lu
    url = adresse("suites", trois.pk)
    assert (
        "Choisissez l’une des suites"
        in client.post(url, {f"i{mienne.pk}-suite": "brûler", "version": trois.version}).content.decode()
    )
    client.post(
        url, {f"i{mienne.pk}-suite": "reconduire", f"i{mienne.pk}-note": "Très suivi.", "version": trois.version}
    )
    enjeu = {"titre": "Le sport pour tous", "pourquoi": "Balade de juin.", "quartiers": [monde.quartier.pk]}
    client.post(reverse("campagnes:enjeux", args=[monde.campagne.pk]), enjeu)
    assert "mise en perspective" in page(client, cheffe_de_projet, adresse("avancer", trois.pk, "acter"))
    acter(client, cheffe_de_projet, trois)
    assert statut(inscription.dossier) == "mis_en_perspective"
    client.post(reverse("campagnes:enjeux", args=[monde.campagne.pk]), enjeu)
    assert monde.campagne.enjeux_annonces.count() == 1  # une fois acté, les enjeux ne changent plus


def test_une_seance_actee_ne_se_retouche_plus(client, monde, comite, inscription, cheffe_de_projet):
    for financeur in (monde.etat, monde.ville):
        decider(
            client,
            cheffe_de_projet,
            inscription,
            "accorder",
            ligne=ligne_de(inscription, financeur),
            contrat_de_ville="900",
        )
    acter(client, cheffe_de_projet, comite)
    version = frais(comite).version
    for nom, champs in (
        ("presences", {"n0-nom": "Tard Venu"}),
        ("modifier", {"intitule": "Autre", "prevue_le": "2027-03-09T14:00"}),
    ):
        assert "actée" in client.post(adresse(nom, comite.pk), {"version": version, **champs}).content.decode()
    assert Presence.objects.count() == 1
    assert frais(comite).intitule == "Comité des financeurs"


def test_la_page_d_une_seance_demande_autant_de_requetes_a_deux_ou_six_dossiers(
    client, en_seance, seance, cheffe_de_projet
):
    comptes = []
    client.force_login(cheffe_de_projet)
    for nombre in (2, 4):
        for _ in range(nombre):
            en_seance(montant=10)
        with CaptureQueriesContext(connection) as requetes:
            client.get(seance.get_absolute_url())
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] < 40
