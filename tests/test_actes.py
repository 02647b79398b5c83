"""Conventions et arrêtés : au-dessus de 23 000 € par organisation, financeur et année, une convention ; en dessous, un arrêté."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from comptes.models import Nature
from dossiers import actions
from dossiers.actions.actes import noter_un_acte
from dossiers.models import ActeAttributif
from gouvernance.suites.attributions import attributions_de
from tests import fabriques
from tests.suites import accorder, annoncer, ligne_de
from workflows.moteur import Blocage
from workflows.temps import aujourd_hui

pytestmark = pytest.mark.django_db


def noter(monde, par, *, financeur=None, nature="convention", reference="C 1", montant=30_000):
    return noter_un_acte(
        monde.campagne, financeur or monde.ville, monde.association, par=par, nature=nature, reference=reference,
        signe_le=date(2026, 5, 2), montant=montant,
    )  # fmt: skip


def la_seule(monde, personne):
    (attribution,) = attributions_de(monde.campagne, personne)
    return attribution


@pytest.mark.parametrize(("montant", "due"), [(23_000, "arrete"), (23_001, "convention")])
def test_le_seuil_se_depasse_il_ne_s_atteint_pas(monde, porteuse, cheffe_de_projet, montant, due):
    accorder(monde, porteuse, cheffe_de_projet, {monde.ville: montant})
    assert la_seule(monde, cheffe_de_projet).nature_due == due


def test_le_total_reunit_les_dossiers_et_les_dispositifs_d_un_financeur(monde, porteuse, cheffe_de_projet):
    drac = fabriques.financeur(
        organisation_=monde.etat.organisation, dispositif="DRAC", ordre=9, campagnes=[monde.campagne]
    )
    accorder(monde, porteuse, cheffe_de_projet, {monde.etat: 12_000}, intitule="Une action")
    accorder(monde, porteuse, cheffe_de_projet, {drac: 12_000}, intitule="Une autre")
    attribution = la_seule(monde, cheffe_de_projet)
    assert (attribution.total, attribution.nature_due) == (24_000, "convention")


def test_un_autre_financeur_une_autre_organisation_se_comptent_a_part(monde, porteuse, voisin, cheffe_de_projet):
    accorder(monde, porteuse, cheffe_de_projet, {monde.etat: 12_000, monde.ville: 12_000})
    accorder(monde, voisin, cheffe_de_projet, {monde.ville: 12_000}, organisation=monde.voisine, intitule="Ailleurs")
    assert {a.nature_due for a in attributions_de(monde.campagne, cheffe_de_projet)} == {"arrete"}
    assert len(attributions_de(monde.campagne, cheffe_de_projet)) == 3


def test_le_financeur_compte_les_autres_communes_l_equipe_non(monde, porteuse, cheffe_de_projet, agente):
    autre = fabriques.convention("Cévaux", monde.convention.contrat)
    campagne = fabriques.campagne(autre, monde.campagne.annee)
    campagne.financeurs.add(monde.etat)
    accorder(monde, porteuse, cheffe_de_projet, {monde.etat: 12_000})
    accorder(monde, porteuse, fabriques.equipier(autre), {monde.etat: 12_000}, campagne=campagne, intitule="À Cévaux")
    assert la_seule(monde, agente).total == 24_000
    assert la_seule(monde, cheffe_de_projet).total == 12_000


def test_noter_l_acte_met_en_ordre(monde, porteuse, cheffe_de_projet):
    accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 25_000})
    assert "Convention due" in la_seule(monde, cheffe_de_projet).phrase
    noter(monde, cheffe_de_projet, montant=25_000)
    assert la_seule(monde, cheffe_de_projet).est_en_ordre


def test_un_avenant_qui_passe_le_seuil_se_signale(monde, porteuse, cheffe_de_projet):
    dossier = accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 22_000}, demandes={monde.ville: 30_000})
    noter(monde, cheffe_de_projet, nature="arrete", montant=22_000)
    assert la_seule(monde, cheffe_de_projet).est_en_ordre
    actions.prendre_un_avenant(
        ligne_de(dossier).decisions.get(), "reviser_par_avenant", par=cheffe_de_projet, motif="Un reliquat.",
        pris_le=aujourd_hui(), contrat_de_ville=24_000,
    )  # fmt: skip
    attribution = la_seule(monde, cheffe_de_projet)
    assert (attribution.ton, attribution.manque) == ("non", 24_000)
    assert "L’arrêté ne suffit plus" in attribution.phrase


def test_une_convention_qui_ne_couvre_pas_tout_est_a_completer(monde, porteuse, cheffe_de_projet):
    accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 30_000})
    noter(monde, cheffe_de_projet, montant=25_000)
    assert "5\u202f000\u202f€ ne sont pas couverts" in la_seule(monde, cheffe_de_projet).phrase


def test_qui_note_un_acte(monde, porteuse, cheffe_de_projet, instructeur, agente):
    accorder(monde, porteuse, cheffe_de_projet, {monde.etat: 1000, monde.ville: 1000})
    noter(monde, instructeur, reference="Ville")
    noter(monde, agente, financeur=monde.etat, reference="État")
    noter(monde, cheffe_de_projet, financeur=monde.etat, reference="État, pour l’absent")
    for personne, financeur in ((instructeur, monde.etat), (agente, monde.ville), (porteuse, monde.ville)):
        with pytest.raises(PermissionDenied):
            noter(monde, personne, financeur=financeur, reference="Non")


def test_la_meme_reference_ne_se_note_pas_deux_fois(monde, cheffe_de_projet):
    noter(monde, cheffe_de_projet)
    with pytest.raises(Blocage, match="déjà noté"):
        noter(monde, cheffe_de_projet)


def test_chacun_ne_lit_que_ses_actes(monde, porteuse, voisin, cheffe_de_projet, agente):
    accorder(monde, porteuse, cheffe_de_projet, {monde.etat: 1000, monde.ville: 1000})
    caf = fabriques.agent(fabriques.financeur("CAF d’ailleurs", Nature.ORGANISME_SOCIAL), "Paul", "Roux")
    noter(monde, cheffe_de_projet, financeur=monde.etat)
    lus = [ActeAttributif.objects.visibles_par(p).count() for p in (cheffe_de_projet, agente, porteuse, voisin, caf)]
    assert lus == [1, 1, 1, 0, 0]


def test_l_ecran_dit_le_du_et_note_l_acte(equipe, monde, porteuse, cheffe_de_projet):
    annoncer(accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 25_000}), cheffe_de_projet)
    liste = reverse("suites:actes", args=[monde.campagne.pk])
    assert "1 convention à signer" in equipe.get(liste).content.decode()
    adresse = reverse("suites:noter-un-acte", args=[monde.campagne.pk, monde.association.pk, monde.ville.pk])
    assert "une convention est due" in equipe.get(adresse).content.decode()
    corps = {"nature": "convention", "reference": "Conv. 7", "signe_le": "2026-05-02", "montant": "25 000"}
    assert equipe.post(adresse, corps).status_code == 302
    texte = equipe.get(liste).content.decode()
    assert "Convention signée" in texte
    assert "Conv. 7" in texte


def test_engager_sans_acte_avertit_sans_empecher(equipe, monde, porteuse, cheffe_de_projet):
    dossier = annoncer(accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 25_000}), cheffe_de_projet)
    adresse = reverse("suites:bloc", args=[monde.campagne.pk, monde.ville.pk, "engager"])
    assert "Convention due" in equipe.get(adresse).content.decode()
    ligne = ligne_de(dossier)
    equipe.post(adresse, {f"l{ligne.pk}-version": ligne.version, f"l{ligne.pk}-engagement": "EJ 7"})
    assert ligne_de(dossier).engagement == "EJ 7"
