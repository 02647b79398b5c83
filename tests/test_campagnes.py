"""Les campagnes : leurs réglages à l’heure de Paris, leurs enveloppes, les enjeux qu’elles annoncent."""

from datetime import timedelta

import pytest
from django.urls import reverse

from programmation.models import Campagne
from tests import fabriques
from tests.conftest import frais


def reglages(campagne, **champs):
    bons = {
        "depot_ouvre_le": "2026-10-05T09:00", "depot_ferme_le": "2026-12-08T12:00", "grace": "15",
        "bilan_du_le": f"{campagne.annee + 1}-06-30", "brouillon_dort_apres": "10", "part_qpv_attendue": "50",
        "taux_public_maximal": "80", "delai_de_complement": "14",
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


def test_les_campagnes_d_une_autre_ville_ne_s_ouvrent_pas(client, monde, instructeur):
    ailleurs = fabriques.equipier(fabriques.convention("Autreville"))
    for qui, noms in (
        (ailleurs, ("campagne", "modifier", "enveloppes", "enjeux")),
        (instructeur, ("modifier",)),
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


@pytest.mark.parametrize("cle", ["9" * 20, "9" * 30, "1e9", "-1", "٣"])
def test_une_cle_demesuree_n_est_pas_dans_la_liste(client, monde, cheffe_de_projet, cle):
    client.force_login(cheffe_de_projet)
    campagne, phrase = reverse("campagnes:modifier", args=[monde.campagne.pk]), "n’est pas dans la liste"
    assert phrase in client.post(campagne, reglages(monde.campagne, financeurs=[cle])).content.decode()
    enjeux = reverse("campagnes:enjeux", args=[monde.campagne.pk])
    for champ in ("quartiers", "tranches_age", "objectifs"):
        page = client.post(enjeux, {"titre": "Un enjeu", "pourquoi": "La balade.", champ: [cle]})
        assert phrase in page.content.decode()
