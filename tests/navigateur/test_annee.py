"""Quatre personnages jouent l’année, chacun à son écran : de la création du dossier à sa clôture."""

from collections import Counter

import pytest

from tests.navigateur import cloture, comite, depot
from tests.serveurs import attendre

pytestmark = pytest.mark.navigateur
ETAT, VILLE = "État, préfecture du Pas-de-Calais, P147", "Ville de Béthune, contrat de ville"


def test_quatre_personnages_jouent_l_annee(entrer, pile, decor):
    porteuse, cheffe, agente = entrer("porteuse"), entrer("cheffe"), entrer("agente", theme="dark")
    dossier = depot.ouvrir_un_brouillon(porteuse)
    le_depot_et_l_instruction(porteuse, cheffe, agente, pile, decor, dossier)
    le_temps_1(porteuse, cheffe, agente, pile, decor, dossier)
    les_temps_2_et_3(porteuse, cheffe, decor, dossier)
    l_argent_et_le_bilan(porteuse, cheffe, agente, dossier)
    cloture.lire_le_programme(entrer("elue", theme="dark"))
    cloture.lire_les_actions(entrer(), decor)
    tout_est_au_journal_et_chaque_courriel_est_parti_une_fois(pile, dossier)


def le_depot_et_l_instruction(porteuse, cheffe, agente, pile, decor, dossier):
    depot.remplir_puis_corriger(porteuse, decor)
    depot.deposer(porteuse)
    assert "accusé de réception" in pile.attendre_le_courriel(porteuse.courriel, "est déposé")
    depot.demander_des_complements(cheffe, dossier)
    assert "Précisez l’encadrement." in pile.attendre_le_courriel(porteuse.courriel, "ompléments")
    depot.repondre(porteuse, dossier)
    depot.declarer_recevable(agente, cheffe, dossier)
    pile.attendre_le_courriel(porteuse.courriel, "recevable")


def le_temps_1(porteuse, cheffe, agente, pile, decor, dossier):
    seance = comite.preparer_une_seance(cheffe, decor.annee, 1, "Comité des financeurs d’essai")
    pile.attendre_le_courriel(agente.courriel, "Comité des financeurs d’essai")
    comite.tenir_le_comite(cheffe, agente, seance)
    porteuse.aller(dossier).lit("En comité", "Le comité des financeurs décide")
    porteuse.ne_lit_pas("3 500")
    comite.voter_et_notifier(agente, dossier, ETAT)
    comite.voter_et_notifier(cheffe, dossier, VILLE)
    comite.annoncer(cheffe, dossier)
    assert dossier in pile.attendre_le_courriel(porteuse.courriel, "est retenue")
    porteuse.aller(dossier).lit("Programmé", "3 500", "2 000", "L’action se déroule")


def les_temps_2_et_3(porteuse, cheffe, decor, dossier):
    comite.preparer_une_seance(cheffe, decor.annee, 2, "Comité de pilotage d’essai")
    comite.tenir_le_pilotage(cheffe)
    seance = comite.preparer_une_seance(cheffe, decor.annee, 3, "Enjeux de l’année d’essai")
    comite.tenir_les_perspectives(cheffe, seance)
    porteuse.aller(dossier).lit("Suite proposée par la ville", "Reconduire")


def l_argent_et_le_bilan(porteuse, cheffe, agente, dossier):
    cloture.payer(agente, dossier, ETAT, "EJ 2100", "3 500")
    cloture.payer(cheffe, dossier, VILLE, "MD 77", "2 000")
    cloture.transmettre_le_bilan(porteuse, dossier)
    cloture.accepter_et_clore(cheffe, dossier)
    porteuse.aller(dossier).lit("Clos")


def tout_est_au_journal_et_chaque_courriel_est_parti_une_fois(pile, dossier):
    """L’écran a montré la vérité : la base, le journal et le relais disent la même chose."""
    numero = dossier.strip("/").split("/")[-1]
    attendre(lambda: pile.est_au_repos(numero), lambda: pile.courriels_recus() + pile.journaux())
    faits = pile.raconter("relever", numero)
    assert faits["statut"] == "clos"
    assert faits["passages"] >= 20
    assert Counter(message_id for *_, message_id in faits["envois"]) == pile.remises()
    assert set(pile.remises().values()) == {1}
    assert "aucune anomalie" in pile.demander("manage.py", "verifier_journal")
