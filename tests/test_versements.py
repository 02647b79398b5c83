"""Payer : acompte et solde, jamais plus que l’accordé ; le soixantième jour se voit et se rappelle ; une erreur se corrige."""

import contextlib
import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import actions
from dossiers.actions.actes import noter_un_acte
from dossiers.actions.versements import corriger_un_versement, verser
from dossiers.models import ActeAttributif, Ligne, PassageDossier, Versement
from dossiers.statuts import ACQUISES
from gouvernance.suites.chaine import suites_de
from programmation.models import Enveloppe
from tests import fabriques
from tests.automne import battre, lignes
from tests.conftest import frais, statut
from tests.suites import accorder, annoncer, engager, ligne_de, payer
from workflows.journal import anomalies
from workflows.moteur import Blocage
from workflows.temps import a_l_instant, aujourd_hui

pytestmark = pytest.mark.django_db


@pytest.fixture
def notifiee(monde, porteuse, cheffe_de_projet):
    """1 000 € de la ville, votés, notifiés, annoncés."""
    fabriques.enveloppe(monde.campagne, monde.ville, 5000)
    dossier = accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 1000})
    return ligne_de(annoncer(dossier, cheffe_de_projet))


@pytest.fixture
def engagee(notifiee, cheffe_de_projet):
    return engager(notifiee, cheffe_de_projet)


# 1. Payer, corriger ---------------------------------------------------------------------------------------


def test_un_acompte_puis_un_solde_soldent_la_ligne(engagee, cheffe_de_projet):
    payer(engagee, cheffe_de_projet, 600)
    assert statut(engagee) == "engagee"
    payer(engagee, cheffe_de_projet, 400, "solde")
    assert statut(engagee) == "soldee"


@pytest.mark.parametrize(
    ("montant", "nature", "phrase"),
    [(1001, "acompte", "dépasse ce qui reste"), (900, "solde", "Un solde paie tout"), (1001, "solde", "dépasse")],
)
def test_jamais_plus_que_l_accorde_et_un_solde_paie_tout(engagee, cheffe_de_projet, montant, nature, phrase):
    with pytest.raises(Blocage, match=phrase):
        payer(engagee, cheffe_de_projet, montant, nature)
    assert not Versement.objects.exists()


def test_sans_engagement_rien_ne_se_verse(notifiee, cheffe_de_projet):
    with pytest.raises(Blocage, match="pas engagée"):
        payer(notifiee, cheffe_de_projet, 10)


def corriger(versement, par, montant, motif="Mauvaise saisie.", nature="acompte"):
    corriger_un_versement(versement, par=par, motif=motif, montant=montant, verse_le=aujourd_hui(), nature=nature)


def test_une_erreur_se_corrige_et_le_journal_garde_les_deux(engagee, cheffe_de_projet):
    versement = payer(engagee, cheffe_de_projet, 600)
    corriger(versement, cheffe_de_projet, 60)
    assert frais(engagee).total_verse == 60
    passage = engagee.passages_propres.get(transition="corriger_un_versement")
    assert (passage.donnees["avant"]["montant"], passage.donnees["apres"]["montant"]) == ("600.00", 60)


def test_zero_retire_le_versement_et_un_total_trop_grand_se_refuse(engagee, cheffe_de_projet):
    premier, second = payer(engagee, cheffe_de_projet, 600), payer(engagee, cheffe_de_projet, 300)
    with pytest.raises(Blocage, match="dépasse"):
        corriger(second, cheffe_de_projet, 401)
    corriger(premier, cheffe_de_projet, 0)
    assert frais(engagee).total_verse == 300


def test_on_ne_corrige_ni_sans_motif_ni_pour_un_autre_ni_une_ligne_soldee(engagee, cheffe_de_projet, agente):
    versement = payer(engagee, cheffe_de_projet, 600)
    with pytest.raises(Blocage, match="motif"):
        corriger(versement, cheffe_de_projet, 60, motif="  ")
    with pytest.raises(PermissionDenied):
        corriger(versement, agente, 60)
    payer(engagee, cheffe_de_projet, 400, "solde")
    with pytest.raises(Blocage, match="plus engagée"):
        corriger(versement, cheffe_de_projet, 60)


def test_la_correction_se_fait_par_l_ecran(equipe, monde, engagee, cheffe_de_projet):
    versement = payer(engagee, cheffe_de_projet, 600)
    adresse = reverse("suites:corriger", args=[monde.campagne.pk, versement.pk])
    corps = {"version": frais(engagee).version, "montant": "550,50", "nature": "acompte", "verse_le": "2026-01-05"}
    assert "Un motif est attendu" in equipe.post(adresse, corps).content.decode()
    assert equipe.post(adresse, corps | {"motif": "Erreur de virgule."}).status_code == 302
    assert frais(engagee).total_verse == Decimal("550.50")


# 2. Le soixantième jour -----------------------------------------------------------------------------------


def delai(monde, personne, jours, ligne):
    with a_l_instant(ligne.notifiee_le + timedelta(days=jours)):
        (suite,) = suites_de(monde.campagne, personne)
    return suite.delai and (suite.delai.jours, suite.delai.ton)


@pytest.mark.parametrize(("jours", "ton"), [(0, ""), (44, ""), (45, "attente"), (60, "attente"), (61, "non")])
def test_le_delai_se_dit_par_un_mot_et_un_ton(monde, notifiee, cheffe_de_projet, jours, ton):
    assert delai(monde, cheffe_de_projet, jours, notifiee) == (jours, ton)


def test_tout_paye_le_delai_ne_court_plus(monde, engagee, cheffe_de_projet):
    payer(engagee, cheffe_de_projet, 1000, "solde")
    assert delai(monde, cheffe_de_projet, 90, engagee) is None


def test_une_convention_fixe_ses_propres_echeances(monde, notifiee, cheffe_de_projet):
    noter_un_acte(
        monde.campagne, monde.ville, monde.association, par=cheffe_de_projet, nature=ActeAttributif.Nature.CONVENTION,
        reference="C 1", signe_le=aujourd_hui(), montant=1000,
    )  # fmt: skip
    assert delai(monde, cheffe_de_projet, 90, notifiee) == (90, "cours")
    battre(notifiee.notifiee_le + timedelta(days=46))
    assert not lignes("paiement_attendu")


def test_l_agent_et_l_equipe_sont_prevenus_a_45_et_60_jours(monde, porteuse, cheffe_de_projet, agente, voisin):
    ligne = ligne_de(annoncer(accorder(monde, porteuse, cheffe_de_projet, {monde.etat: 800}), cheffe_de_projet))
    for jours in (44, 46, 61):
        battre(ligne.notifiee_le + timedelta(days=jours))
    partis = lignes("paiement_attendu")
    assert [(e.adresse, e.statut) for e in partis] == [
        (p.courriel, "envoyee") for _ in (45, 60) for p in sorted((agente, cheffe_de_projet), key=lambda p: p.courriel)
    ]
    assert "800\u202f€ à verser, dépense pas encore engagée" in partis[0].corps
    assert "le dernier des 60 jours" in partis[-1].corps


def test_un_seul_rappel_pour_toutes_les_lignes_d_un_guichet(monde, porteuse, cheffe_de_projet):
    for rang in range(3):
        dossier = accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 100}, intitule=f"Action {rang}")
        ligne = ligne_de(annoncer(dossier, cheffe_de_projet))
    battre(ligne.notifiee_le + timedelta(days=46))
    (envoi,) = lignes("paiement_attendu")
    assert envoi.corps.count("à verser") == 3


# 3. L’état des versements -----------------------------------------------------------------------------------


def test_l_etat_se_lit_se_cherche_et_s_emporte(equipe, monde, engagee, cheffe_de_projet):
    payer(engagee, cheffe_de_projet, 600)
    adresse = reverse("suites:versements", args=[monde.campagne.pk])
    assert "600\u202f€</span> versés sur" in equipe.get(adresse).content.decode()
    assert "Aucune ligne ne répond" in equipe.get(adresse, {"q": "introuvable"}).content.decode()
    tableur = equipe.get(adresse, {"format": "csv"}).getvalue().decode("utf-8-sig")
    (rang,) = csv.DictReader(StringIO(tableur), delimiter=";")
    assert (rang["Accordé (€)"], rang["Versé (€)"], rang["Reste à verser (€)"]) == ("1000,00", "600,00", "400,00")


def test_un_financeur_ne_lit_que_les_siennes(client, monde, porteuse, cheffe_de_projet, agente):
    dossier = accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 1234, monde.etat: 555})
    annoncer(dossier, cheffe_de_projet)
    client.force_login(agente)
    texte = client.get(reverse("suites:versements", args=[monde.campagne.pk])).content.decode()
    assert "555" in texte
    assert "1\u202f234" not in texte


def test_le_porteur_lit_ses_subventions_une_fois_notifiees(lire, monde, porteuse, voisin, cheffe_de_projet):
    dossier = accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 1234})
    adresse = reverse("suites:mes-subventions")
    assert "1\u202f234" not in lire(porteuse, adresse)
    annoncer(dossier, cheffe_de_projet)
    payer(engager(ligne_de(dossier), cheffe_de_projet), cheffe_de_projet, 34)
    texte = lire(porteuse, adresse)
    assert "1\u202f234" in texte
    assert "Acompte de" in texte
    assert "Aucune subvention" in lire(voisin, adresse)


# 4. Quoi qu’il arrive ----------------------------------------------------------------------------------------

GESTES = st.lists(
    st.tuples(st.sampled_from(["avenant", "voter", "notifier", "engager", "acompte", "solde", "corriger", "annuler"]),
              st.integers(0, 2), st.integers(1, 900)),
    max_size=14,
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gestes=GESTES)
def test_on_ne_verse_jamais_plus_que_l_accorde_et_l_enveloppe_compte_juste(trois, cheffe_de_projet, gestes):
    with transaction.atomic():  # chaque suite de gestes part des mêmes trois lignes
        for nom, rang, montant in gestes:
            with contextlib.suppress(Blocage):
                _jouer(nom, frais(trois[rang]), montant, cheffe_de_projet)
        _tout_est_juste(trois)
        transaction.set_rollback(True)


def _tout_est_juste(trois):
    for ligne in map(frais, trois):
        assert ligne.total_verse <= (ligne.accorde or 0)
    for enveloppe in Enveloppe.objects.all():
        acquises = enveloppe.lignes.filter(statut__in=ACQUISES)
        assert enveloppe.engage == sum(ligne.accorde_contrat_de_ville for ligne in acquises)
    assert anomalies(PassageDossier) == []


@pytest.fixture
def trois(monde, porteuse, cheffe_de_projet):
    fabriques.enveloppe(monde.campagne, monde.ville, 1500)
    return [
        ligne_de(accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 300}, intitule=f"Action {rang}"))
        for rang in range(3)
    ]


def _jouer(nom, ligne, montant, par):
    if nom == "avenant":
        geste = "reviser_par_avenant" if ligne.statut in ("accordee", "votee") else "accorder_par_avenant"
        decision = ligne.decisions.get()
        actions.prendre_un_avenant(
            decision, geste, par=par, motif="Un avenant.", pris_le=aujourd_hui(), contrat_de_ville=montant
        )  # fmt: skip
    elif nom in ("acompte", "solde"):
        reste = (ligne.accorde or 0) - ligne.total_verse
        verse = reste if nom == "solde" else montant
        if verse > 0:
            verser(ligne, par=par, montant=verse, verse_le=aujourd_hui(), nature=nom)
    elif nom == "corriger":
        if versement := ligne.versements.first():
            corriger(versement, par, montant)
    else:
        donnees = {
            "voter": {"vote_le": aujourd_hui(), "vote_reference": "D"},
            "engager": {"engagement": "EJ"},
        }.get(nom)
        actions.avancer(Ligne.objects.get(pk=ligne.pk), nom, par=par, donnees=donnees, motif="Un motif.")
