"""Relire et déposer : on voit tout, on atteste mot pour mot, on part une seule fois ; ce qui part reste tel quel."""

import html
import re
import uuid
from datetime import date

import pytest
from django.urls import reverse

from comptes.models import Adhesion, Droit
from dossiers import actions, attestations, fiche, regles
from dossiers.models import Exemplaire, PassageDossier
from tests import fabriques
from tests.conftest import frais, statut
from workflows.envois import Envoi
from workflows.journal import anomalies
from workflows.moteur import Blocage
from workflows.temps import a_l_instant


@pytest.fixture
def brouillon(dossier):
    """Un brouillon complet, que personne n’a encore attesté."""
    dossier.attestations.all().delete()
    return dossier


@pytest.fixture
def de(client):
    def entrer(personne):
        client.force_login(personne)
        return client

    return entrer


def texte(reponse):
    return html.unescape(reponse.content.decode())


def relire(dossier):
    return reverse("dossiers:relire", args=[dossier.pk])


def envoi(dossier, codes, cle="0f1d9f0e-7a3e-4d0a-9a37-0c1c5a3f9b11"):
    return {"attestation": list(codes), "version": frais(dossier).version, "cle": cle}


def test_tout_le_dossier_se_relit_sur_une_page(de, brouillon, porteuse):
    page = texte(de(porteuse).get(relire(brouillon)))
    for partie in fiche.fiche(brouillon):
        assert partie.titre in page
    assert "Les familles du quartier disent ne rien trouver le mercredi." in page
    assert re.search(r"représente 57\s% du total des produits", page)  # 4 000 € sur 7 000


def test_sans_chaque_attestation_le_dossier_ne_part_pas(de, brouillon, porteuse):
    codes = list(attestations.demandees(brouillon.organisation))
    page = texte(de(porteuse).post(relire(brouillon), envoi(brouillon, codes[1:])))
    assert "Les attestations ne sont pas données" in page
    assert page.count('id="attestation_') == len(codes)
    assert len(re.findall(r'id="attestation_\w+"\s+checked', page)) == len(codes) - 1  # ce qui est coché le reste
    assert (statut(brouillon), brouillon.attestations.count()) == ("brouillon", 0)


def test_deposer_garde_ce_qui_fut_atteste_mot_pour_mot(de, brouillon, porteuse):
    demandees = attestations.demandees(brouillon.organisation)
    for _ in range(2):  # un double clic
        assert de(porteuse).post(relire(brouillon), envoi(brouillon, demandees)).status_code == 302
    assert statut(brouillon) == "depose"
    assert {a.code: (a.texte, a.par) for a in brouillon.attestations.all()} == {
        code: (phrase, porteuse) for code, phrase in demandees.items()
    }
    assert brouillon.attestations.first().qualite == "Nadia Ferrand, signataire, Les Passerelles d’Essai"
    assert brouillon.exemplaires.count() == 1


def test_un_etablissement_n_atteste_pas_le_contrat_republicain(monde):
    commune = fabriques.organisation("Un collège", "eple")
    assert "contrat_republicain" in attestations.demandees(monde.association)
    assert "contrat_republicain" not in attestations.demandees(commune)


def test_un_redacteur_relit_mais_n_atteste_pas(de, brouillon, redacteur):
    page = texte(de(redacteur).get(relire(brouillon)))
    assert "Un signataire coche les attestations et dépose" in page
    assert de(redacteur).post(relire(brouillon), envoi(brouillon, ["obligations"])).status_code == 404
    assert brouillon.attestations.count() == 0


def test_un_signataire_qui_ne_l_est_plus_n_atteste_plus(de, brouillon, porteuse):
    navigateur = de(porteuse)
    Adhesion.objects.filter(utilisateur=porteuse).update(droit=Droit.REDACTEUR)
    codes = attestations.demandees(brouillon.organisation)
    assert navigateur.post(relire(brouillon), envoi(brouillon, codes)).status_code == 404
    assert statut(brouillon) == "brouillon"


def test_un_brouillon_qui_change_s_atteste_de_nouveau(de, dossier, porteuse):
    partie = reverse("dossiers:partie", args=[dossier.pk, "action"])
    assert regles.attestations_donnees(dossier)
    de(porteuse).post(partie, {"intitule": "Un autre titre", "version": dossier.version})
    assert not regles.attestations_donnees(frais(dossier))


def test_ce_qui_est_depose_n_est_plus_attestable(depose, porteuse):
    with pytest.raises(Blocage, match="n’est plus un brouillon"):
        actions.attester(depose, ["obligations"], par=porteuse)


def test_l_exemplaire_garde_le_dossier_tel_qu_il_partit(depose):
    exemplaire = depose.exemplaires.get()
    assert exemplaire.est_intact()
    assert exemplaire.contenu == fiche.contenu(frais(depose))
    assert [partie["code"] for partie in exemplaire.contenu][-1] == "attestations"
    Exemplaire.objects.filter(pk=exemplaire.pk).update(contenu=[])
    assert not frais(exemplaire).est_intact()


def test_la_cloture_passee_pendant_la_relecture_garde_le_brouillon(de, monde, brouillon, porteuse):
    navigateur = de(porteuse)
    assert "Déposer le dossier" in texte(navigateur.get(relire(brouillon)))
    monde.campagne.depot_ferme_le = monde.campagne.depot_ouvre_le.replace(hour=23, minute=59)
    monde.campagne.save()
    page = texte(navigateur.post(relire(brouillon), envoi(brouillon, attestations.demandees(brouillon.organisation))))
    assert "Le dépôt est clos depuis" in page
    assert "ce dossier reste un brouillon" in page
    assert (statut(brouillon), brouillon.attestations.count()) == ("brouillon", 0)


def test_des_contributions_volontaires_inegales_bloquent(brouillon, porteuse):
    brouillon.postes.create(sens="emploi", compte="864", montant=300)
    with pytest.raises(Blocage, match=r"il manque 300.€ de contributions \(87\)"):
        actions.deposer(brouillon, attestations.demandees(brouillon.organisation), par=porteuse)
    brouillon.postes.create(sens="contribution", compte="870", montant=300)
    assert actions.deposer(frais(brouillon), attestations.demandees(brouillon.organisation), par=porteuse)


def test_une_action_hors_de_l_annee_demande_un_accord(brouillon, porteuse):
    brouillon.date_fin = date(brouillon.campagne.annee + 1, 6, 30)
    brouillon.save()
    assert not regles.calendrier_accepte(brouillon)
    brouillon.derogation_accordee_par = "La préfecture, le 3 novembre"
    assert regles.calendrier_accepte(brouillon)


def test_les_avertissements_parlent_sans_empecher(monde, brouillon, porteuse):
    brouillon.dont_qpv, brouillon.objet = 12, "fonctionnement"
    brouillon.save()
    brouillon.lignes.filter(financeur=monde.ville).delete()
    brouillon.lignes.update(demande_contrat_de_ville=5800, demande_droit_commun=200)
    phrases = " ".join(a.phrase for a in regles.avertissements(frais(brouillon)))
    for attendu in (
        "10 % des bénéficiaires",
        "fonctionnement",
        "Un seul financeur",
        "86 % des produits",
        "La nature du droit commun",
    ):
        assert attendu in phrases, attendu
    assert all(a.regle for a in regles.avertissements(brouillon))
    actions.deposer(frais(brouillon), attestations.demandees(brouillon.organisation), par=porteuse)
    assert statut(brouillon) == "depose"


def test_l_etat_sollicite_pour_un_qic_seul_est_une_derogation(monde, brouillon):
    qic = fabriques.quartier(monde.convention, "Les Jardins", statut="QIC")
    brouillon.quartiers.set([qic])
    assert any("ne sont pas des QPV" in a.phrase for a in regles.avertissements(brouillon))
    brouillon.quartiers.add(monde.quartier)
    assert not any("ne sont pas des QPV" in a.phrase for a in regles.avertissements(brouillon))


def test_un_bilan_en_retard_se_voit_a_la_demande_suivante(monde, brouillon, en_seance, seance, cheffe_de_projet):
    ligne = en_seance()
    actions.acter(seance, par=cheffe_de_projet)
    assert not any("Un bilan manque" in a.phrase for a in regles.avertissements(brouillon))
    ligne.dossier.bilan.du_le = date(2020, 6, 30)
    ligne.dossier.bilan.save()
    attendu = f"Un bilan manque : {ligne.dossier.reference}."
    assert attendu in [a.phrase for a in regles.avertissements(brouillon)]


def test_qui_lit_le_dossier_le_lit_en_entier_a_l_ecran(de, depose, instructeur, agente, voisin):
    adresse = reverse("dossiers:tout-lire", args=[depose.pk])
    for qui, nomme in ((instructeur, True), (agente, False)):
        page = texte(de(qui).get(adresse))
        assert "Les familles du quartier disent ne rien trouver le mercredi." in page
        assert "Gymnase municipal" in page
        assert ("Nadia Ferrand" in page) == nomme  # qui a attesté : de son organisation et de l’équipe
    assert de(voisin).get(adresse).status_code == 404


def test_les_pieces_qui_manquent_se_disent_sans_empecher(de, brouillon, porteuse):
    page = texte(de(porteuse).get(relire(brouillon)))
    assert f"/dossiers/{brouillon.pk}/pieces/#" in page
    codes = attestations.demandees(brouillon.organisation)
    assert de(porteuse).post(relire(brouillon), envoi(brouillon, codes)).status_code == 302


# Qui écrit sans signer appelle le signataire -------------------------------------------------------------


def appeler(de, personne, dossier):
    adresse = reverse("dossiers:prevenir", args=[dossier.pk])
    return texte(de(personne).post(adresse, {"cle": str(uuid.uuid4())}, follow=True))


def test_le_redacteur_previent_le_signataire_d_ou_il_a_relu(de, brouillon, porteuse, redacteur):
    assert "Prévenir le signataire" in texte(de(redacteur).get(relire(brouillon)))
    assert "Prévenir le signataire" not in texte(de(porteuse).get(relire(brouillon)))
    assert "Le signataire est prévenu par courriel" in appeler(de, redacteur, brouillon)
    courriel = Envoi.objects.get(regle="dossier.prevenir_le_signataire")
    assert (courriel.personne, courriel.perimetre) == (porteuse, f"porteur:{brouillon.organisation_id}")
    assert courriel.sujet == "Un dossier attend que vous le déposiez\u00a0: «\u00a0Mercredis en mouvement\u00a0»"
    assert "Samir Delattre a fini d’écrire le dossier" in courriel.corps
    assert f"{relire(brouillon)}\n" in courriel.corps
    consigne = brouillon.passages.get(transition="prevenir_le_signataire")
    assert (consigne.par, consigne.depuis, consigne.vers) == (redacteur, "brouillon", "brouillon")
    assert frais(brouillon).version == brouillon.version  # un formulaire ouvert ailleurs n’en est pas périmé
    assert "Signataire prévenu" in texte(de(porteuse).get(brouillon.get_absolute_url()))
    assert anomalies(PassageDossier) == []


def test_une_fois_par_jour_et_le_refus_dit_pourquoi(de, brouillon, porteuse, redacteur):
    deja = "par Samir Delattre : une fois par jour suffit."
    with a_l_instant(fabriques.a_paris(2026, 11, 20, 10)):
        appeler(de, redacteur, brouillon)
        assert deja in texte(de(redacteur).get(relire(brouillon))).replace("\u00a0", " ")
        assert deja in appeler(de, redacteur, brouillon).replace("\u00a0", " ")
    with a_l_instant(fabriques.a_paris(2026, 11, 21, 0, 5)):
        assert "Le signataire est prévenu" in appeler(de, redacteur, brouillon)
    assert Envoi.objects.filter(regle="dossier.prevenir_le_signataire").count() == 2


def test_sans_signataire_on_ecrit_a_l_equipe(de, brouillon, porteuse, redacteur):
    Adhesion.objects.filter(utilisateur=porteuse).delete()
    assert "Votre organisation n’a pas de signataire" in appeler(de, redacteur, brouillon).replace("\u00a0", " ")
    assert not brouillon.passages.exists()


def test_pour_des_complements_le_courriel_dit_l_echeance(de, depose, porteuse, redacteur, instructeur):
    donnees = {"demande": "Un devis.", "echeance": fabriques.a_paris(2100, 1, 22, 18)}
    actions.avancer(depose, "demander_complements", par=instructeur, donnees=donnees)
    appeler(de, redacteur, depose)
    courriel = Envoi.objects.get(regle="dossier.prevenir_le_signataire")
    assert courriel.sujet.startswith("Des compléments attendent que vous les envoyiez")
    assert "22 janvier 2100" in courriel.corps
    assert courriel.perimetre == f"convention:{depose.campagne.convention_id}"
