"""Écrire un dossier : ouvrir, remplir, se tromper, écrire à deux. Ce qui est tapé reste ; rien ne s’écrit à moitié."""

import html
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dossiers import actions
from dossiers.forms.projet import FormulaireDossier
from dossiers.models import Dossier, Ligne
from tests import fabriques
from tests.conftest import frais
from workflows.champs import Texte
from workflows.differences import instantane
from workflows.saisies import EffectifField, JourField, MontantField


@pytest.fixture
def de(client):
    """Le navigateur d’une personne."""

    def entrer(personne):
        client.force_login(personne)
        return client

    return entrer


def texte(reponse):
    return html.unescape(reponse.content.decode())


def adresse(dossier):
    return reverse("dossiers:modifier", args=[dossier.pk])


def saisie(dossier, **changements):
    """Ce que poste la page telle qu’elle s’ouvre, avec ces changements."""
    formulaire = FormulaireDossier(dossier=dossier)
    donnees = {champ.name: champ.value() for champ in formulaire if champ.value() not in (None, "")}
    donnees |= {"version": dossier.version, "origine": instantane(formulaire)}
    return {nom: valeur for nom, valeur in {**donnees, **changements}.items() if valeur is not None}


# Les champs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tape", "compris"),
    [
        ("1 234,50", "1234.50"),
        ("1\u202f234,50\u00a0€", "1234.50"),
        ("1234.5", "1234.5"),
        ("0", "0"),
        ("  ", None),
        ("999999999,99", "999999999.99"),
    ],
)
def test_un_montant_se_tape_a_la_francaise(tape, compris):
    assert MontantField(required=False).clean(tape) == (compris and Decimal(compris))


@pytest.mark.parametrize(
    ("tape", "phrase"),
    [
        ("-5", "négatif"),
        ("NaN", "n’est pas un montant"),
        ("Infinity", "n’est pas un montant"),
        ("1e9", "n’est pas un montant"),
        ("10,123", "deux chiffres au plus"),
        ("1000000000000000", "trop grand"),
        ("9" * 5000, "n’est pas un montant|trop grand"),
        ("6 mille", "« 6 mille » n’est pas un montant"),
        ("1\x002", "n’est pas un montant"),
        ("١٢", "n’est pas un montant"),
    ],
)
def test_un_montant_faux_est_refuse_en_une_phrase(tape, phrase):
    with pytest.raises(ValidationError, match=phrase):
        MontantField().clean(tape)


@pytest.mark.parametrize("tape", ["30/02/2027", "2027-02-30", "20226-01-01", "01/01/1900", "demain", "\x00"])
def test_une_date_impossible_est_refusee(tape):
    with pytest.raises(ValidationError, match=r"n’est pas une date|hors du calendrier"):
        JourField().clean(tape)


@pytest.mark.parametrize("tape", ["-1", "1,5", "NaN", "99999999999", "9" * 5000, "douze"])
def test_un_effectif_faux_est_refuse(tape):
    with pytest.raises(ValidationError):
        EffectifField().clean(tape)


def test_un_texte_se_range_en_nfc_et_refuse_les_caracteres_de_controle():
    assert Texte(lignes=3).clean("e\u0301te\u0301\r\nsuite") == "été\nsuite"
    assert Texte().clean("un   titre") == "un titre"
    for mauvais in ("nul\x00", "cloche\x07"):
        with pytest.raises(ValidationError):
            Texte().clean(mauvais)


# Ouvrir --------------------------------------------------------------------------------------------------


def test_un_nom_suffit_pour_ouvrir_un_brouillon(de, monde, porteuse):
    page = texte(de(porteuse).get(reverse("dossiers:nouveau")))
    assert "Les Passerelles d’Essai" in page
    envoi = {"organisation": monde.association.pk, "campagne": monde.campagne.pk, "intitule": "Jardin partagé"}
    cle = "7f1d9f0e-7a3e-4d0a-9a37-0c1c5a3f9b11"
    reponse = de(porteuse).post(reverse("dossiers:nouveau"), envoi | {"cle": cle})
    ouvert = Dossier.objects.get()
    assert (ouvert.intitule, ouvert.statut, ouvert.cree_par) == ("Jardin partagé", "brouillon", porteuse)
    assert reponse.url == adresse(ouvert)
    assert de(porteuse).post(reverse("dossiers:nouveau"), envoi | {"cle": cle}).url == adresse(ouvert)
    assert Dossier.objects.count() == 1


def test_la_cle_d_une_autre_personne_n_empeche_pas_d_ouvrir(de, monde, porteuse, redacteur):
    envoi = {
        "organisation": monde.association.pk,
        "campagne": monde.campagne.pk,
        "cle": "7f1d9f0e-7a3e-4d0a-9a37-0c1c5a3f9b11",
    }
    de(porteuse).post(reverse("dossiers:nouveau"), envoi | {"intitule": "De Nadia"})
    assert de(redacteur).post(reverse("dossiers:nouveau"), envoi | {"intitule": "De Samir"}).status_code == 302
    assert set(Dossier.objects.values_list("intitule", "cree_par")) == {
        ("De Nadia", porteuse.pk),
        ("De Samir", redacteur.pk),
    }


def test_on_n_ouvre_pas_de_brouillon_pour_une_autre_organisation(de, monde, porteuse):
    envoi = {"organisation": monde.voisine.pk, "campagne": monde.campagne.pk, "intitule": "Jardin"}
    page = texte(de(porteuse).post(reverse("dossiers:nouveau"), envoi))
    assert "Erreur : " in page
    assert not Dossier.objects.exists()


def test_l_equipe_saisit_pour_une_organisation_nouvelle(de, monde, cheffe_de_projet):
    envoi = {
        "nouvelle_organisation": "Club du Rivage",
        "campagne": monde.campagne.pk,
        "intitule": "Voile",
        "numero_dauphin": "DA01200614",
    }
    de(cheffe_de_projet).post(reverse("dossiers:nouveau"), envoi)
    saisi = Dossier.objects.get()
    assert (saisi.organisation.nom, saisi.saisi_par_l_equipe, saisi.numero_dauphin) == (
        "Club du Rivage",
        True,
        "DA01200614",
    )
    assert de(cheffe_de_projet).get(adresse(saisi)).status_code == 200
    page = texte(
        de(cheffe_de_projet).post(reverse("dossiers:nouveau"), envoi | {"nouvelle_organisation": "club du RIVAGE"})
    )
    assert "existe déjà\u00a0: choisissez-la" in page


def test_un_lecteur_ou_un_financeur_n_ouvre_rien(de, monde, agente):
    lecteur = fabriques.membre(monde.association, "lecteur", "Léo", "Lit")
    assert de(lecteur).get(reverse("dossiers:nouveau")).status_code == 404
    assert de(agente).get(reverse("dossiers:nouveau")).status_code == 404


# Remplir -------------------------------------------------------------------------------------------------


def test_le_formulaire_ecrit_le_projet_le_budget_et_les_demandes(de, monde, dossier, porteuse, redacteur):
    envoi = saisie(
        dossier,
        intitule="Mercredis  sportifs",
        dont_qpv="40",
        dont_qic="10",
        compte_604="",
        compte_641="5 500,50",
        **{f"droit_{monde.ville.pk}": "300", f"contrat_{monde.etat.pk}": "", f"contrat_{monde.caf.pk}": "1 000"},
    )
    reponse = de(redacteur).post(adresse(dossier), envoi)
    assert reponse.status_code == 302
    ecrit = frais(dossier)
    assert (ecrit.intitule, ecrit.dont_qic, ecrit.version) == ("Mercredis sportifs", 10, dossier.version + 1)
    assert ecrit.modifie_par == redacteur
    assert {p.compte: p.montant for p in ecrit.postes.all()} == {"641": Decimal("5500.50"), "756": Decimal(1000)}
    demandes = {
        ligne.financeur: (ligne.demande_droit_commun, ligne.demande_contrat_de_ville) for ligne in ecrit.lignes.all()
    }
    assert demandes == {monde.ville: (300, 2000), monde.caf: (0, 1000)}


def test_un_brouillon_vide_ou_desequilibre_s_enregistre(de, dossier, porteuse):
    envoi = {"intitule": "Rien encore", "version": dossier.version}
    assert de(porteuse).post(adresse(dossier), envoi).status_code == 302
    page = texte(de(porteuse).get(adresse(dossier)))
    assert "Aucun quartier n’est choisi" in page
    assert "0 point sur 8" in page or "0 points sur 8" in page


def test_un_objectif_d_un_quartier_non_coche_est_refuse(de, monde, dossier, porteuse):
    envoi = saisie(dossier, objectif_principal=monde.objectif_des_ilots.pk, intitule="Texte gardé")
    page = texte(de(porteuse).post(adresse(dossier), envoi))
    assert "<title>Erreur : " in page
    assert "Les Îlots, que vous n’avez pas coché" in page
    assert 'value="Texte gardé"' in page
    assert frais(dossier).objectif_principal == monde.objectif


def test_un_objectif_clos_avant_l_annee_n_est_pas_propose(de, monde, dossier, porteuse):
    ancien = fabriques.objectif(monde.convention, monde.quartier, "Un objectif d’autrefois")
    type(ancien).objects.filter(pk=ancien.pk).update(valide_au="2025-12-31")
    assert "Un objectif d’autrefois" not in texte(de(porteuse).get(adresse(dossier)))
    de(porteuse).post(adresse(dossier), saisie(dossier, objectif_principal=ancien.pk))
    assert frais(dossier).objectif_principal == monde.objectif


HOSTILES = {
    "intitule": ["", "x" * 256, "nul\x00"],
    "description": ["x" * 8001, "\x07"],
    "numero_dauphin": ["DROP TABLE", "DA\x00"],
    "quartiers": ["abc", "99999999999999999999999", "-1", "\x00"],
    "objectif_principal": ["abc", "99999999999999999999999", "\x00"],
    "objectifs_secondaires": ["abc", "99999999999999999999999"],
    "tranches_age": ["abc", "99999999999999999999999"],
    "date_debut": ["2027-02-30", "20226-01-01", "\x00"],
    "beneficiaires_total": ["-3", "1e9", "99999999999999999999"],
    "dont_qpv": ["121"],
    "compte_604": ["NaN", "-1", "10,555", "1000000000000000", "<script>alert(1)</script>"],
}


@pytest.mark.parametrize(("champ", "valeur"), [(c, v) for c, valeurs in HOSTILES.items() for v in valeurs])
def test_une_saisie_hostile_a_sa_phrase_et_n_ecrit_rien(de, dossier, porteuse, champ, valeur):
    envoi = saisie(dossier, **{champ: valeur, "date_fin": "2027-12-01", "parasite": "1"})
    reponse = de(porteuse).post(adresse(dossier), envoi)
    assert reponse.status_code == 200
    page = reponse.content.decode()
    assert "<title>Erreur : " in page
    assert f"id_{champ}" in page
    assert "<script>alert" not in page
    assert frais(dossier).version == dossier.version


def test_des_champs_en_trop_ne_changent_rien(de, dossier, porteuse):
    de(porteuse).post(
        adresse(dossier), saisie(dossier, statut="programme", organisation="1", numero="99", depose_le="2020-01-01")
    )
    ecrit = frais(dossier)
    assert (ecrit.statut, ecrit.numero, ecrit.depose_le) == ("brouillon", dossier.numero, None)


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 40, "²"])
def test_une_version_illisible_est_refusee_sans_panne(de, dossier, porteuse, version):
    reponse = de(porteuse).post(adresse(dossier), saisie(dossier, version=version, intitule="Perdu ?"))
    assert reponse.status_code == 200
    assert 'value="Perdu ?"' in texte(reponse)
    assert frais(dossier).intitule == dossier.intitule


# À deux --------------------------------------------------------------------------------------------------


def test_la_seconde_personne_est_prevenue_et_rien_n_est_ecrase(de, dossier, porteuse, redacteur):
    de_nadia = saisie(dossier, intitule="Version de Nadia", dont_qpv="50")
    de_samir = saisie(dossier, intitule="Version de Samir", description="Nouveau texte de Samir.")
    assert de(porteuse).post(adresse(dossier), de_nadia).status_code == 302
    page = texte(de(redacteur).post(adresse(dossier), de_samir))
    assert "Quelqu’un l’a modifié depuis que vous l’avez ouvert" in page
    assert "Version de Nadia" in page
    assert "Version de Samir" in page
    assert "Nadia Ferrand a enregistré" in page
    assert frais(dossier).intitule == "Version de Nadia"
    # Samir garde le titre de Nadia, et les chiffres auxquels il n’avait pas touché ; son texte passe.
    assert 'value="dont_qpv" id="garder_dont_qpv" checked' in page
    suite = de_samir | {"version": frais(dossier).version, "garder": ["intitule", "dont_qpv"]}
    assert de(redacteur).post(adresse(dossier), suite).status_code == 302
    ecrit = frais(dossier)
    assert (ecrit.intitule, ecrit.dont_qpv) == ("Version de Nadia", 50)
    assert ecrit.description == "Nouveau texte de Samir."


def test_un_depot_entre_temps_garde_ce_qui_est_tape(de, dossier, porteuse, redacteur):
    tape = saisie(dossier, description="Une dernière phrase.")
    actions.avancer(dossier, "deposer", par=porteuse)
    page = texte(de(redacteur).post(adresse(dossier), tape | {"version": frais(dossier).version}))
    assert "Ce dossier ne s’écrit plus\u00a0: il est «\u00a0Déposé\u00a0»" in page
    assert "Une dernière phrase." in page
    assert frais(dossier).description != "Une dernière phrase."


def test_le_porteur_complete_un_dossier_rouvert_mais_pas_une_ligne_qui_a_sa_reponse(
    de, monde, depose, porteuse, agente, instructeur
):
    actions.avancer(Ligne.objects.get(dossier=depose, financeur=monde.etat), "declarer_recevable", par=agente)
    donnees = {"demande": "Précisez les dates.", "echeance": fabriques.a_paris(2100, 1, 1)}
    actions.avancer(frais(depose), "demander_complements", par=instructeur, donnees=donnees)
    rouvert = frais(depose)
    page = texte(de(porteuse).get(adresse(rouvert)))
    assert "Précisez les dates." in page
    assert "a déjà répondu" in page
    envoi = saisie(rouvert, **{f"contrat_{monde.etat.pk}": "1", f"contrat_{monde.ville.pk}": "2500"})
    assert de(porteuse).post(adresse(rouvert), envoi).status_code == 302
    montants = dict(rouvert.lignes.values_list("financeur", "demande_contrat_de_ville"))
    assert montants == {monde.etat.pk: 4000, monde.ville.pk: 2500}


def test_le_brouillon_d_un_autre_n_existe_pas(de, dossier, voisin, cheffe_de_projet, agente):
    for personne in (voisin, cheffe_de_projet, agente):
        assert de(personne).get(adresse(dossier)).status_code == 404
        assert de(personne).post(adresse(dossier), {"intitule": "À moi"}).status_code == 404
    assert frais(dossier).intitule != "À moi"


def test_un_lecteur_de_l_organisation_ne_modifie_pas(de, monde, dossier):
    lecteur = fabriques.membre(monde.association, "lecteur", "Léo", "Lit")
    assert de(lecteur).get(adresse(dossier)).status_code == 404
    assert de(lecteur).get(dossier.get_absolute_url()).status_code == 200


def test_le_formulaire_demande_toujours_autant_de_requetes(de, monde, dossier, porteuse, django_assert_max_num_queries):
    def requetes():
        with django_assert_max_num_queries(60) as compteur:
            de(porteuse).get(adresse(dossier))
        return len(compteur)

    requetes()
    avant = requetes()
    for rang in range(12):
        fabriques.objectif(monde.convention, monde.quartier, f"Objectif {rang}")
        fabriques.financeur(f"Guichet {rang}", campagnes=[monde.campagne])
    assert requetes() == avant
