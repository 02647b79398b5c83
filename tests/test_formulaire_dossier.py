"""Écrire un dossier : ouvrir, remplir, se tromper, écrire à deux. Ce qui est tapé reste ; rien ne s’écrit à moitié."""

import html
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dossiers import actions
from dossiers.forms.parties import FORMULAIRES
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


def adresse(dossier, partie="action"):
    return reverse("dossiers:partie", args=[dossier.pk, partie])


def partie_de(dossier, champ):
    """La partie du formulaire où se tape ce champ."""
    return next(partie for partie, classe in FORMULAIRES.items() if champ in classe(dossier=dossier).fields)


def saisie(dossier, partie="action", **changements):
    """Ce que poste la page d’une partie telle qu’elle s’ouvre, avec ces changements."""
    formulaire = FORMULAIRES[partie](dossier=dossier)
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
    assert reponse.url == reverse("dossiers:modifier", args=[ouvert.pk])
    assert de(porteuse).post(reverse("dossiers:nouveau"), envoi | {"cle": cle}).url == reponse.url
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


def test_chaque_partie_ecrit_ce_qu_elle_porte(de, monde, dossier, porteuse, redacteur):
    faits = {
        "action": {"intitule": "Mercredis  sportifs", "besoin": "Le parc est vide."},
        "territoire": {"lieux-0-nom": "Stade", "lieux-1-nom": "Parc", "lieux-1-quartier": str(monde.quartier.pk)},
        "publics": {"dont_qpv": "40", "dont_qic": "10", "mixite_ages": "on", "participation": "co_construite"},
        "moyens": {"personnes_benevoles": "6", "etpt_cdi": "0,5", "partenaires_cites-0-organisme": "Collège"},
        "indicateurs": {"indicateurs-0-cible": "1 200,5", "indicateurs-1-libelle": "Séances"},
        "demande": {"type_demande": "renouvellement", "numero_dauphin": "DA01200614"},
    }
    for rang, (partie, champs) in enumerate(faits.items(), start=1):
        envoi = saisie(frais(dossier), partie, **champs)
        assert de(redacteur).post(adresse(dossier, partie), envoi).status_code == 302, partie
        assert frais(dossier).version == dossier.version + rang
    ecrit = frais(dossier)
    assert (ecrit.intitule, ecrit.dont_qic, ecrit.mixite_ages, ecrit.participation) == (
        "Mercredis sportifs", 10, True, "co_construite")  # fmt: skip
    assert [(lieu.nom, lieu.quartier) for lieu in ecrit.lieux.all()] == [("Stade", None), ("Parc", monde.quartier)]
    assert {m.categorie: (m.personnes, m.etpt) for m in ecrit.moyens_humains.all()} == {
        "benevoles": (6, None), "cdi": (None, Decimal("0.5"))}  # fmt: skip
    assert [(i.libelle, i.cible) for i in ecrit.indicateurs.all()] == [
        ("Enfants inscrits", Decimal("1200.50")), ("Séances", None)]  # fmt: skip
    assert (ecrit.type_demande, ecrit.numero_dauphin, ecrit.modifie_par) == ("renouvellement", "DA01200614", redacteur)


def test_le_budget_ecrit_les_comptes_et_les_demandes(de, monde, dossier, redacteur):
    envoi = saisie(
        dossier, "budget", compte_604="", compte_641="5 500,50", compte_864="300", compte_870="300",
        **{f"droit_{monde.ville.pk}": "300", f"nature_{monde.ville.pk}": "personnel", f"contrat_{monde.etat.pk}": "",
           f"contrat_{monde.caf.pk}": "1 000", f"certitude_{monde.caf.pk}": "acquis"},
    )  # fmt: skip
    assert de(redacteur).post(adresse(dossier, "budget"), envoi).status_code == 302
    ecrit = frais(dossier)
    assert {p.compte: p.montant for p in ecrit.postes.all()} == {
        "641": Decimal("5500.50"), "756": Decimal(1000), "864": Decimal(300), "870": Decimal(300)}  # fmt: skip
    demandes = {x.financeur: (x.demande_droit_commun, x.demande_contrat_de_ville, x.nature_droit_commun, x.certitude)
                for x in ecrit.lignes.all()}  # fmt: skip
    assert demandes == {monde.ville: (300, 2000, "personnel", "sollicite"), monde.caf: (0, 1000, "", "acquis")}
    assert (ecrit.charges, ecrit.produits) == (Decimal("5500.50"), Decimal(4300))  # les comptes 86 et 87 sont à part


def test_un_rang_vide_s_efface_et_les_autres_gardent_leur_place(de, dossier, porteuse):
    def rangs():
        return [(i.pk, i.libelle) for i in dossier.indicateurs.all()]

    premier = rangs()[0][0]
    de(porteuse).post(
        adresse(dossier, "indicateurs"), saisie(dossier, "indicateurs", **{"indicateurs-1-libelle": "Séances"})
    )
    assert [libelle for _, libelle in rangs()] == ["Enfants inscrits", "Séances"]
    vide = saisie(frais(dossier), "indicateurs", **{"indicateurs-1-libelle": ""})
    de(porteuse).post(adresse(dossier, "indicateurs"), vide)
    assert rangs() == [(premier, "Enfants inscrits")]


def test_un_rang_sans_son_nom_est_refuse(de, dossier, porteuse):
    envoi = saisie(dossier, "indicateurs", **{"indicateurs-1-cible": "12"})
    page = texte(de(porteuse).post(adresse(dossier, "indicateurs"), envoi))
    assert "Remplissez «\u00a0Ce que l’on compte\u00a0», ou videz tout le rang." in page
    assert frais(dossier).version == dossier.version


def test_ajouter_un_rang_se_fait_sans_script(de, dossier, porteuse):
    envoi = saisie(dossier, "territoire", ajouter="lieux")
    reponse = de(porteuse).post(adresse(dossier, "territoire"), envoi, follow=True)
    page = texte(reponse)
    assert 'name="lieux-4-nom"' in page
    assert page.count('name="lieux-') == 5 * 3


def test_un_brouillon_vide_ou_desequilibre_s_enregistre(de, dossier, porteuse):
    for partie in FORMULAIRES:
        envoi = {"intitule": "Rien encore", "version": frais(dossier).version}
        if partie == "demande":
            envoi = saisie(frais(dossier), partie)
        assert de(porteuse).post(adresse(dossier, partie), envoi).status_code == 302
    page = texte(de(porteuse).get(adresse(dossier)))
    assert "Aucun quartier n’est choisi" in page
    assert "2 points sur 18 sont prêts" in page  # le calendrier et la valorisation : vides, ils ne gênent pas


def test_un_objectif_d_un_quartier_non_coche_est_refuse(de, monde, dossier, porteuse):
    envoi = saisie(
        dossier, "territoire", objectif_principal=monde.objectif_des_ilots.pk, **{"lieux-0-nom": "Texte gardé"}
    )
    page = texte(de(porteuse).post(adresse(dossier, "territoire"), envoi))
    assert "<title>Erreur : " in page
    assert "Les Îlots, que vous n’avez pas coché" in page
    assert 'value="Texte gardé"' in page
    assert frais(dossier).objectif_principal == monde.objectif


def test_un_objectif_clos_avant_l_annee_n_est_pas_propose(de, monde, dossier, porteuse):
    ancien = fabriques.objectif(monde.convention, monde.quartier, "Un objectif d’autrefois")
    type(ancien).objects.filter(pk=ancien.pk).update(valide_au="2025-12-31")
    assert "Un objectif d’autrefois" not in texte(de(porteuse).get(adresse(dossier, "territoire")))
    de(porteuse).post(adresse(dossier, "territoire"), saisie(dossier, "territoire", objectif_principal=ancien.pk))
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
    "compte_864": ["NaN", "-1"],
    "dont_femmes": ["121", "mille"],
    "participation": ["toute"],
    "thematique": ["abc", "99999999999999999999999"],
    "etpt_cdi": ["-1", "100000", "0,555"],
    "recrutement_envisage": ["10000", "beaucoup"],
    "lieux-0-nom": ["x" * 161, "\x00"],
    "lieux-0-quartier": ["abc", "99999999999999999999999"],
    "indicateurs-0-cible": ["NaN", "10,555"],
    "cpo_debut": ["20226", "1999"],
    "periode": ["", "éternelle"],
    "depose_sur_dauphin_le": ["2099-01-01", "2027-02-30"],
}


@pytest.mark.parametrize(("champ", "valeur"), [(c, v) for c, valeurs in HOSTILES.items() for v in valeurs])
def test_une_saisie_hostile_a_sa_phrase_et_n_ecrit_rien(de, dossier, porteuse, champ, valeur):
    partie = partie_de(dossier, champ)
    envoi = saisie(dossier, partie, **{champ: valeur, "parasite": "1"})
    reponse = de(porteuse).post(adresse(dossier, partie), envoi)
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
    de_nadia = saisie(dossier, intitule="Version de Nadia", besoin="Le besoin, revu.")
    de_samir = saisie(dossier, intitule="Version de Samir", description="Nouveau texte de Samir.")
    assert de(porteuse).post(adresse(dossier), de_nadia).status_code == 302
    page = texte(de(redacteur).post(adresse(dossier), de_samir))
    assert "Quelqu’un l’a modifié depuis que vous l’avez ouvert" in page
    assert "Version de Nadia" in page
    assert "Version de Samir" in page
    assert "Nadia Ferrand a enregistré" in page
    assert frais(dossier).intitule == "Version de Nadia"
    # Samir garde le titre de Nadia, et le besoin auquel il n’avait pas touché ; son texte passe.
    assert re.search(r'value="besoin"\s+id="garder_besoin"\s+checked', page)
    suite = de_samir | {"version": frais(dossier).version, "garder": ["intitule", "besoin"]}
    assert de(redacteur).post(adresse(dossier), suite).status_code == 302
    ecrit = frais(dossier)
    assert (ecrit.intitule, ecrit.besoin) == ("Version de Nadia", "Le besoin, revu.")
    assert ecrit.description == "Nouveau texte de Samir."


def test_deux_personnes_dans_deux_parties_ne_se_genent_pas(de, dossier, porteuse, redacteur):
    de_nadia = saisie(dossier, intitule="Version de Nadia")
    de_samir = saisie(dossier, "publics", dont_qpv="50")
    assert de(porteuse).post(adresse(dossier), de_nadia).status_code == 302
    assert de(redacteur).post(adresse(dossier, "publics"), de_samir).status_code == 302
    ecrit = frais(dossier)
    assert (ecrit.intitule, ecrit.dont_qpv, ecrit.version) == ("Version de Nadia", 50, dossier.version + 2)


def test_une_partie_encore_vide_ne_se_croit_pas_contredite(de, monde, porteuse, redacteur):
    """L’instantané d’une page vide ne porte rien ; il dit pourtant que rien n’a bougé dans cette partie."""
    neuf = actions.ouvrir_un_dossier(monde.campagne, monde.association, par=porteuse, intitule="Tout neuf")
    vue = saisie(neuf, "publics")
    de(redacteur).post(adresse(neuf), saisie(neuf, description="Le récit de Samir."))
    reponse = de(porteuse).post(adresse(neuf, "publics"), vue | {"beneficiaires_total": "40"})
    assert reponse.status_code == 302
    assert (frais(neuf).beneficiaires_total, frais(neuf).description) == (40, "Le récit de Samir.")


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
    page = texte(de(porteuse).get(adresse(rouvert, "budget")))
    assert "Précisez les dates." in page
    assert "a déjà répondu" in page
    envoi = saisie(rouvert, "budget", **{f"contrat_{monde.etat.pk}": "1", f"contrat_{monde.ville.pk}": "2500"})
    assert de(porteuse).post(adresse(rouvert, "budget"), envoi).status_code == 302
    montants = dict(rouvert.lignes.values_list("financeur", "demande_contrat_de_ville"))
    assert montants == {monde.etat.pk: 4000, monde.ville.pk: 2500}


def test_seules_les_parties_demandees_se_rouvrent(de, depose, porteuse, instructeur):
    donnees = {"demande": "Précisez les dates.", "echeance": fabriques.a_paris(2100, 1, 1), "parties": ["moyens"]}
    actions.avancer(depose, "demander_complements", par=instructeur, donnees=donnees)
    rouvert = frais(depose)
    assert "n’est pas à compléter" in texte(de(porteuse).get(adresse(rouvert, "budget")))
    refus = texte(de(porteuse).post(adresse(rouvert), saisie(rouvert, intitule="Autre chose")))
    assert "l’équipe n’a rouvert que celles qu’elle demande" in refus
    assert 'value="Autre chose"' in refus
    assert frais(depose).intitule == depose.intitule
    envoi = saisie(rouvert, "moyens", date_fin=f"{depose.campagne.annee}-11-30")
    assert de(porteuse).post(adresse(rouvert, "moyens"), envoi).status_code == 302
    actions.avancer(frais(depose), "completer", par=porteuse)
    assert frais(depose).parties_rouvertes == []
    assert [e.rang for e in depose.exemplaires.all()] == [1, 2]


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
        comptes = []
        for partie in FORMULAIRES:
            with django_assert_max_num_queries(60) as compteur:
                de(porteuse).get(adresse(dossier, partie))
            comptes.append(len(compteur))
        return comptes

    requetes()
    avant = requetes()
    for rang in range(12):
        fabriques.objectif(monde.convention, monde.quartier, f"Objectif {rang}")
        fabriques.financeur(f"Guichet {rang}", campagnes=[monde.campagne])
        dossier.lieux.create(rang=rang + 2, nom=f"Lieu {rang}", quartier=monde.quartier)
        dossier.indicateurs.create(rang=rang + 2, libelle=f"Indicateur {rang}")
    assert requetes() == avant
