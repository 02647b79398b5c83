"""Le fil d’un dossier : l’organisation et l’équipe s’y parlent, l’autre côté est prévenu, rien ne s’y reprend."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from comptes.models import Droit
from dossiers import actions
from dossiers.models import LectureDuFil, Message
from tests import fabriques
from workflows.envois import Envoi
from workflows.temps import a_l_instant, maintenant


def fil(dossier):
    return reverse("dossiers:messages", args=[dossier.pk])


def lire(client, qui, adresse):
    client.force_login(qui)
    return client.get(adresse).content.decode()


def test_le_porteur_ecrit_l_equipe_repond(client, depose, porteuse, cheffe_de_projet):
    client.force_login(porteuse)
    assert client.post(fil(depose), {"texte": "La salle a changé."}).status_code == 302
    lu = lire(client, cheffe_de_projet, fil(depose))
    assert "La salle a changé." in lu
    assert "Non lu" in lu
    client.post(fil(depose), {"texte": "Merci, c’est noté."})
    assert "Non lu" not in client.get(fil(depose)).content.decode()  # répondre, c’est avoir lu
    assert "1 non lu" in lire(client, porteuse, depose.get_absolute_url())
    assert [m.cote for m in Message.objects.all()] == ["porteur", "equipe"]


def test_ni_un_financeur_ni_un_voisin_ne_lisent_le_fil(client, depose, porteuse, agente, voisin):
    actions.ecrire(depose, "Entre nous.", par=porteuse)
    for personne in (agente, voisin):
        client.force_login(personne)
        assert client.get(fil(depose)).status_code == 404
        assert client.post(fil(depose), {"texte": "Bonjour"}).status_code == 404
        assert "Entre nous." not in client.get(depose.get_absolute_url()).content.decode()
    assert Message.objects.count() == 1


def test_un_lecteur_de_l_association_lit_sans_ecrire(client, monde, depose, cheffe_de_projet):
    lecteur = fabriques.membre(monde.association, Droit.LECTEUR, "Léo", "Petit")
    actions.ecrire(depose, "Bonjour à tous.", par=cheffe_de_projet)
    assert "Bonjour à tous." in lire(client, lecteur, fil(depose))
    assert client.post(fil(depose), {"texte": "Bonjour"}).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.ecrire(depose, "Bonjour", par=lecteur)


def test_un_brouillon_n_a_pas_de_fil(client, dossier, porteuse):
    client.force_login(porteuse)
    assert client.get(fil(dossier)).status_code == 404


def test_trois_messages_en_dix_minutes_font_un_courriel_par_personne(depose, porteuse, redacteur, cheffe_de_projet):
    debut = fabriques.a_paris(maintenant().year, 12, 1, 10, 0)
    for minute in (1, 4, 9):
        with a_l_instant(debut + timedelta(minutes=minute)):
            actions.ecrire(depose, f"Message {minute}", par=cheffe_de_projet)
    envois = Envoi.objects.filter(regle="dossier.message")
    assert {e.personne for e in envois} == {porteuse, redacteur}
    assert envois.count() == 2
    assert not any("Message" in e.corps.replace("Un message", "") for e in envois)  # le courriel ne cite pas le fil
    with a_l_instant(debut + timedelta(minutes=12)):
        actions.ecrire(depose, "Encore", par=cheffe_de_projet)
    assert envois.all().count() == 4


def test_le_porteur_ecrit_au_referent_ou_a_toute_l_equipe(depose, porteuse, cheffe_de_projet, instructeur):
    actions.ecrire(depose, "À tous.", par=porteuse)
    assert {e.personne for e in Envoi.objects.filter(regle="dossier.message")} == {cheffe_de_projet, instructeur}
    actions.affecter(depose, instructeur, par=cheffe_de_projet)
    with a_l_instant(maintenant() + timedelta(minutes=11)):
        actions.ecrire(depose, "À vous.", par=porteuse)
    assert Envoi.objects.filter(regle="dossier.message").order_by("-pk").first().personne == instructeur
    assert Envoi.objects.filter(regle="dossier.message").count() == 3


def test_un_message_ne_se_reprend_pas(depose, porteuse):
    message = actions.ecrire(depose, "Écrit.", par=porteuse)
    for geste in (lambda: Message.objects.update(texte="Autre chose."), message.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            geste()


def test_lire_la_page_n_ecrit_rien_dire_j_ai_lu_si(client, depose, porteuse, cheffe_de_projet):
    message = actions.ecrire(depose, "Bonjour.", par=porteuse)
    assert "J’ai lu" in lire(client, cheffe_de_projet, fil(depose))
    assert not LectureDuFil.objects.filter(personne=cheffe_de_projet).exists()
    client.post(reverse("dossiers:messages-lus", args=[depose.pk]), {"jusqu_a": message.pk})
    assert "J’ai lu" not in client.get(fil(depose)).content.decode()
    suivant = actions.ecrire(depose, "Et encore.", par=porteuse)
    client.post(reverse("dossiers:messages-lus", args=[depose.pk]), {"jusqu_a": message.pk})  # une page ancienne
    assert LectureDuFil.objects.get(personne=cheffe_de_projet).jusqu_a < suivant.pk
    assert "1 message non lu" in client.get(fil(depose)).content.decode()


def test_un_double_clic_ne_fait_qu_un_message(client, depose, porteuse):
    client.force_login(porteuse)
    saisi = {"texte": "Une fois.", "cle": "6f1c1b7e-0000-4000-8000-000000000002"}
    for _ in range(2):
        client.post(fil(depose), saisi)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("texte", "phrase"), [("", "Le message est vide"), ("a\0b", "invisible"), ("a" * 5000, "4000")]
)
def test_un_message_mal_ecrit_se_corrige(client, depose, porteuse, texte, phrase):
    client.force_login(porteuse)
    reponse = client.post(fil(depose), {"texte": texte})
    assert reponse.status_code == 200
    assert phrase in reponse.content.decode().replace("\u202f", "")
    assert not Message.objects.exists()


def test_un_autre_texte_sous_la_meme_cle_ne_se_perd_pas(client, depose, porteuse):
    """On revient en arrière, on écrit autre chose, on renvoie : refusé avec une phrase, et le texte reste à l’écran."""
    client.force_login(porteuse)
    saisie = {"cle": "0d7a2f43-9c55-4e0f-8a0e-0f3d5a9f1b11"}
    client.post(fil(depose), saisie | {"texte": "La salle a changé."})
    page = client.post(fil(depose), saisie | {"texte": "Et l’horaire aussi."}).content.decode()
    assert "Ce formulaire a déjà servi" in page
    assert "Et l’horaire aussi." in page
    assert saisie["cle"] not in page
    assert Message.objects.count() == 1
