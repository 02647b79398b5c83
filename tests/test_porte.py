"""La porte : on ne franchit que ce qu’on peut, on lit pourquoi sinon, et un double clic ne fait rien deux fois."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from comptes.models import Adhesion, Droit
from dossiers import actions
from dossiers.models import Bilan, Dossier
from tests import fabriques
from tests.conftest import frais, statut
from workflows.envois import Envoi
from workflows.moteur import PERIME, Blocage, franchir, modifier, offres
from workflows.temps import a_l_instant, maintenant


def test_les_manques_d_un_brouillon_se_lisent_sur_le_bouton(monde, porteuse):
    vide = actions.ouvrir_un_dossier(monde.campagne, monde.association, par=porteuse, intitule="Idée")
    offre = next(o for o in offres(vide, porteuse) if o.nom == "deposer")
    assert offre.manques == (
        "Le besoin n’est pas dit : qu’avez-vous constaté, et d’où le savez-vous ?",
        "Ce que l’action veut changer n’est pas dit : une ou deux phrases suffisent.",
        "La description du projet est vide : dites en quelques phrases ce que vous ferez.",
        "La thématique n’est pas choisie.",
        "Aucun quartier n’est choisi : cochez au moins un quartier.",
        "Aucun objectif principal n’est choisi parmi ceux de vos quartiers.",
        "Aucun lieu n’est indiqué : où l’action se passe-t-elle ?",
        "Aucune tranche d’âge n’est cochée.",
        "Le nombre de bénéficiaires manque : une estimation suffit.",
        "La part des habitants de QPV et de QIC manque : écrivez 0 s’il n’y en a pas.",
        "Les dates de l’action manquent : indiquez son début et sa fin.",
        "Les moyens ne sont pas dits : indiquez au moins le matériel, ou des personnes.",
        "Aucun financeur n’est sollicité : indiquez au moins un montant demandé.",
        "Le budget est vide : inscrivez au moins une charge.",
        "Aucun indicateur n’est fixé : que compterez-vous pour savoir si l’action a réussi ?",
        "Les attestations ne sont pas données : un signataire les coche au moment de relire et de déposer.",
    )
    with pytest.raises(Blocage) as refus:
        actions.avancer(vide, "deposer", par=porteuse)
    assert refus.value.motifs == offre.manques
    assert statut(vide) == "brouillon"


def test_un_budget_desequilibre_dit_de_combien(dossier, porteuse):
    dossier.postes.filter(sens="charge").update(montant=7250)
    with pytest.raises(Blocage, match="il manque 250\u202f€ de produits"):
        actions.avancer(dossier, "deposer", par=porteuse)


def test_seul_un_signataire_depose(dossier, redacteur, voisin, cheffe_de_projet):
    for qui in (redacteur, voisin, cheffe_de_projet):
        with pytest.raises(PermissionDenied):
            actions.avancer(dossier, "deposer", par=qui)
    assert statut(dossier) == "brouillon"


def test_apres_la_cloture_le_dossier_reste_un_brouillon(monde, dossier, porteuse):
    trop_tard = monde.campagne.depot_ferme_le + timedelta(microseconds=1)
    with a_l_instant(trop_tard), pytest.raises(Blocage, match="ce dossier reste un brouillon"):
        actions.avancer(dossier, "deposer", par=porteuse)
    with a_l_instant(monde.campagne.depot_ferme_le):
        actions.avancer(dossier, "deposer", par=porteuse)
    assert frais(dossier).depose_le == monde.campagne.depot_ferme_le


def test_le_delai_de_grace_compte(monde, dossier, porteuse):
    monde.campagne.delai_de_grace = timedelta(minutes=10)
    monde.campagne.save()
    with a_l_instant(monde.campagne.depot_ferme_le + timedelta(minutes=10)):
        actions.avancer(dossier, "deposer", par=porteuse)
    assert statut(dossier) == "depose"


def test_un_double_clic_rend_le_meme_passage(dossier, porteuse):
    cle = uuid.uuid4()
    premier = actions.avancer(dossier, "deposer", par=porteuse, version=0, cle=cle)
    second = actions.avancer(dossier, "deposer", par=porteuse, version=0, cle=cle)
    assert premier.pk == second.pk
    assert dossier.passages.count() == 1
    envois = Envoi.objects.filter(objet=f"dossier:{dossier.pk}")
    assert envois.count() == envois.values("adresse", "regle").distinct().count()


def test_la_cle_d_un_autre_ne_sert_pas(dossier, porteuse, depose, cheffe_de_projet):
    cle = uuid.uuid4()
    actions.avancer(depose, "abandonner", par=porteuse, motif="Plus de salle.", cle=cle)
    with pytest.raises(Blocage, match="a déjà servi"):
        actions.avancer(depose, "abandonner", par=cheffe_de_projet, motif="Plus de salle.", cle=cle)


def test_qui_a_vu_une_version_perimee_est_prevenu(dossier, porteuse):
    with modifier(dossier, version=0) as frais_:
        frais_.intitule = "Autre titre"
    with pytest.raises(Blocage, match="modifié depuis"):
        actions.avancer(dossier, "deposer", par=porteuse, version=0)
    with pytest.raises(Blocage) as refus, modifier(dossier, version=0):
        pass
    assert refus.value.motifs == (PERIME,)
    assert frais(dossier).intitule == "Autre titre"


def test_un_droit_retire_en_cours_de_session_ne_sert_plus(dossier, porteuse):
    assert porteuse.rattachements  # déjà lus, comme au milieu d’une session
    Adhesion.objects.filter(utilisateur=porteuse).delete()
    with pytest.raises(PermissionDenied):
        actions.avancer(dossier, "deposer", par=porteuse)


def test_le_statut_ne_s_ecrit_pas(dossier):
    with pytest.raises(AttributeError):
        dossier.statut = "clos"
    for geste in (
        lambda: Dossier.objects.update(statut="clos"),
        lambda: Dossier.objects.filter(pk=dossier.pk).update(statut="clos"),
        lambda: Dossier.objects.bulk_update([dossier], ["statut"]),
        lambda: Dossier.objects.create(statut="clos"),
        lambda: Dossier.objects.bulk_create([Dossier(statut="clos")]),
    ):
        with pytest.raises(TypeError, match="se franchit"):
            geste()
    assert statut(dossier) == "brouillon"


def test_les_complements_se_demandent_se_rendent_ou_s_annulent(depose, porteuse, instructeur):
    demande = {"demande": "Le procès-verbal d’assemblée.", "echeance": maintenant() + timedelta(days=10)}
    actions.avancer(depose, "demander_complements", par=instructeur, donnees=demande)
    assert statut(depose) == "incomplet"
    with (
        a_l_instant(demande["echeance"] + timedelta(seconds=1)),
        pytest.raises(Blocage, match="Le délai pour compléter"),
    ):
        actions.avancer(depose, "completer", par=porteuse)
    with a_l_instant(frais(depose).campagne.depot_ferme_le + timedelta(days=0)):
        pass  # l’échéance de la demande seule compte, jamais celle de la campagne
    actions.avancer(depose, "completer", par=porteuse)
    assert statut(depose) == "depose"
    actions.avancer(depose, "demander_complements", par=instructeur, donnees=demande)
    actions.avancer(depose, "annuler_la_demande", par=instructeur)
    assert (statut(depose), frais(depose).echeance) == ("depose", None)


def test_les_complements_se_rendent_meme_campagne_close(depose, porteuse, instructeur):
    campagne = depose.campagne
    with a_l_instant(campagne.depot_ferme_le + timedelta(days=5)):
        demande = {"demande": "Les comptes.", "echeance": maintenant() + timedelta(days=10)}
        actions.avancer(depose, "demander_complements", par=instructeur, donnees=demande)
        actions.avancer(depose, "completer", par=porteuse)
    assert statut(depose) == "depose"


def test_irrecevable_partout_rend_le_dossier_irrecevable_et_se_rouvre(depose, cheffe_de_projet):
    actions.repondre_pour_toutes(depose, "declarer_irrecevable", par=cheffe_de_projet, motif="Hors du territoire.")
    assert statut(depose) == "irrecevable"
    actions.avancer(depose, "rouvrir_la_recevabilite", par=cheffe_de_projet, motif="Adresse mal lue.")
    assert statut(depose) == "depose"
    assert set(depose.lignes.values_list("statut", flat=True)) == {"sollicitee"}


def test_l_instructeur_repond_pour_la_ville_seulement(depose, instructeur, monde):
    assert actions.repondre_pour_toutes(depose, "declarer_recevable", par=instructeur) == 1
    assert statut(depose.lignes.get(financeur=monde.ville)) == "recevable"
    assert statut(depose) == "depose"
    with pytest.raises(PermissionDenied):
        actions.avancer(depose.lignes.get(financeur=monde.etat), "declarer_recevable", par=instructeur)


def test_l_equipe_enregistre_un_dossier_venu_de_dauphin(monde, cheffe_de_projet):
    saisi = fabriques.dossier(
        monde.campagne, monde.voisine, cheffe_de_projet, demandes={monde.etat: 3000}, quartiers=[monde.quartier],
        objectif_=monde.objectif, saisi_par_l_equipe=True,
    )  # fmt: skip
    with pytest.raises(Blocage, match="numéro Dauphin"):
        actions.avancer(saisi, "enregistrer", par=cheffe_de_projet)
    with modifier(saisi, version=0) as frais_:
        frais_.numero_dauphin = "DA01200614"
    actions.avancer(saisi, "enregistrer", par=cheffe_de_projet)
    assert statut(saisi) == "depose"


def test_une_action_non_realisee_se_clot_et_se_rouvre_la_ou_elle_en_etait(
    seance, en_seance, cheffe_de_projet, porteuse
):
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    dossier = fabriques.annoncer(ligne, cheffe_de_projet)
    actions.avancer(dossier.bilan, "attester_la_non_realisation", par=porteuse, motif="Porteur sans salarié.")
    with pytest.raises(Blocage, match="à voter, à payer"):
        franchir(dossier, "clore", par=cheffe_de_projet)
    actions.avancer(ligne, "annuler", par=cheffe_de_projet, motif="Non réalisé.")
    assert statut(dossier) == "programme"
    actions.avancer(dossier, "clore", par=cheffe_de_projet)
    actions.avancer(dossier, "rouvrir", par=cheffe_de_projet, motif="Clos par erreur.")
    assert statut(dossier) == "programme"


def test_une_subvention_annulee_ecarte_le_dossier(seance, en_seance, cheffe_de_projet):
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    actions.avancer(ligne, "annuler", par=cheffe_de_projet, motif="Avenant du 3 juin.")
    assert statut(ligne.dossier) == "non_retenu"


def test_un_dossier_desiste_ne_doit_plus_de_bilan(seance, en_seance, cheffe_de_projet, porteuse):
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    assert Bilan.objects.attendus().count() == 1
    fabriques.annoncer(ligne, cheffe_de_projet)
    actions.avancer(ligne.dossier, "se_desister", par=porteuse, motif="Plus de local.")
    assert not Bilan.objects.attendus().exists()


def test_le_journal_dit_qui_a_saisi_la_decision_actee(seance, en_seance, cheffe_de_projet):
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    passage = ligne.passages_propres.get(transition="accorder")
    assert passage.role == "chef de projet, Ville de Béville, en séance"
    assert passage.donnees["saisie_par"] == cheffe_de_projet.pk


def test_reporter_change_les_dates_et_le_bilan_pas_l_etat(seance, en_seance, cheffe_de_projet):
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    fabriques.annoncer(ligne, cheffe_de_projet)
    annee = ligne.dossier.campagne.annee
    actions.avancer(
        ligne.dossier, "reporter", par=cheffe_de_projet, motif="Accord des financeurs du 3 mai.",
        donnees={
            "date_debut": fabriques.date(annee, 9, 1),
            "date_fin": fabriques.date(annee + 1, 6, 30),
            "bilan_du_le": fabriques.date(annee + 1, 12, 31),
        },
    )  # fmt: skip
    dossier = frais(ligne.dossier)
    assert (dossier.statut, dossier.date_fin.year, dossier.bilan.du_le.month) == ("programme", annee + 1, 12)


def test_un_signataire_abandonne_l_equipe_aussi_sur_sa_parole(dossier, depose, porteuse, cheffe_de_projet):
    passage = actions.avancer(depose, "abandonner", par=cheffe_de_projet, motif="Courriel de Mme Ferrand du 3 mars.")
    assert (passage.vers, passage.role) == ("abandonne", "chef de projet, Ville de Béville")


def test_un_suspendu_ne_fait_plus_rien(dossier, porteuse):
    porteuse.is_active = False
    porteuse.save()
    with pytest.raises(PermissionDenied):
        actions.avancer(dossier, "deposer", par=porteuse)


def test_droits_et_qualites_vont_ensemble(monde, db):
    with pytest.raises(Exception, match="droit_de_cette_qualite"):
        fabriques.rattacher(fabriques.personne(), monde.association, "porteur", Droit.CHEF)


def test_avant_l_annonce_le_porteur_ne_peut_rien_de_ce_qui_suit_la_decision(
    seance, en_seance, cheffe_de_projet, porteuse
):
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    with pytest.raises(Blocage, match="au comité des financeurs"):
        actions.avancer(ligne.dossier, "se_desister", par=porteuse, motif="Plus de local.")
    with pytest.raises(Blocage, match="pas encore annoncée"):
        actions.avancer(ligne.dossier.bilan, "attester_la_non_realisation", par=porteuse, motif="Plus de local.")
