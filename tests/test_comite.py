"""Le comité des financeurs : acter est entier, ou rien ; une enveloppe ne se dépense pas deux fois."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from dossiers import actions
from dossiers.models import Bilan
from tests import fabriques
from tests.conftest import frais, statut
from workflows.moteur import Blocage, franchir


def test_une_enveloppe_ne_se_depense_pas_deux_fois(seance, en_seance, cheffe_de_projet):
    premiere = en_seance(decision="accorder", montant=700)
    seconde = en_seance(decision="accorder", montant=400)
    assert actions.acter(seance, par=cheffe_de_projet) == {seconde: ("L’enveloppe du financeur ne suffit pas.",)}
    assert (statut(premiere), statut(seconde)) == ("recevable", "recevable")  # tout, ou rien


def test_acter_accorde_debite_et_attend_un_bilan(monde, seance, en_seance, cheffe_de_projet):
    ligne = en_seance(montant=700)
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    ligne = frais(ligne)
    assert (ligne.statut, ligne.accorde, statut(ligne.dossier)) == ("accordee", Decimal(700), "programme")
    assert frais(ligne.enveloppe).reste == Decimal(300)
    assert Bilan.objects.get(dossier=ligne.dossier).du_le == monde.campagne.bilan_du_le
    assert statut(seance) == "actee"


def test_acter_deux_fois_n_acte_qu_une(seance, en_seance, cheffe_de_projet):
    ligne = en_seance(montant=700)
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    assert "plus possible" in str(actions.acter(seance, par=cheffe_de_projet))
    assert frais(frais(ligne).enveloppe).engage == Decimal(700)


def test_une_decision_qui_manque_bloque_tout(seance, en_seance, cheffe_de_projet):
    decidee = en_seance(montant=100)
    autre = en_seance(montant=100)
    autre.decisions.all().delete()
    assert actions.acter(seance, par=cheffe_de_projet) == {autre: ("La décision manque.",)}
    assert statut(decidee) == "recevable"


def test_refuser_veut_un_motif(seance, en_seance, cheffe_de_projet):
    ligne = en_seance(decision="refuser", motif="")
    assert actions.acter(seance, par=cheffe_de_projet) == {ligne: ("Un motif est attendu.",)}


def test_ajourner_laisse_le_dossier_revenir_a_une_autre_seance(monde, seance, en_seance, cheffe_de_projet):
    ligne = en_seance(decision="ajourner", motif="Plan de financement à revoir.")
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    assert (statut(ligne), statut(ligne.dossier)) == ("ajournee", "ajourne")
    suivante = fabriques.seance(monde.campagne, intitule="Comité complémentaire")
    inscription = actions.inscrire(suivante, frais(ligne.dossier), par=cheffe_de_projet)
    fabriques.presence(suivante)
    suivante = fabriques.ouvrir(suivante, cheffe_de_projet)
    actions.saisir(inscription, frais(ligne), par=cheffe_de_projet, choix="accorder", contrat_de_ville=500)
    assert actions.acter(suivante, par=cheffe_de_projet) == {}
    assert (statut(ligne), statut(ligne.dossier)) == ("accordee", "programme")


def test_sans_presence_ni_ordre_du_jour_on_n_acte_pas(monde, cheffe_de_projet):
    vide = fabriques.ouvrir(fabriques.seance(monde.campagne), cheffe_de_projet)
    assert actions.acter(vide, par=cheffe_de_projet) == {
        vide: (
            "La présence n’est pas saisie : notez au moins une personne présente.",
            "L’ordre du jour est vide : inscrivez au moins un dossier.",
        )
    }


def test_un_instructeur_prepare_mais_n_acte_pas(seance, en_seance, instructeur):
    en_seance(montant=100)
    with pytest.raises(PermissionDenied):
        actions.acter(seance, par=instructeur)


def test_personne_n_accorde_hors_du_comite(recevable, cheffe_de_projet):
    ligne = recevable.lignes.first()
    with pytest.raises(Blocage, match="n’est pas inscrit au comité"):
        franchir(ligne, "accorder", par=cheffe_de_projet, donnees={"contrat_de_ville": 1, "droit_commun": 0})


def test_un_financeur_n_ecrit_que_dans_sa_colonne(monde, seance, en_seance, agente):
    ligne = en_seance(montant=100)
    inscription = seance.inscriptions.get()
    with pytest.raises(PermissionDenied):
        actions.saisir(inscription, ligne, par=agente, choix="refuser", motif="Non.")


def test_qui_porte_le_dossier_ne_decide_pas(monde, seance, en_seance, cheffe_de_projet):
    ligne = en_seance(montant=100)
    fabriques.rattacher(cheffe_de_projet, monde.association, "porteur", "lecteur")
    with pytest.raises(Blocage, match="une autre personne décide"):
        actions.saisir(seance.inscriptions.get(), ligne, par=cheffe_de_projet, choix="accorder", contrat_de_ville=5)


def test_une_case_changee_par_un_autre_est_dite(seance, en_seance, cheffe_de_projet, instructeur):
    ligne = en_seance(montant=100)
    inscription = seance.inscriptions.get()
    vue = ligne.decisions.get().version
    actions.saisir(inscription, ligne, par=instructeur, version=vue, choix="accorder", contrat_de_ville=200)
    with pytest.raises(Blocage, match="Louis Marle a changé cette décision"):
        actions.saisir(inscription, ligne, par=cheffe_de_projet, version=vue, choix="accorder", contrat_de_ville=300)
    assert ligne.decisions.get().contrat_de_ville == 200


def test_retirer_un_dossier_le_rend_a_son_etat(seance, en_seance, cheffe_de_projet):
    ligne = en_seance(montant=100)
    actions.retirer(seance.inscriptions.get(), par=cheffe_de_projet, motif="Pièce manquante.")
    assert statut(ligne.dossier) == "recevable"
    assert actions.inscrire(seance, frais(ligne.dossier), par=cheffe_de_projet)


def test_le_vote_defavorable_rend_l_enveloppe_et_le_dossier(seance, en_seance, cheffe_de_projet):
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    actions.avancer(ligne, "refuser_au_vote", par=cheffe_de_projet, motif="Rejeté en conseil.")
    assert (statut(ligne), statut(ligne.dossier)) == ("refusee", "non_retenu")
    assert frais(frais(ligne).enveloppe).engage == 0


def test_se_desister_rend_les_enveloppes(seance, en_seance, cheffe_de_projet, porteuse):
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    fabriques.annoncer(ligne, cheffe_de_projet)
    actions.avancer(ligne.dossier, "se_desister", par=porteuse, motif="Plus de local.")
    assert (statut(ligne), statut(ligne.dossier)) == ("annulee", "desiste")
    assert frais(frais(ligne).enveloppe).engage == 0


def test_une_subvention_versee_puis_annulee_est_a_reverser(seance, en_seance, cheffe_de_projet):
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    actions.avancer(ligne, "voter", par=cheffe_de_projet, donnees={"vote_le": "2027-04-01", "vote_reference": "D 12"})
    actions.avancer(ligne, "engager", par=cheffe_de_projet, donnees={"engagement": "E 1"})
    ligne.versements.create(montant=300, verse_le="2027-05-01")
    actions.avancer(ligne, "annuler", par=cheffe_de_projet, motif="Action non réalisée.")
    assert statut(ligne) == "a_reverser"
    actions.avancer(ligne, "constater_le_reversement", par=cheffe_de_projet, motif="Titre 44.")
    assert statut(ligne) == "reversee"
