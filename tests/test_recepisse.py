"""Le récépissé d’un envoi, et l’empreinte que chacun peut vérifier, avec ou sans ce site."""

import hashlib

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from dossiers import actions, fiche
from dossiers.models import Exemplaire
from tests import fabriques, lecture_pdf
from tests.conftest import frais
from tests.impression import telecharger
from workflows.envois import Envoi
from workflows.journal import canonique
from workflows.temps import maintenant

pytestmark = pytest.mark.usefixtures("a_part")


# 1. Le récépissé -------------------------------------------------------------------------------------------------


def test_le_recepisse_dit_qui_quand_a_quel_titre_et_l_empreinte(client, depose, porteuse):
    exemplaire = depose.exemplaires.get()
    texte = lecture_pdf.texte(telecharger(client, porteuse, depose, "recepisse-pdf").content)
    for mot in (depose.reference, "Nadia Ferrand", "signataire, Les Passerelles d’Essai", "(heure de Paris)",
                exemplaire.empreinte_courte, "Dépôt du dossier"):  # fmt: skip
        assert mot in texte
    assert exemplaire.empreinte in texte.replace(" ", "")


def test_qui_tient_le_recepisse_peut_verifier_lui_meme(client, depose, porteuse):
    reponse = telecharger(client, porteuse, depose, "exemplaire-json")
    assert hashlib.sha256(reponse.content).hexdigest() == depose.exemplaires.get().empreinte
    assert reponse.content.decode() == canonique(fiche.contenu(frais(depose)))


def test_le_courriel_de_depot_porte_l_empreinte_et_mene_au_recepisse(depose, porteuse):
    corps = Envoi.objects.get(regle="dossier.deposer", personne=porteuse).corps
    exemplaire = depose.exemplaires.get()
    assert exemplaire.empreinte in corps
    assert exemplaire.empreinte_courte in corps
    assert reverse("dossiers:recepisse-pdf", args=[depose.pk]) in corps
    assert "Nadia Ferrand, signataire, Les Passerelles d’Essai" in corps


def test_des_complements_ont_leur_propre_recepisse(client, depose, porteuse, cheffe_de_projet):
    donnees = {"demande": "Le RIB.", "echeance": maintenant() + fabriques.timedelta(days=10)}
    actions.avancer(depose, "demander_complements", par=cheffe_de_projet, donnees=donnees)
    actions.avancer(frais(depose), "completer", par=porteuse)
    texte = lecture_pdf.texte(telecharger(client, porteuse, depose, "recepisse-pdf").content)
    assert "Envoi des compléments" in texte
    assert "1. Dépôt du dossier" in texte, "les envois d’avant y sont rappelés"
    premier = lecture_pdf.texte(telecharger(client, porteuse, depose, "recepisse-pdf", exemplaire=1).content)
    assert "Envoi des compléments" not in premier
    corps = Envoi.objects.get(regle="dossier.completer", personne=porteuse).corps
    assert Exemplaire.objects.get(dossier=depose, rang=2).empreinte in corps


@pytest.mark.parametrize("rang", ["2", "0", "-1", "9" * 40, "a", "٣", "\0"])
def test_un_exemplaire_qui_n_existe_pas_est_une_page_absente(client, depose, porteuse, rang):
    assert telecharger(client, porteuse, depose, exemplaire=rang).status_code == 404


def test_un_brouillon_n_a_ni_recepisse_ni_exemplaire(client, dossier, porteuse):
    assert telecharger(client, porteuse, dossier, "recepisse-pdf").status_code == 404
    assert telecharger(client, porteuse, dossier, "exemplaire-json").status_code == 404


# 2. Ce que l’on garde ne change pas sans se voir -------------------------------------------------------------


def test_un_exemplaire_altere_ne_se_fait_pas_passer_pour_intact(client, depose, porteuse):
    exemplaire = depose.exemplaires.get()
    exemplaire.contenu[1]["champs"][0]["texte"] = "Un autre intitulé"
    exemplaire.save()
    for papier in ("dossier-pdf", "recepisse-pdf"):
        assert "ne correspond plus à son empreinte" in lecture_pdf.texte(
            telecharger(client, porteuse, depose, papier).content
        )
    with pytest.raises(CommandError, match="1 exemplaire"):
        call_command("verifier_exemplaires")


def test_la_commande_dit_que_tout_repond(depose, capsys):
    call_command("verifier_exemplaires")
    assert "1 exemplaires vérifiés" in capsys.readouterr().out
