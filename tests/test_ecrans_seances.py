"""Les écrans des séances : préparer, tenir, acter ; chacun lit ce qu’il doit, n’écrit que pour son guichet."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers import actions
from dossiers.models import Decision, Inscription
from programmation.models import Enveloppe, Presence, Seance
from tests import fabriques
from tests.conftest import frais, statut


def adresse(nom, *args):
    return reverse(f"seances:{nom}", args=args)


def page(client, qui, url, **champs):
    client.force_login(qui)
    return client.get(url, champs).content.decode()


@pytest.fixture
def comite(monde, recevable, cheffe_de_projet):
    """Un comité ouvert, un dossier à l’ordre du jour, l’État et la ville sollicités."""
    fabriques.enveloppe(monde.campagne, monde.ville, 1500)
    comite = fabriques.seance(monde.campagne)
    fabriques.presence(comite)
    actions.inscrire(comite, recevable, par=cheffe_de_projet)
    return fabriques.ouvrir(comite, cheffe_de_projet)


@pytest.fixture
def inscription(comite):
    return Inscription.objects.get(seance=comite)


def decider(client, qui, inscription, choix, ligne=None, **champs):
    """Envoie le formulaire des décisions tel que la page le montre à cette personne, puis les champs donnés."""
    client.force_login(qui)
    url = adresse("decisions", inscription.seance_id, inscription.pk)
    reponse = client.get(url)
    envoi = {}
    for form in reponse.context["forms"]:
        envoi |= {f"{form.prefix}-{nom}": form[nom].value() or "" for nom in form.fields}
        envoi |= {f"{form.prefix}-version": form.version, f"{form.prefix}-vu": form.vu}
    prefixe = f"l{ligne.pk}" if ligne else next(iter(reponse.context["forms"])).prefix
    envoi |= {f"{prefixe}-choix": choix} | {f"{prefixe}-{nom}": valeur for nom, valeur in champs.items()}
    return client.post(url, envoi)


def ligne_de(inscription, financeur):
    return inscription.dossier.lignes.get(financeur=financeur)


# Voir -------------------------------------------------------------------------------------------------


def test_ni_le_porteur_ni_le_lecteur_ni_le_visiteur_ne_voient_les_seances(client, monde, comite, porteuse):
    lectrice = fabriques.personne("Line", "Lectrice")
    fabriques.rattacher(lectrice, monde.convention.pilote, "lecture", "lecteur")
    for url in (adresse("liste"), adresse("seance", comite.pk), adresse("avancer", comite.pk, "acter")):
        client.logout()
        assert client.get(url).status_code == 302
        for qui in (porteuse, lectrice):
            client.force_login(qui)
            assert client.get(url).status_code == 404


def test_une_seance_etrangere_et_une_seance_absente_se_ressemblent(client, comite):
    ailleurs = fabriques.equipier(fabriques.convention("Autreville"))
    client.force_login(ailleurs)
    for url in (
        adresse("seance", comite.pk),
        adresse("seance", 987654),
        adresse("inscrire", comite.pk),
        adresse("presences", 10**30),
    ):
        assert client.get(url).status_code == 404


def test_le_financeur_ne_voit_une_seance_qu_une_fois_convoquee(client, monde, agente, cheffe_de_projet):
    seance = fabriques.seance(monde.campagne)
    client.force_login(agente)
    assert client.get(seance.get_absolute_url()).status_code == 404
    actions.avancer(seance, "convoquer", par=cheffe_de_projet)
    assert client.get(seance.get_absolute_url()).status_code == 200


def test_le_financeur_lit_tout_l_ordre_du_jour_et_sa_seule_enveloppe(client, monde, comite, agente):
    fabriques.enveloppe(monde.campagne, monde.etat, 7777)
    lu = page(client, agente, comite.get_absolute_url())
    assert "Mercredis en mouvement" in lu
    assert "7\u202f777" in lu
    assert "1\u202f500" not in lu
    assert "Ordre du jour</a>" not in lu
    assert "Acter" not in lu


@pytest.mark.parametrize(
    "filtre", [{"annee": "x"}, {"annee": "9" * 50}, {"temps": "7"}, {"temps": "-1", "annee": "²"}, {"page": "\0"}]
)
def test_un_filtre_absurde_montre_tout(client, comite, cheffe_de_projet, filtre):
    assert "Comité des financeurs" in page(client, cheffe_de_projet, adresse("liste"), **filtre)


def test_la_liste_se_filtre_par_temps(client, comite, cheffe_de_projet):
    assert "Comité des financeurs</a>" not in page(client, cheffe_de_projet, adresse("liste"), temps=2)


# Préparer ---------------------------------------------------------------------------------------------


def test_l_equipe_prepare_une_seance(client, monde, instructeur):
    client.force_login(instructeur)
    champs = {
        "campagne": monde.campagne.pk,
        "temps": 1,
        "intitule": "Comité de mars",
        "prevue_le": "2027-03-09T14:00",
        "lieu": "",
    }
    reponse = client.post(adresse("nouvelle"), champs)
    seance = Seance.objects.get()
    assert reponse.url == seance.get_absolute_url()
    assert seance.prevue_le == fabriques.a_paris(2027, 3, 9, 14)


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"prevue_le": "2027-02-30T14:00"}, "n’existe pas"),
        ({"prevue_le": "20226-01-01T10:00"}, "n’existe pas"),
        ({"prevue_le": "0001-01-01T10:00"}, "hors du calendrier"),
        ({"intitule": ""}, "obligatoire"),
        ({"intitule": "x" * 201}, "200"),
        ({"intitule": "a\0b"}, "invisible"),
        ({"temps": "9"}, "trois temps"),
        ({"campagne": "0"}, "pas l’une des vôtres"),
        ({"campagne": "' OR 1=1"}, "pas l’une des vôtres"),
    ],
)
def test_une_seance_mal_saisie_garde_ce_qui_est_tape(client, monde, instructeur, champs, phrase):
    client.force_login(instructeur)
    bons = {
        "campagne": monde.campagne.pk,
        "temps": 1,
        "intitule": "Comité",
        "prevue_le": "2027-03-09T14:00",
        "lieu": "Salle des fêtes",
    }
    lu = client.post(adresse("nouvelle"), bons | champs).content.decode()
    assert phrase in lu
    assert "Salle des fêtes" in lu
    assert "<title>Erreur :" in lu
    assert not Seance.objects.exists()


def test_on_inscrit_plusieurs_dossiers_d_un_coup_ou_aucun(client, monde, recevable, cheffe_de_projet, dossier):
    comite = fabriques.seance(monde.campagne)
    client.force_login(cheffe_de_projet)
    url = adresse("inscrire", comite.pk)
    assert "Aucun dossier n’est coché" in client.post(url, {"dossiers": ["abc", "", "9" * 40]}).content.decode()
    client.post(url, {"dossiers": [recevable.pk]})
    assert statut(recevable) == "en_comite"
    assert "ne peut pas être inscrit" in client.post(url, {"dossiers": [recevable.pk]}).content.decode()
    assert Inscription.objects.count() == 1


def test_l_ordre_se_change_par_des_numeros(client, monde, cheffe_de_projet, en_seance, seance):
    en_seance(), en_seance()
    premiere, seconde = seance.inscriptions.order_by("ordre")
    client.force_login(cheffe_de_projet)
    url = adresse("ordre", seance.pk)
    numeros = {f"i{premiere.pk}-ordre": 2, f"i{seconde.pk}-ordre": 1}
    assert "l’a modifié" in client.post(url, numeros | {"version": "abc"}).content.decode()
    assert (
        "entier entre 1 et 999"
        in client.post(url, numeros | {f"i{premiere.pk}-ordre": "-3", "version": seance.version}).content.decode()
    )
    client.post(url, numeros | {"version": frais(seance).version})
    assert list(seance.inscriptions.order_by("ordre")) == [seconde, premiere]


def test_retirer_un_dossier_demande_un_motif(client, recevable, inscription, cheffe_de_projet):
    client.force_login(cheffe_de_projet)
    url = adresse("retirer", inscription.seance_id, inscription.pk)
    assert "<title>Erreur :" in client.post(url, {"motif": "  "}).content.decode()
    assert statut(recevable) == "en_comite"
    client.post(url, {"motif": "Le porteur le demande."})
    assert statut(recevable) == "recevable"
    assert client.get(url).status_code == 404


def test_la_presence_s_enregistre_ligne_par_ligne(client, comite, cheffe_de_projet):
    client.force_login(cheffe_de_projet)
    elise = Presence.objects.get()
    url = adresse("presences", comite.pk)
    envoi = {"version": comite.version, f"p{elise.pk}-nom": "Élise Lenoir", f"p{elise.pk}-organisme": "DDETS"}
    envoi |= {"n0-nom": "Paul Essai", "n0-est_present": "on", "p999-nom": "intrus", "n9999-nom": "trop loin"}
    client.post(url, envoi)
    assert list(Presence.objects.values_list("nom", "organisme", "est_present")) == [
        ("Élise Lenoir", "DDETS", False),
        ("Paul Essai", "", True),
    ]
    assert "l’a modifié" in client.post(url, envoi).content.decode()  # la même page, une seconde fois : périmée
    assert Presence.objects.count() == 2


def test_une_personne_sans_nom_est_refusee_sans_rien_perdre(client, comite, cheffe_de_projet):
    client.force_login(cheffe_de_projet)
    elise = Presence.objects.get()
    envoi = {"version": comite.version, f"p{elise.pk}-nom": "", "n0-nom": "Paul Essai"}
    lu = client.post(adresse("presences", comite.pk), envoi).content.decode()
    assert "Écrivez le nom de la personne" in lu
    assert "Paul Essai" in lu
    assert Presence.objects.get() == elise


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
