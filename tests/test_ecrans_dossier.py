"""La page d’un dossier et ses passages : les boutons de la machine, le motif demandé, le silence avant l’annonce."""

import html
import re
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from comptes.models import Adhesion, Qualite
from dossiers import actions
from dossiers.actions.versements import verser
from dossiers.models import Bilan, Dossier, Ligne, PassageDossier, Versement
from tests import fabriques
from tests.conftest import frais, statut
from workflows.journal import anomalies
from workflows.moteur import Blocage
from workflows.temps import PARIS, aujourd_hui


@pytest.fixture
def de(client):
    def entrer(personne):
        client.force_login(personne)
        return client

    return entrer


def texte(reponse):
    return html.unescape(reponse.content.decode())


def page(navigateur, objet):
    reponse = navigateur.get(objet.get_absolute_url())
    assert reponse.status_code == 200
    return texte(reponse)


def passage(dossier, nom):
    return reverse("dossiers:avancer", args=[dossier.pk, nom])


def passage_de_ligne(ligne, nom):
    return reverse("dossiers:ligne-avancer", args=[ligne.dossier_id, ligne.pk, nom])


def vu(objet, **champs):
    """Ce que poste un bouton : la version vue, une clé neuve."""
    return {"version": objet.version, "cle": str(uuid.uuid4()), **champs}


@pytest.fixture
def decide(recevable, monde, cheffe_de_projet, agente):
    """Programmé en séance, rien d’annoncé : l’État accorde, la ville refuse."""
    comite = fabriques.seance(monde.campagne)
    fabriques.presence(comite)
    inscription = actions.inscrire(comite, recevable, par=cheffe_de_projet)
    comite = fabriques.ouvrir(comite, cheffe_de_projet)
    etat, ville = recevable.lignes.order_by("financeur__ordre")
    actions.saisir(inscription, etat, par=agente, choix="accorder", contrat_de_ville=3456)
    actions.saisir(inscription, ville, par=cheffe_de_projet, choix="refuser", motif="Secret du comité.")
    assert actions.acter(comite, par=cheffe_de_projet) == {}
    return frais(recevable)


@pytest.fixture
def annonce(decide, cheffe_de_projet, agente):
    etat, ville = decide.lignes.order_by("financeur__ordre")
    actions.avancer(etat, "voter", par=agente, donnees={"vote_le": date(2026, 4, 2), "vote_reference": "Arrêté 12"})
    actions.avancer(frais(etat), "notifier", par=agente)
    actions.avancer(frais(ville), "notifier", par=cheffe_de_projet)
    actions.avancer(decide, "annoncer", par=cheffe_de_projet)
    return frais(decide)


@pytest.fixture
def engagee(annonce, agente):
    ligne = annonce.lignes.get(statut="votee")
    actions.avancer(ligne, "engager", par=agente, donnees={"engagement": "EJ 1"})
    return frais(ligne)


# La page -------------------------------------------------------------------------------------------------


def test_un_brouillon_dit_qu_il_n_est_pas_depose_et_jusqu_a_quelle_heure(de, dossier, porteuse, redacteur):
    lu = page(de(porteuse), dossier)
    assert "Brouillon\u00a0: pas encore déposé." in lu
    assert "(heure de Paris)" in lu
    assert "Déposer le dossier" in lu
    assert 'aria-current="step"' in lu
    lu = page(de(redacteur), dossier)
    assert "Déposer le dossier" not in lu
    assert "il faut un signataire\u00a0: <strong>Nadia Ferrand</strong>" in lu


def test_un_bouton_bloque_dit_pourquoi_et_mene_au_champ(de, dossier, porteuse):
    dossier.tranches_age.clear()
    lu = page(de(porteuse), dossier)
    assert 'aria-disabled="true" aria-describedby="manques-dossier-deposer"' in lu
    assert "Aucune tranche d’âge n’est cochée." in lu
    assert f"/dossiers/{dossier.pk}/modifier/publics/#id_tranches_age" in lu
    assert 'id="id_tranches_age"' in texte(de(porteuse).get(reverse("dossiers:partie", args=[dossier.pk, "publics"])))


def test_deposer_depuis_la_page(de, dossier, porteuse):
    envoi = vu(dossier)
    for _ in range(2):  # un double clic
        assert de(porteuse).post(passage(dossier, "deposer"), envoi).status_code == 302
    assert statut(dossier) == "depose"
    assert dossier.passages.filter(transition="deposer").count() == 1
    assert "Déposé le" in page(de(porteuse), dossier)


def test_un_depot_bloque_le_dit_et_n_ecrit_rien(de, dossier, porteuse):
    dossier.tranches_age.clear()
    reponse = de(porteuse).post(passage(dossier, "deposer"), vu(dossier), follow=True)
    assert "Aucune tranche d’âge n’est cochée." in texte(reponse)
    assert statut(dossier) == "brouillon"


def test_etranger_ou_absent_la_meme_page_absente(de, depose, voisin):
    etranger = de(voisin).get(depose.get_absolute_url())
    absent = de(voisin).get("/dossiers/999999/")
    assert (etranger.status_code, absent.status_code) == (404, 404)
    assert de(voisin).get("/dossiers/99999999999999999999999999/").status_code == 404
    assert depose.intitule not in texte(etranger)


@pytest.mark.parametrize("nom", ["acter", "inscrire", "presenter", "constater_la_recevabilite", "inconnue", "pk"])
def test_ce_qu_aucun_bouton_n_offre_ne_se_force_pas(de, depose, cheffe_de_projet, nom):
    assert de(cheffe_de_projet).post(passage(depose, nom), vu(depose)).status_code == 404
    assert statut(depose) == "depose"


@pytest.mark.parametrize("nom", ["accorder", "refuser", "ajourner", "solliciter_de_nouveau"])
def test_une_decision_ne_se_prend_qu_en_seance(de, depose, cheffe_de_projet, nom):
    ligne = depose.lignes.first()
    assert de(cheffe_de_projet).post(passage_de_ligne(ligne, nom), vu(ligne, motif="Non.")).status_code == 404
    assert statut(ligne) == "sollicitee"


def test_la_page_demande_toujours_autant_de_requetes(
    de, monde, porteuse, cheffe_de_projet, django_assert_max_num_queries
):
    def requetes(financeurs):
        nouveau = fabriques.dossier(
            monde.campagne, monde.association, porteuse, quartiers=[monde.quartier], objectif_=monde.objectif,
            demandes={financeur: 1000 for financeur in financeurs})  # fmt: skip
        actions.avancer(nouveau, "deposer", par=porteuse)
        navigateur = de(cheffe_de_projet)
        navigateur.get(nouveau.get_absolute_url())
        with django_assert_max_num_queries(60) as compteur:
            navigateur.get(nouveau.get_absolute_url())
        return len(compteur)

    guichets = [fabriques.financeur(f"Guichet {rang}", campagnes=[monde.campagne]) for rang in range(8)]
    assert requetes(guichets[:2]) == requetes(guichets)


# Les passages qui demandent quelque chose ----------------------------------------------------------------


def test_demander_des_complements_fixe_la_fin_du_jour_a_paris(de, depose, instructeur, porteuse):
    formulaire = texte(de(instructeur).get(passage(depose, "demander_complements")))
    assert f'value="{aujourd_hui() + timedelta(days=14)}"' in formulaire
    jour = aujourd_hui() + timedelta(days=5)
    envoi = vu(depose, demande="Le budget détaillé.", echeance=str(jour))
    assert de(instructeur).post(passage(depose, "demander_complements"), envoi).status_code == 302
    demande = frais(depose)
    assert demande.statut == "incomplet"
    local = demande.echeance.astimezone(PARIS)
    assert (local.date(), local.hour, local.minute) == (jour, 23, 59)
    assert "Le budget détaillé." in page(de(porteuse), depose)


@pytest.mark.parametrize("echeance", ["2020-01-01", "2027-02-30", "20226-01-01", "", "\x00", "hier"])
def test_une_echeance_fausse_garde_ce_qui_est_tape(de, depose, instructeur, echeance):
    envoi = vu(depose, demande="Texte à garder <b>", echeance=echeance)
    reponse = de(instructeur).post(passage(depose, "demander_complements"), envoi)
    assert reponse.status_code == 200
    assert "<title>Erreur : " in reponse.content.decode()
    assert "Texte à garder &lt;b&gt;" in reponse.content.decode()
    assert statut(depose) == "depose"


def test_un_motif_est_attendu(de, depose, porteuse):
    reponse = de(porteuse).post(passage(depose, "abandonner"), vu(depose, motif="  "))
    assert "Un motif est attendu." in texte(reponse)
    assert statut(depose) == "depose"
    de(porteuse).post(passage(depose, "abandonner"), vu(depose, motif="Plus de bénévoles."))
    assert statut(depose) == "abandonne"


def test_une_page_perimee_est_refusee_et_garde_le_motif(de, depose, porteuse, instructeur):
    envoi = vu(depose, motif="Mon motif.")
    donnees = {"demande": "?", "echeance": fabriques.a_paris(2100, 1, 1)}
    actions.avancer(depose, "demander_complements", par=instructeur, donnees=donnees)
    reponse = de(porteuse).post(passage(depose, "abandonner"), envoi)
    assert "Quelqu’un l’a modifié" in texte(reponse)
    assert "Mon motif." in texte(reponse)
    assert statut(depose) == "incomplet"


@pytest.mark.parametrize("champs", [{"version": "abc"}, {"version": "9" * 50}, {"cle": "pas une clé"}, {"cle": "\x00"}])
def test_un_bouton_trafique_ne_fait_pas_de_panne(de, dossier, porteuse, champs):
    assert de(porteuse).post(passage(dossier, "deposer"), vu(dossier) | champs).status_code == 302


def test_la_cle_d_un_autre_formulaire_est_refusee_sans_panne(de, monde, dossier, porteuse):
    autre = fabriques.dossier(
        monde.campagne, monde.association, porteuse, demandes={monde.ville: 1000}, quartiers=[monde.quartier],
        objectif_=monde.objectif)  # fmt: skip
    cle = str(uuid.uuid4())
    de(porteuse).post(passage(dossier, "deposer"), vu(dossier, cle=cle))
    reponse = de(porteuse).post(passage(autre, "deposer"), vu(autre, cle=cle), follow=True)
    assert "Ce formulaire a déjà servi" in texte(reponse)
    assert (statut(dossier), statut(autre)) == ("depose", "brouillon")


def test_un_geste_qui_n_est_plus_possible_le_dit(de, dossier, porteuse):
    actions.avancer(dossier, "deposer", par=porteuse)
    reponse = de(porteuse).post(passage(dossier, "deposer"), {"cle": str(uuid.uuid4())}, follow=True)
    assert "Cette action n’est plus possible" in texte(reponse)


# La recevabilité -----------------------------------------------------------------------------------------


def test_chaque_financeur_repond_pour_lui(de, monde, depose, agente):
    etat, ville = depose.lignes.order_by("financeur__ordre")
    lu = page(de(agente), depose)
    assert passage_de_ligne(etat, "declarer_recevable") in lu
    assert passage_de_ligne(ville, "declarer_recevable") not in lu
    assert de(agente).post(passage_de_ligne(ville, "declarer_recevable"), vu(ville)).status_code == 404
    assert de(agente).post(passage_de_ligne(etat, "declarer_recevable"), vu(etat)).status_code == 302
    assert (statut(etat), statut(ville), statut(depose)) == ("recevable", "sollicitee", "depose")


def test_la_cheffe_repond_pour_tous_d_un_geste(de, depose, cheffe_de_projet):
    adresse = reverse("dossiers:repondre", args=[depose.pk, "declarer_recevable"])
    assert "Déclarer recevable pour 2 financeurs" in page(de(cheffe_de_projet), depose)
    envoi = {"cle": str(uuid.uuid4())}
    for _ in range(2):
        de(cheffe_de_projet).post(adresse, envoi)
    assert statut(depose) == "recevable"


def test_ecarter_toutes_les_demandes_veut_un_motif(de, depose, cheffe_de_projet):
    adresse = reverse("dossiers:repondre", args=[depose.pk, "declarer_irrecevable"])
    assert "Même réponse pour" in texte(de(cheffe_de_projet).get(adresse))
    assert "Un motif est attendu." in texte(de(cheffe_de_projet).post(adresse, {"motif": ""}))
    de(cheffe_de_projet).post(adresse, {"motif": "Hors des quartiers.", "cle": str(uuid.uuid4())})
    assert statut(depose) == "irrecevable"
    assert de(cheffe_de_projet).post(reverse("dossiers:repondre", args=[depose.pk, "voter"])).status_code == 404


# Ce qui n’est pas encore annoncé -------------------------------------------------------------------------


def test_le_porteur_ne_devine_rien_avant_l_annonce(de, decide, porteuse, cheffe_de_projet):
    assert "3\u202f456" in page(de(cheffe_de_projet), decide)
    lu = page(de(porteuse), decide)
    assert "En comité</span>" in lu
    for secret in (
        "3\u202f456",
        "Secret du comité",
        "Programmé",
        "Accordée",
        "Refusée",
        "Décidé le",
        "Se désister",
        "/bilan/",
    ):
        assert secret not in lu, secret
    assert "Abandonner le dossier" in lu
    assert de(porteuse).get(reverse("dossiers:bilan", args=[decide.pk])).status_code == 404
    assert de(porteuse).get(reverse("dossiers:bilan-avancer", args=[decide.pk, "transmettre"])).status_code == 404


def test_essayer_les_boutons_ne_dit_pas_la_decision(de, decide, porteuse):
    for nom in ("se_desister", "abandonner"):
        reponse = de(porteuse).post(passage(decide, nom), vu(decide, motif="J’essaie."))
        assert statut(decide) == "programme"
        assert "comité" in texte(reponse) or "n’est plus possible" in texte(reponse)
    lignes = decide.lignes.all()
    for ligne in lignes:
        assert de(porteuse).post(passage_de_ligne(ligne, "annuler"), vu(ligne, motif="!")).status_code == 404


def test_le_journal_du_porteur_ne_dit_pas_le_comite(de, decide, porteuse, cheffe_de_projet, agente):
    assert "Décision actée" in page(de(cheffe_de_projet), decide)
    assert "Décision actée" not in page(de(porteuse), decide)
    lu_par_l_etat = page(de(agente), decide)
    assert "Accordée</strong>" in lu_par_l_etat
    assert "Décision actée" not in lu_par_l_etat


def test_annoncee_tout_se_lit(de, annonce, porteuse):
    lu = page(de(porteuse), annonce)
    for mot in ("3\u202f456", "Secret du comité", "Programmé", "Se désister", f"/dossiers/{annonce.pk}/bilan/"):
        assert mot in lu, mot


def test_ce_qui_est_deja_fait_ou_sans_objet_ne_s_offre_pas(de, decide, cheffe_de_projet):
    """Une réserve qui n’existe pas, une notification déjà faite : un bouton empêché n’apprendrait rien."""
    lu = page(de(cheffe_de_projet), decide)
    assert "Notifier la décision" in lu
    assert "Lever la réserve" not in lu
    actions.avancer(decide.lignes.get(statut="refusee"), "notifier", par=cheffe_de_projet)
    assert "Notifier la décision" not in page(de(cheffe_de_projet), decide)


def test_le_message_dit_de_quel_financeur_il_s_agit(de, decide, agente):
    ligne = decide.lignes.order_by("financeur__ordre").first()
    adresse = reverse("dossiers:ligne-avancer", args=[decide.pk, ligne.pk, "voter"])
    envoi = vu(frais(ligne), vote_le="2026-04-02", vote_reference="Arrêté 12")
    assert f"{ligne.financeur}\u00a0: votée." in texte(de(agente).post(adresse, envoi, follow=True))


def test_une_ligne_votee_mais_pas_notifiee_reste_tue(de, decide, porteuse, agente):
    etat = decide.lignes.order_by("financeur__ordre").first()
    donnees = {"vote_le": date(2026, 4, 2), "vote_reference": "Arrêté 12"}
    actions.avancer(etat, "voter", par=agente, donnees=donnees)
    lu = page(de(porteuse), decide)
    assert "Arrêté 12" not in lu
    assert "Votée" not in lu


def test_l_elue_lit_une_fiche_sans_montant_ni_nom(de, monde, annonce, porteuse):
    elue = fabriques.personne("Édith", "Élue")
    fabriques.rattacher(elue, monde.convention.pilote, Qualite.LECTURE, "lecteur")
    lu = page(de(elue), annonce)
    assert annonce.description in lu
    for secret in ("3\u202f456", "4\u202f000", "Nadia", "Journal", "Plan de financement", "Secret du comité"):
        assert secret not in lu, secret
    assert de(elue).get(reverse("dossiers:bilan", args=[annonce.pk])).status_code == 404
    assert de(elue).post(passage(annonce, "clore"), vu(annonce)).status_code == 404


# Voter, engager, payer -----------------------------------------------------------------------------------


def test_voter_demande_une_date_passee_et_une_reference(de, decide, agente):
    etat = decide.lignes.order_by("financeur__ordre").first()
    demain = str(aujourd_hui() + timedelta(days=1))
    reponse = de(agente).post(passage_de_ligne(etat, "voter"), vu(etat, vote_le=demain, vote_reference=""))
    assert "Ce vote est à venir" in texte(reponse)
    assert "Indiquez la référence de l’acte." in texte(reponse)
    de(agente).post(passage_de_ligne(etat, "voter"), vu(etat, vote_le=str(aujourd_hui()), vote_reference="Arrêté 12"))
    assert statut(etat) == "votee"


def test_un_versement_s_ajoute_une_fois_et_ne_depasse_pas_l_accorde(de, engagee, agente, porteuse):
    adresse = reverse("dossiers:versement", args=[engagee.dossier_id, engagee.pk])
    assert "3\u202f456" in texte(de(agente).get(adresse))
    envoi = vu(engagee, montant="1 000,50", verse_le=str(aujourd_hui()), reference="Mandat 7")
    for _ in range(2):
        assert de(agente).post(adresse, envoi).status_code == 302
    assert list(Versement.objects.values_list("montant", flat=True)) == [Decimal("1000.50")]
    trop = texte(de(agente).post(adresse, vu(frais(engagee), montant="2500", verse_le=str(aujourd_hui()))))
    assert "dépasse ce qui reste à verser\u00a0: 2\u202f455,50" in trop
    assert 'value="2500"' in trop
    assert de(porteuse).get(adresse).status_code == 404
    assert anomalies(PassageDossier) == []
    assert "Versement enregistré" in page(de(agente), engagee.dossier)


def test_un_versement_perime_est_refuse(engagee, agente):
    verser(engagee, par=agente, montant=Decimal(100), verse_le=aujourd_hui(), version=engagee.version)
    with pytest.raises(Blocage, match="Quelqu’un l’a modifié"):
        verser(engagee, par=agente, montant=Decimal(100), verse_le=aujourd_hui(), version=engagee.version)


@pytest.mark.parametrize("montant", ["", "0", "-1", "NaN", "1,234", "10" * 9, "\x00"])
def test_un_versement_faux_n_ecrit_rien(de, engagee, agente, montant):
    adresse = reverse("dossiers:versement", args=[engagee.dossier_id, engagee.pk])
    reponse = de(agente).post(adresse, vu(engagee, montant=montant, verse_le=str(aujourd_hui())))
    assert "<title>Erreur : " in reponse.content.decode()
    assert not Versement.objects.exists()


# Le bilan ------------------------------------------------------------------------------------------------


def test_le_bilan_s_ecrit_puis_se_transmet_puis_s_accepte(de, annonce, porteuse, redacteur, cheffe_de_projet):
    bilan = Bilan.objects.get(dossier=annonce)
    assert "Trois issues" in page(de(porteuse), bilan)
    saisie = {
        "recit": "Quarante séances.",
        "charges_realisees": "3 500",
        "beneficiaires_total": "131",
        "dont_qpv": "90",
    }
    assert de(redacteur).post(bilan.get_absolute_url(), saisie | {"version": bilan.version}).status_code == 302
    lu = page(de(porteuse), bilan)
    assert "50 % des charges" in lu
    adresse = reverse("dossiers:bilan-avancer", args=[annonce.pk, "transmettre"])
    assert de(redacteur).post(adresse, vu(frais(bilan))).status_code == 404
    de(porteuse).post(adresse, vu(frais(bilan)))
    assert statut(bilan) == "recu"
    correction = reverse("dossiers:bilan-avancer", args=[annonce.pk, "demander_une_correction"])
    de(cheffe_de_projet).post(correction, vu(frais(bilan), motif="Précisez les publics."))
    assert "Précisez les publics." in page(de(porteuse), bilan)
    de(porteuse).post(adresse, vu(frais(bilan)))
    de(cheffe_de_projet).post(reverse("dossiers:bilan-avancer", args=[annonce.pk, "accepter"]), vu(frais(bilan)))
    assert statut(bilan) == "accepte"


def test_le_bilan_a_deux_autres_issues(de, annonce, porteuse):
    bilan = Bilan.objects.get(dossier=annonce)
    dates = reverse("dossiers:bilan-avancer", args=[annonce.pk, "demander_d_autres_dates"])
    hier = str(aujourd_hui() - timedelta(days=1))
    assert "Ce jour est passé" in texte(de(porteuse).post(dates, vu(bilan, report_souhaite_au=hier, motif="Retard.")))
    de(porteuse).post(dates, vu(bilan, report_souhaite_au="2099-06-30", motif="Retard."))
    assert frais(bilan).report_souhaite_au == date(2099, 6, 30)
    attester = reverse("dossiers:bilan-avancer", args=[annonce.pk, "attester_la_non_realisation"])
    de(porteuse).post(attester, vu(frais(bilan), motif="Pas eu lieu."))
    assert statut(bilan) == "non_realise"


def test_deux_personnes_sur_le_meme_bilan(de, annonce, porteuse, redacteur):
    bilan = Bilan.objects.get(dossier=annonce)
    de(porteuse).post(bilan.get_absolute_url(), {"recit": "De Nadia.", "version": bilan.version})
    lu = texte(de(redacteur).post(bilan.get_absolute_url(), {"recit": "De Samir.", "version": bilan.version}))
    assert "De Nadia." in lu
    assert "De Samir." in lu
    assert frais(bilan).recit == "De Nadia."


@pytest.mark.parametrize(
    "champs",
    [
        {"charges_realisees": "NaN"},
        {"beneficiaires_total": "-1"},
        {"recit": "x" * 8001},
        {"beneficiaires_total": "1", "dont_qpv": "2"},
    ],
)
def test_un_bilan_faux_garde_ce_qui_est_tape(de, annonce, porteuse, champs):
    bilan = Bilan.objects.get(dossier=annonce)
    reponse = de(porteuse).post(bilan.get_absolute_url(), {"recit": "Gardé.", "version": bilan.version} | champs)
    assert "<title>Erreur : " in reponse.content.decode()
    assert frais(bilan).recit == ""


# Les droits retirés --------------------------------------------------------------------------------------


def test_un_droit_retire_en_cours_de_session_ne_sert_plus(de, dossier, porteuse):
    navigateur = de(porteuse)
    navigateur.get(dossier.get_absolute_url())
    Adhesion.objects.filter(utilisateur=porteuse).delete()
    assert navigateur.post(passage(dossier, "deposer"), vu(dossier)).status_code == 404
    assert statut(dossier) == "brouillon"


def test_aucune_page_ne_porte_de_style_ni_de_script_en_ligne(de, annonce, cheffe_de_projet):
    lu = page(de(cheffe_de_projet), annonce)
    assert not re.search(r"<[^>]*\s(style|on\w+)=", lu)
    assert Dossier.objects.count() == 1
    assert Ligne.objects.count() == 2
