"""Une année entière, d’un bout à l’autre : de la création du dossier à sa clôture, à travers les trois temps."""

from datetime import date

from dossiers import actions
from dossiers.models import Bilan, PassageDossier
from programmation.models import PassageSeance
from tests import fabriques
from tests.conftest import frais, statut
from workflows.envois import Envoi
from workflows.journal import anomalies


def test_un_dossier_traverse_l_annee(monde, dossier, porteuse, cheffe_de_projet, agente):
    # Dépôt
    actions.avancer(dossier, "deposer", par=porteuse)
    assert statut(dossier) == "depose"
    # Recevabilité : l’État répond pour lui, la cheffe de projet pour la ville ; le dossier s’en déduit
    etat, ville = dossier.lignes.order_by("financeur__ordre")
    actions.avancer(etat, "declarer_recevable", par=agente)
    assert statut(dossier) == "depose"
    actions.avancer(ville, "declarer_recevable", par=cheffe_de_projet)
    assert statut(dossier) == "recevable"
    # Temps 1
    comite = fabriques.seance(monde.campagne)
    inscription = actions.inscrire(comite, frais(dossier), par=cheffe_de_projet)
    fabriques.presence(comite)
    comite = fabriques.ouvrir(comite, cheffe_de_projet)
    actions.saisir(inscription, frais(etat), par=agente, choix="accorder", contrat_de_ville=3500)
    actions.saisir(inscription, frais(ville), par=cheffe_de_projet, choix="refuser", motif="Doublon avec 2026.")
    assert actions.acter(comite, par=cheffe_de_projet) == {}
    assert (statut(etat), statut(ville), statut(dossier)) == ("accordee", "refusee", "programme")
    # Vote, notification, annonce
    actions.avancer(etat, "voter", par=agente, donnees={"vote_le": date(2027, 4, 2), "vote_reference": "Arrêté 12"})
    actions.avancer(etat, "notifier", par=agente)
    actions.avancer(ville, "notifier", par=cheffe_de_projet)
    actions.avancer(dossier, "annoncer", par=cheffe_de_projet)
    # Temps 2
    pilotage = fabriques.seance(monde.campagne, 2, "Comité de pilotage")
    actions.inscrire(pilotage, frais(dossier), par=cheffe_de_projet)
    fabriques.presence(pilotage)
    assert actions.acter(fabriques.ouvrir(pilotage, cheffe_de_projet), par=cheffe_de_projet) == {}
    assert statut(dossier) == "presente"
    # Temps 3
    perspectives = fabriques.seance(monde.campagne, 3, "Enjeux de l’année suivante")
    inscription = actions.inscrire(perspectives, frais(dossier), par=cheffe_de_projet)
    inscription.suite = "reconduire"
    inscription.save()
    fabriques.presence(perspectives)
    perspectives = fabriques.ouvrir(perspectives, cheffe_de_projet)
    assert "Aucun enjeu" in str(actions.acter(perspectives, par=cheffe_de_projet))
    fabriques.enjeu_annuel(monde.campagne)
    assert actions.acter(perspectives, par=cheffe_de_projet) == {}
    assert (statut(dossier), frais(dossier).suite_proposee) == ("mis_en_perspective", "reconduire")
    # Engagement, paiement, bilan, clôture
    actions.avancer(etat, "engager", par=agente, donnees={"engagement": "EJ 2100"})
    etat.versements.create(montant=3500, verse_le=date(2027, 6, 1))
    actions.avancer(etat, "solder", par=agente)
    bilan = Bilan.objects.get(dossier=dossier)
    bilan.recit, bilan.charges_realisees, bilan.beneficiaires_total = "Quarante séances.", 6800, 131
    bilan.save()
    actions.avancer(bilan, "transmettre", par=porteuse)
    actions.avancer(bilan, "accepter", par=cheffe_de_projet)
    actions.avancer(dossier, "clore", par=cheffe_de_projet)
    assert statut(dossier) == "clos"
    # Tout est au journal, et le journal se tient
    assert dossier.passages.count() == frais(dossier).passages_nombre >= 18
    assert anomalies(PassageDossier) == anomalies(PassageSeance) == []
    assert Envoi.objects.filter(objet=f"dossier:{dossier.pk}", regle="dossier.deposer").exists()
