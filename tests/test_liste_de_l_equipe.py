"""Les facettes de l’équipe : son référent, ses étiquettes. Nul autre ne les voit, et l’équipe voisine n’y lit pas nos noms."""

import pytest
from django.urls import reverse

from dossiers.models import Dossier, Etiquette
from tests import fabriques

LISTE = reverse("dossiers:liste")


@pytest.fixture
def suivi(depose, monde, instructeur):
    """Un dossier déposé dans un quartier partagé, avec un référent et une étiquette."""
    Dossier.objects.filter(pk=depose.pk).update(referent=instructeur)
    etiquette = Etiquette.objects.create(convention=monde.convention, texte="À revoir")
    etiquette.dossiers.add(depose)
    return depose


def lire(client, qui, **demande):
    client.force_login(qui)
    return client.get(LISTE, {"filtres": "1", **demande}).content.decode()


def test_l_equipe_filtre_par_referent_et_par_etiquette(client, suivi, cheffe_de_projet, instructeur):
    page = lire(client, cheffe_de_projet)
    assert "Louis Marle" in page
    assert "À revoir" in page
    etiquette = Etiquette.objects.get()
    for demande in ({"referent": instructeur.pk}, {"etiquette": etiquette.pk}):
        assert suivi.intitule in lire(client, cheffe_de_projet, **demande)
    assert suivi.intitule not in lire(client, cheffe_de_projet, referent=cheffe_de_projet.pk)


def test_nul_autre_ne_filtre_par_referent(client, suivi, porteuse, agente, instructeur):
    for qui in (porteuse, agente):
        page = lire(client, qui, referent=instructeur.pk, etiquette=Etiquette.objects.get().pk)
        assert "Louis Marle" not in page
        assert "À revoir" not in page


def test_l_equipe_voisine_ne_lit_pas_nos_noms(client, monde, suivi, instructeur):
    voisine = fabriques.convention("Cévaux", monde.convention.contrat)
    monde.quartier.communes.add(voisine.commune)
    monde.quartier.conventions.add(voisine)
    page = lire(client, fabriques.equipier(voisine), referent=instructeur.pk)
    assert "Louis Marle" not in page
    assert "À revoir" not in page
