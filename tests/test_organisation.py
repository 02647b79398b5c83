"""Une organisation se remplit une fois et sert chaque année : sa fiche, ce qui manque, deux personnes dessus, qui la lit."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse

from comptes.models import (
    Adresse,
    Agrement,
    Fiche,
    Interlocuteur,
    MoyensHumains,
    Nature,
    Organisation,
    PassageOrganisation,
)
from comptes.organisations.completude import manques
from comptes.organisations.portrait import SECTIONS, Portrait
from comptes.organisations.sections import SIRET_PRIS
from comptes.organisations.sections_suite import annee_comptee
from tests import fabriques
from tests.conftest import frais
from tests.fiche_a_l_ecran import adresse, enregistrer, ouvrir, texte
from workflows.journal import anomalies
from workflows.moteur import PERIME
from workflows.temps import aujourd_hui

pytestmark = pytest.mark.django_db
SIRET = "90000000100017"  # inventé : sa clé est bonne, aucun établissement ne le porte


def phrases(organisation):
    return [manque.phrase for manque in manques(Portrait.de(frais(organisation)))]


@pytest.fixture
def association(monde):
    return monde.association


# 1. Remplir ----------------------------------------------------------------------------------------------


def test_une_signataire_remplit_sa_fiche_et_plus_rien_ne_manque(client, association, porteuse):
    assert "Donner le SIRET." in phrases(association)
    sections = {
        "identite": {"siret": "900 000 001 00017", "rna": "w62 1000000"},
        "coordonnees": {"siege_voie": "1 rue d’Essai", "siege_code_postal": "62400", "siege_commune": "Béville"},
        "representant": {"representant_nom": "Ferrand", "representant_fonction": "Présidente",
                         "representant_telephone": "03 21 00 00 00"},
        "situation": {"utilite_publique": "non", "impots_commerciaux": "non", "commissaire_aux_comptes": "oui",
                      "aides_publiques": "jusqu_a_500000"},
        "moyens": {"benevoles": "1 200", "salaries": "3", "etpt": "2,5"},
        "engagement": {"engagement_souscrit_le": "2024-03-01", "engagement_version": "2021-1947"},
    }  # fmt: skip
    for section, saisie in sections.items():
        assert "enregistré" in texte(enregistrer(client, porteuse, association, section, **saisie))
    assert phrases(association) == []
    assert (frais(association).siret, frais(association).rna) == (SIRET, "W621000000")
    assert MoyensHumains.objects.get().annee == annee_comptee()
    assert [p.transition for p in PassageOrganisation.objects.all()] == [f"modifier_{s}" for s in sections]
    assert not anomalies(PassageOrganisation)


def test_ce_qui_est_faux_se_corrige_d_abord_et_ce_qui_est_tape_reste(client, association, porteuse):
    page = texte(enregistrer(client, porteuse, association, "identite", siret="12345678901234", sigle="LPE"))
    assert "Ce SIRET n’existe pas" in page
    assert 'value="12345678901234"' in page
    assert 'value="LPE"' in page
    assert "<title>Erreur :" in page
    assert frais(association).sigle == ""


def test_le_siret_d_une_autre_organisation_est_refuse(client, monde, association, porteuse):
    Organisation.objects.filter(pk=monde.voisine.pk).update(siret=SIRET)
    assert SIRET_PRIS in texte(enregistrer(client, porteuse, association, "identite", siret=SIRET))


@pytest.mark.parametrize(
    ("section", "champ", "valeur", "phrase"),
    [
        ("identite", "nom", "", "Le nom de l’organisation est vide."),
        ("identite", "nom", "Essai\0", "caractère invisible"),
        ("identite", "naf", "94Z", "Un code NAF a quatre chiffres"),
        ("identite", "site_web", "javascript:alert(1)", "Écrivez l’adresse entière"),
        ("identite", "site_web", "ftp://exemple.invalid/x", "commence par https://"),
        ("identite", "creee_le", "30/02/2020", "n’est pas une date"),
        ("identite", "nature", "pirate", "pirate"),
        ("coordonnees", "siege_code_postal", "6240", "cinq chiffres"),
        ("coordonnees", "siege_voie", "1 rue d’Essai", "Écrivez la commune."),
        ("representant", "representant_courriel", "nadia", "adresse complète"),
        ("representant", "representant_telephone", "12", "dix chiffres"),
        ("representant", "charge_fonction", "Trésorier", "Écrivez le nom de cette personne."),
        ("situation", "utilite_publique", "peut-être", "oui ou par non"),
        ("situation", "utilite_publique_le", "2001-01-01", "répondez oui"),
        ("moyens", "etpt", "-1", "n’est pas un nombre d’emplois"),
        ("moyens", "etpt", "NaN", "n’est pas un nombre d’emplois"),
        ("moyens", "benevoles", "1" + "0" * 15, "n’est pas un nombre de personnes"),
        ("agrements", "a0_numero", "JEP 12", "Donnez le nom de cet agrément."),
        ("engagement", "engagement_souscrit_le", "2024-03-01", "Dites quel texte"),
    ],
)
def test_une_saisie_impossible_est_refusee_en_une_phrase(client, association, porteuse, section, champ, valeur, phrase):
    reponse = enregistrer(client, porteuse, association, section, **{champ: valeur})
    assert reponse.status_code == 200
    assert phrase in texte(reponse)
    assert not PassageOrganisation.objects.exists()


def test_une_date_a_venir_est_refusee(client, association, porteuse):
    demain = aujourd_hui() + timedelta(days=1)
    assert "pas encore venue" in texte(
        enregistrer(client, porteuse, association, "identite", creee_le=demain.isoformat())
    )


def test_plus_d_equivalents_temps_plein_que_de_salaries_se_signale_sans_bloquer(client, association, porteuse):
    page = texte(enregistrer(client, porteuse, association, "moyens", salaries="2", etpt="2,5"))
    assert "plus d’équivalents temps plein que de salariés" in page
    assert MoyensHumains.objects.get(salaries=2).etpt == Decimal("2.5")


def test_des_emplois_aides_ne_depassent_pas_les_salaries(client, association, porteuse):
    assert "dépasse le total de 2 salariés" in texte(
        enregistrer(client, porteuse, association, "moyens", salaries="2", emplois_aides="3")
    )


def test_les_agrements_s_ajoutent_et_s_otent(client, association, porteuse):
    enregistrer(client, porteuse, association, "agrements", a0_type="Jeunesse et éducation populaire", a1_type="Sport")
    page = ouvrir(client, porteuse, association, "agrements")
    enregistrer(client, porteuse, association, "agrements", page | {"a0_type": ""})
    assert [a.type for a in Agrement.objects.filter(organisation=association)] == ["Sport"]


def test_l_alsace_moselle_et_le_recepisse_tiennent_lieu_de_rna(client, association, porteuse):
    manque = "Donner le numéro RNA, ou le récépissé de préfecture."
    registre = {"registre_inscrite_le": "1999-05-04", "registre_volume": "12", "registre_folio": "7"}
    enregistrer(client, porteuse, association, "identite", **registre)
    assert manque in phrases(association)
    enregistrer(client, porteuse, association, "identite", registre_tribunal="Colmar")
    assert manque not in phrases(association)


def test_un_service_de_la_ville_n_a_ni_rna_ni_engagement_a_donner(monde):
    service = fabriques.organisation("Service d’essai", Nature.COMMUNE, parent=monde.convention.pilote)
    assert not {"Donner le SIRET.", "Souscrire le contrat d’engagement républicain."} & set(phrases(service))


def test_aucune_liste_nominative_de_dirigeants_ne_peut_se_tenir(association):
    Interlocuteur.objects.create(organisation=association, role="representant", nom="Une")
    with pytest.raises(IntegrityError):
        Interlocuteur.objects.create(organisation=association, role="representant", nom="Deux")


# 2. Deux personnes à la fois -----------------------------------------------------------------------------


def test_la_seconde_personne_est_prevenue_et_rien_n_est_ecrase(client, monde, association, porteuse):
    autre = fabriques.membre(association, prenom="Samia", nom="Autre")
    page = ouvrir(client, autre, association, "identite")
    enregistrer(client, porteuse, association, "identite", sigle="NADIA")
    refus = texte(enregistrer(client, autre, association, "identite", page, sigle="SAMIA"))
    assert PERIME in refus
    assert "NADIA" in refus
    assert "Nadia Ferrand a enregistré" in refus
    assert frais(association).sigle == "NADIA"


def test_deux_sections_ne_se_genent_pas(client, association, porteuse):
    autre = fabriques.membre(association, prenom="Samia", nom="Autre")
    page = ouvrir(client, autre, association, "coordonnees")
    enregistrer(client, porteuse, association, "identite", sigle="NADIA")
    enregistrer(client, autre, association, "coordonnees", page, courriel="contact@exemple.invalid")
    assert (frais(association).sigle, frais(association).courriel) == ("NADIA", "contact@exemple.invalid")


def test_un_double_clic_n_ecrit_qu_une_fois(client, association, porteuse):
    page = ouvrir(client, porteuse, association, "identite")
    for _ in range(2):
        assert "enregistré" in texte(enregistrer(client, porteuse, association, "identite", page, sigle="LPE"))
    assert PassageOrganisation.objects.count() == 1


def test_qui_perd_son_droit_en_chemin_ne_peut_plus_rien_ecrire(client, association, porteuse):
    autre = fabriques.membre(association, prenom="Samia", nom="Autre")
    page = ouvrir(client, autre, association, "identite")
    autre.adhesions.update(droit="redacteur")
    client.force_login(autre)
    assert client.post(adresse(association, "identite"), page | {"sigle": "X"}).status_code == 404
    assert frais(association).sigle == ""


# 3. Qui lit quoi -----------------------------------------------------------------------------------------


def test_un_redacteur_lit_la_fiche_et_ne_la_modifie_pas(client, association, redacteur):
    client.force_login(redacteur)
    assert "Ce qui manque" in texte(client.get(association.get_absolute_url()))
    assert all(client.get(adresse(association, section)).status_code == 404 for section in SECTIONS)


def test_l_equipe_lit_les_organisations_de_sa_convention_seulement(client, depose, monde, cheffe_de_projet):
    client.force_login(cheffe_de_projet)
    assert client.get(monde.association.get_absolute_url()).status_code == 200
    assert client.get(monde.voisine.get_absolute_url()).status_code == 404
    assert client.get(adresse(monde.association, "identite")).status_code == 404


def test_un_brouillon_ne_montre_pas_son_organisation_a_l_equipe(client, dossier, monde, cheffe_de_projet, agente):
    for qui in (cheffe_de_projet, agente):
        client.force_login(qui)
        assert client.get(monde.association.get_absolute_url()).status_code == 404


def test_un_financeur_sollicite_lit_la_fiche_sans_les_membres_ni_le_journal(client, depose, monde, agente):
    client.force_login(agente)
    page = texte(client.get(monde.association.get_absolute_url()))
    assert monde.association.nom in page
    assert "Nadia Ferrand" not in page
    assert client.get(reverse("organisations:membres", args=[monde.association.pk])).status_code == 404
    client.force_login(fabriques.agent(monde.caf, "Karim", "Sans"))
    assert client.get(monde.association.get_absolute_url()).status_code == 404


def test_le_porteur_d_une_seule_organisation_y_entre_tout_droit(client, association, porteuse):
    client.force_login(porteuse)
    assert client.get(reverse("organisations:liste")).url == association.get_absolute_url()


def test_la_liste_de_l_equipe_se_cherche_et_se_range(client, depose, monde, cheffe_de_projet):
    client.force_login(cheffe_de_projet)
    page = texte(client.get(reverse("organisations:liste"), {"q": "passerelles", "tri": "maj"}))
    assert monde.association.nom in page
    assert monde.voisine.nom not in page
    assert client.get(reverse("organisations:liste"), {"q": "\0", "tri": "'", "page": "-1e9"}).status_code == 200


@pytest.mark.parametrize("nombre", [1, 6])
def test_la_fiche_se_lit_en_un_nombre_constant_de_requetes(
    client, association, porteuse, nombre, django_assert_max_num_queries
):
    for rang in range(nombre):
        fabriques.membre(association, prenom=f"M{rang}")
        Agrement.objects.create(organisation=association, type=f"Agrément {rang}")
    Fiche.objects.create(organisation=association)
    Adresse.objects.create(organisation=association, usage="siege", voie="1", code_postal="62400", commune="Béville")
    client.force_login(porteuse)
    with django_assert_max_num_queries(24):
        client.get(association.get_absolute_url())
