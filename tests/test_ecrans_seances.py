"""Les écrans des séances : préparer, tenir, acter ; chacun lit ce qu’il doit, n’écrit que pour son guichet."""

import pytest

from dossiers import actions
from dossiers.models import Inscription
from programmation.models import Presence, Seance
from tests import fabriques
from tests.comite_a_l_ecran import adresse, page
from tests.conftest import frais, statut

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
