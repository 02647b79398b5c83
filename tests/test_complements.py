"""Les compléments : ce que l’équipe demande, ce que le porteur répond, et le seul geste qui l’envoie."""

import html
import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from dossiers import actions
from tests.conftest import frais, statut
from workflows.temps import maintenant


@pytest.fixture
def demander(depose, cheffe_de_projet):
    """Rouvre le dossier déposé ; rend le dossier tel qu’il attend sa réponse."""

    def demander(demande="Précisez les dates.", jours=9, **donnees):
        donnees |= {"demande": demande, "echeance": maintenant() + timedelta(days=jours)}
        actions.avancer(frais(depose), "demander_complements", par=cheffe_de_projet, donnees=donnees)
        return frais(depose)

    return demander


@pytest.fixture
def de(client):
    def entrer(personne):
        client.force_login(personne)
        return client

    return entrer


def texte(reponse):
    return " ".join(html.unescape(reponse.content.decode()).split())  # une espace vaut l’autre


def relire(dossier):
    return reverse("dossiers:relire", args=[dossier.pk])


def envoi(dossier):
    return {"completer": "1", "version": frais(dossier).version, "cle": str(uuid.uuid4())}


# 1. Envoyer, d’où l’on vient de relire -------------------------------------------------------------------


def test_les_complements_partent_de_la_relecture(de, demander, porteuse):
    dossier = demander()
    assert re.search(r'btn-primary" type="submit" name="completer"', texte(de(porteuse).get(relire(dossier))))
    formulaire = envoi(dossier)
    for _ in range(2):  # un double clic
        reponse = de(porteuse).post(relire(dossier), formulaire, follow=True)
        assert "Compléments envoyés" in texte(reponse)
    assert statut(dossier) == "depose"
    assert dossier.passages.filter(transition="completer").count() == 1


def test_un_redacteur_relit_et_lit_qui_envoie(de, demander, porteuse, redacteur):
    dossier = demander()
    page = texte(de(redacteur).get(relire(dossier)))
    assert "Un signataire envoie les compléments : <strong>Nadia Ferrand</strong>" in page
    assert 'name="completer"' not in page
    assert de(redacteur).post(relire(dossier), envoi(dossier)).status_code == 404
    assert statut(dossier) == "incomplet"


def test_ce_qui_manque_retient_l_envoi_et_se_dit_sur_la_meme_page(de, demander, porteuse):
    dossier = demander()
    dossier.lieux.all().delete()
    phrase = "Aucun lieu n’est indiqué"
    page = texte(de(porteuse).get(relire(dossier)))
    assert re.search(rf'aria-disabled="true" aria-describedby="manques-completer">.*?{phrase}', page, re.DOTALL)
    refus = texte(de(porteuse).post(relire(dossier), envoi(dossier)))
    assert "<title> Erreur : Relire et envoyer" in refus
    assert "Les compléments ne sont pas envoyés" in refus
    assert statut(dossier) == "incomplet"


def test_le_delai_passe_se_dit_a_la_relecture(de, demander, porteuse):
    dossier = demander()
    type(dossier).objects.filter(pk=dossier.pk).update(echeance=maintenant() - timedelta(minutes=1))
    page = texte(de(porteuse).get(relire(dossier)))
    assert "Le délai pour compléter est passé depuis" in page
    assert 'name="completer"' not in page


# 2. L’équipe, à la place du porteur ----------------------------------------------------------------------


def test_repondre_a_la_place_du_porteur_n_est_jamais_le_geste_principal(de, demander, porteuse, cheffe_de_projet):
    dossier = demander()
    a_sa_place = "Compléter à la place du porteur, sur sa parole"
    page = texte(de(cheffe_de_projet).get(dossier.get_absolute_url()))
    assert re.search(rf'class="btn btn-secondary [^"]*" type="submit">{a_sa_place}', page)
    assert "btn-primary" not in page
    chez_elle = texte(de(porteuse).get(dossier.get_absolute_url()))
    assert a_sa_place not in chez_elle
    assert re.search(r'class="btn btn-primary [^"]*" type="submit">Envoyer les compléments', chez_elle)
    adresse = reverse("dossiers:avancer", args=[dossier.pk, "completer"])
    assert de(cheffe_de_projet).post(adresse, envoi(dossier)).status_code == 302
    assert statut(dossier) == "depose"
