"""La grille vive : une frappe s’écrit dans sa case, chacun voit celle des autres, rien ne se perd en silence."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import actions
from dossiers.models import Decision, Ligne, MontantDeScenario, Scenario
from gouvernance.financeurs.cases import CaseDisputee, CaseRefusee, ecrire_une_case
from gouvernance.financeurs.filtre import Filtre
from gouvernance.financeurs.vive import grille_pour
from tests import fabriques
from tests.comite_a_l_ecran import adresse, ligne_de, page
from tests.conftest import frais
from workflows.moteur import Blocage
from workflows.temps import maintenant

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")


@pytest.fixture
def taper(client, comite, inscription):
    """Envoie une case comme le fait l’écran ; rend la réponse JSON et son statut."""

    def taper(qui, financeur, saisie=None, version=None, inscription=inscription, **champs):
        ligne = ligne_de(inscription, financeur)
        if version is None:
            version = Decision.objects.filter(ligne=ligne).values_list("version", flat=True).first() or 0
        envoi = champs | {"version": version} | ({} if saisie is None else {"saisie": saisie})
        client.force_login(qui)
        reponse = client.post(adresse("case", comite.pk, inscription.pk, ligne.pk), envoi)
        return reponse.status_code, reponse.json() if "json" in reponse["Content-Type"] else {}

    return taper


def decision(financeur):
    return Decision.objects.get(ligne__financeur=financeur)


# Taper ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("saisie", "contrat", "commun"),
    [("1 234,50", "1234.50", 0), ("1234.5", "1234.50", 0), ("3\u202f500 €", 3500, 0), ("3 000 + 500", 3000, 500)],
)
def test_un_montant_tape_accorde_au_contrat_de_ville(monde, taper, agente, saisie, contrat, commun):
    statut, lu = taper(agente, monde.etat, saisie)
    assert (statut, lu["case"]["v"], lu["case"]["par"]) == (200, 1, "Élise Lenoir")
    ecrite = decision(monde.etat)
    assert (ecrite.choix, ecrite.contrat_de_ville, ecrite.droit_commun) == ("accorder", Decimal(contrat), commun)


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ("-5", "négatif"),
        ("12,345", "deux chiffres"),
        ("1000000000000000", "trop grand"),
        ("beaucoup", "n’est pas un montant"),
        ("NaN", "n’est pas un montant"),
        ("", "Écrivez un montant"),
        ("0", "Écrivez le montant accordé"),
        ("R", "Un motif est attendu"),
        ("3 000 + 1 + 2", "n’est pas un montant"),
    ],
)
def test_une_frappe_qui_ne_se_lit_pas_recoit_sa_phrase_et_n_ecrit_rien(monde, taper, agente, saisie, phrase):
    statut, lu = taper(agente, monde.etat, saisie)
    assert statut == 422
    assert phrase in lu["texte"]
    assert not Decision.objects.exists()


def test_un_refus_et_un_ajournement_disent_leur_motif(monde, taper, agente, cheffe_de_projet):
    assert taper(agente, monde.etat, "r", motif="Doublon.")[0] == 200
    assert taper(cheffe_de_projet, monde.ville, choix="ajourner", motif="Plan à revoir.")[0] == 200
    assert (decision(monde.etat).choix, decision(monde.etat).motif) == ("refuser", "Doublon.")
    assert decision(monde.ville).choix == "ajourner"
    taper(agente, monde.etat, "500")
    assert (decision(monde.etat).choix, decision(monde.etat).motif) == (
        "accorder",
        "",
    )  # le motif d’un refus s’en va avec lui


def test_un_total_retape_garde_le_droit_commun_et_la_reserve(monde, taper, agente):
    taper(
        agente, monde.etat, choix="accorder", contrat_de_ville="3000", droit_commun="2000", condition="Une convention"
    )
    taper(agente, monde.etat, "6 000")
    ecrite = decision(monde.etat)
    assert (ecrite.contrat_de_ville, ecrite.droit_commun, ecrite.condition) == (4000, 2000, "Une convention")
    assert "droit commun" in taper(agente, monde.etat, "1 500")[1]["texte"]


def test_un_champ_inconnu_ne_change_rien(monde, taper, agente):
    taper(agente, monde.etat, "100", saisie_par=99, inscription_id=12, statut="actee")
    ecrite = decision(monde.etat)
    assert (ecrite.saisie_par, ecrite.montant) == (agente, 100)


# Chacun sa colonne --------------------------------------------------------------------------------------


def test_chacun_lit_tout_et_n_ecrit_que_sa_colonne(client, monde, comite, taper, agente, instructeur):
    assert taper(agente, monde.ville, "100")[0] == 404
    assert taper(instructeur, monde.etat, "100")[0] == 404
    assert taper(instructeur, monde.ville, "100")[0] == 200
    grille = grille_pour(comite, agente)
    assert [(c.nom, c.ecrit) for c in grille.colonnes] == [("État", True), ("Ville de Béville", False)]
    assert "votre colonne" in page(client, agente, comite.get_absolute_url())


def test_la_ligne_d_un_autre_dossier_ou_d_une_autre_seance_se_refuse(monde, comite, inscription, agente, ouvrir):
    ailleurs, valeurs = fabriques.seance(monde.campagne, intitule="Ailleurs"), {"saisie": "10", "version": "0"}
    autre = ouvrir("Un autre dossier", demandes={monde.etat: 500}).lignes.get()
    with pytest.raises(Blocage, match="pas de cette séance"):
        ecrire_une_case(comite, inscription, autre, valeurs, par=agente)
    with pytest.raises(Blocage, match="pas de cette séance"):
        ecrire_une_case(ailleurs, inscription, ligne_de(inscription, monde.etat), valeurs, par=agente)


def test_une_seance_actee_ou_un_dossier_retire_n_ecrit_plus(
    monde, comite, inscription, taper, agente, cheffe_de_projet
):
    taper(agente, monde.etat, "100")
    taper(cheffe_de_projet, monde.ville, "100")
    assert actions.acter(comite, par=cheffe_de_projet) == {}
    statut, lu = taper(agente, monde.etat, "200")
    assert (statut, "pas ouverte" in lu["texte"]) == (422, True)
    assert decision(monde.etat).montant == 100


# À plusieurs --------------------------------------------------------------------------------------------


def test_deux_mains_sur_une_case_la_seconde_lit_les_deux_valeurs(monde, taper, agente):
    autre = fabriques.agent(monde.etat, "Omar", "Benali")
    taper(agente, monde.etat, "1 000")
    statut, lu = taper(autre, monde.etat, "2 000", version=0)
    assert statut == 409
    assert "Élise Lenoir a écrit 1\u202f000\u202f€" in lu["texte"]
    assert (lu["case"]["m"], lu["case"]["v"], decision(monde.etat).montant) == ("1000.00", 1, 1000)
    assert taper(autre, monde.etat, "2 000", version=lu["case"]["v"])[0] == 200


def test_le_meme_envoi_revenu_deux_fois_n_est_pas_une_dispute(monde, taper, agente):
    assert taper(agente, monde.etat, "1 000", version=0)[0] == 200
    assert taper(agente, monde.etat, "1 000", version=0)[0] == 200
    assert decision(monde.etat).version == 1


def test_un_lien_ecrit_sa_colonne_par_le_meme_chemin(monde, comite, inscription, cheffe_de_projet):
    lien, jeton, code = actions.ouvrir_un_lien(
        comite, monde.etat, par=cheffe_de_projet, nom="A. Fictive", expire_le=maintenant() + timedelta(hours=3)
    )
    lien = actions.entrer_par_le_lien(jeton, code)
    etat, ville = (ligne_de(inscription, g) for g in (monde.etat, monde.ville))
    ecrite = ecrire_une_case(comite, inscription, etat, {"saisie": "700", "version": "0"}, lien=lien)
    assert ecrite.auteur == "A. Fictive, par son lien"
    with pytest.raises(PermissionDenied):
        ecrire_une_case(comite, inscription, ville, {"saisie": "700", "version": "0"}, lien=lien)
    with pytest.raises(CaseDisputee):
        ecrire_une_case(comite, inscription, etat, {"saisie": "800", "version": "0"}, lien=lien)
    with pytest.raises(CaseRefusee):
        ecrire_une_case(comite, inscription, etat, {"saisie": "-8", "version": "1"}, lien=lien)
    grille = grille_pour(frais(comite), lien=lien)
    assert [c.nom for c in grille.colonnes] == ["État"]
    assert len(grille.montres[0]["cases"]) == 1
    assert Ligne.objects.count() == 2


# Suivre -------------------------------------------------------------------------------------------------


@pytest.fixture
def suivre(client, comite):
    """« Quoi de neuf depuis ? », comme le demande l’écran."""

    def suivre(qui, depuis=0):
        client.force_login(qui)
        return client.get(adresse("changements", comite.pk), {"depuis": depuis}).json()

    return suivre


def test_ce_qu_un_autre_ecrit_arrive_avec_son_nom_les_enveloppes_et_les_totaux(
    monde, taper, suivre, agente, cheffe_de_projet
):
    avant = suivre(cheffe_de_projet)
    assert (avant["cases"], avant["gages"], avant["curseur"]) == ([], [], 0)
    taper(agente, monde.etat, "3 500")
    taper(cheffe_de_projet, monde.ville, "1 000 + 250")
    lu = suivre(cheffe_de_projet, avant["curseur"])
    assert [(c["par"], c["m"], c["d"]) for c in lu["cases"]] == [
        ("Élise Lenoir", "3500.00", "0.00"),
        ("Camille Dhaene", "1000.00", "250.00"),
    ]
    assert [(g["montant"], g["saisi"]) for g in lu["gages"]] == [("1500.00", "1000.00")]
    assert lu["totaux"] == {
        str(monde.etat.pk): "3500.00",
        str(monde.ville.pk): "1250.00",
        "tout": "4750.00",
    }
    assert lu["a_decider"] == 0
    assert suivre(agente, lu["curseur"])["gages"] == []  # rien de neuf, et l’enveloppe d’un autre ne se lit pas
    assert suivre(agente, lu["curseur"] + 3_000_000)["cases"] == []


def test_un_retrait_ou_un_ordre_du_jour_change_l_empreinte(inscription, suivre, agente, cheffe_de_projet):
    avant = suivre(agente)["empreinte"]
    actions.recuser(inscription, agente, par=agente, motif="Bénévole du porteur.")
    apres = suivre(agente)["empreinte"]
    actions.retirer(inscription, par=cheffe_de_projet, motif="Reporté.")
    assert len({avant, apres, suivre(agente)["empreinte"]}) == 3


@pytest.mark.parametrize("depuis", ["", "abc", "-1", "9" * 40, "²"])
def test_un_curseur_absurde_relit_tout(client, comite, agente, depuis):
    client.force_login(agente)
    assert client.get(adresse("changements", comite.pk), {"depuis": depuis}).json()["cases"] == []


# Lire ---------------------------------------------------------------------------------------------------


def test_la_page_dit_ce_qui_manque_a_chaque_plan(client, monde, comite, taper, agente):
    lu = page(client, agente, comite.get_absolute_url())
    assert "il manque 6\u202f000\u202f€ : 2 financeurs n’ont pas décidé".replace(" :", "\u00a0:") in lu
    taper(agente, monde.etat, "4 000")
    lu = page(client, agente, comite.get_absolute_url())
    assert "il manque 2\u202f000\u202f€ : 1 financeur n’a pas décidé".replace(" :", "\u00a0:") in lu


def test_qui_s_est_retire_ou_porte_le_dossier_lit_son_retrait_et_n_ecrit_pas(
    client, monde, comite, inscription, taper, agente
):
    actions.recuser(inscription, agente, par=agente, motif="Bénévole du porteur.")
    case = grille_pour(comite, agente).montres[0]["cases"][0]
    assert ("ecrit" in case["classe"], case["note"]) == (False, "retrait de Élise Lenoir")
    statut, lu = taper(agente, monde.etat, "100")
    assert (statut, "une autre personne décide" in lu["texte"]) == (422, True)
    membre = fabriques.agent(monde.etat, "Omar", "Benali")
    fabriques.rattacher(membre, monde.association, "porteur", "lecteur")
    taper(fabriques.agent(monde.etat, "Rose", "Pruvot"), monde.etat, "1 234")
    lu = page(client, membre, comite.get_absolute_url())
    assert "membre du porteur" in lu
    assert "1\u202f234" not in lu.split("<tbody>")[1].split("</tbody>")[0]
    ligne = ligne_de(inscription, monde.etat)
    assert "1\u202f234" not in page(client, membre, adresse("case", comite.pk, inscription.pk, ligne.pk))
    assert taper(membre, monde.etat, "100")[0] == 409 or taper(membre, monde.etat, "100")[0] == 422


def test_le_scenario_choisi_tient_lieu_de_propose_pour_l_equipe_seule(
    client, monde, comite, inscription, agente, cheffe_de_projet
):
    ligne = ligne_de(inscription, monde.etat)
    choisi = Scenario.objects.create(seance=comite, nom="Jeunesse", est_choisi=True, cree_par=cheffe_de_projet)
    MontantDeScenario.objects.create(scenario=choisi, ligne=ligne, contrat_de_ville=Decimal(2468))
    lu = page(client, cheffe_de_projet, comite.get_absolute_url())
    assert "2\u202f468" in lu
    assert "scénario choisi" in lu
    assert "2\u202f468" not in page(client, agente, comite.get_absolute_url())
    assert "2\u202f468" not in page(client, cheffe_de_projet, adresse("projeter", comite.pk))
    actions.proposer(ligne, par=agente, droit_commun=0, contrat_de_ville=1357)
    lu = page(client, cheffe_de_projet, comite.get_absolute_url())
    assert ("1\u202f357" in lu, "scénario choisi" in lu) == (True, False)


@pytest.mark.parametrize(
    ("demande", "montre"),
    [
        ({}, True),
        ({"q": "MERCREDIS"}, True),
        ({"q": "introuvable"}, False),
        ({"a_decider": "1"}, True),
        ({"quartier": "999999"}, False),
        ({"quartier": "abc"}, True),
        ({"tout": "1"}, True),
    ],
)
def test_la_grille_se_filtre(client, comite, agente, demande, montre):
    lu = page(client, agente, comite.get_absolute_url(), **demande)
    assert ("Mercredis en mouvement" in lu.split('id="h-grille"')[1]) is montre


def test_la_grille_se_filtre_par_financeur_enjeu_et_porteur(monde, comite, agente):
    def montres(**demande):
        return len(grille_pour(comite, agente, filtre=Filtre.lu({nom: str(cle) for nom, cle in demande.items()})).rangs)

    assert montres(financeur=monde.etat.pk) == montres(porteur=monde.association.pk) == montres(a_decider=1) == 1
    assert montres(enjeu=monde.objectif.objectif_strategique.enjeu_id) == montres(quartier=monde.quartier.pk) == 1
    assert montres(financeur=monde.caf.pk) == montres(porteur=monde.voisine.pk) == montres(quartier=monde.ilots.pk) == 0


def test_la_page_et_l_acte_disent_les_memes_manques(client, monde, comite, inscription, taper, cheffe_de_projet):
    taper(cheffe_de_projet, monde.ville, "9 999")
    phrases = [phrase for siennes in actions.empechements(comite).values() for phrase in siennes]
    client.force_login(cheffe_de_projet)
    lus = client.get(comite.get_absolute_url()).context["empechements"]
    assert [manque.phrase for manque in lus] == phrases
    assert len(phrases) == 2


def test_la_grille_coute_autant_de_requetes_pour_peu_que_pour_beaucoup(
    client, monde, comite, ouvrir, porteuse, agente, cheffe_de_projet
):
    def compter(qui, url, **demande):
        client.force_login(qui)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(url, demande).status_code == 200
        return len(requetes)

    def tout():
        page_, suite = comite.get_absolute_url(), adresse("changements", comite.pk)
        return [
            compter(qui, url, **demande)
            for qui in (cheffe_de_projet, agente)
            for url, demande in (
                (page_, {}),
                (page_, {"tout": "1"}),
                (suite, {}),
                (suite, {"depuis": 4_000_000_000_000_000}),
            )
        ]

    def inscrire(rang):
        nouveau = ouvrir(f"Projet {rang}", demandes={monde.etat: 900, monde.ville: 800, monde.caf: 700})
        actions.avancer(nouveau, "deposer", par=porteuse)
        actions.repondre_pour_toutes(frais(nouveau), "declarer_recevable", par=cheffe_de_projet)
        inscription = actions.inscrire(comite, frais(nouveau), par=cheffe_de_projet)
        actions.saisir(inscription, nouveau.lignes.get(financeur=monde.ville), par=cheffe_de_projet, choix="accorder",
                       contrat_de_ville=10)  # fmt: skip

    inscrire(0)
    peu = tout()
    for rang in range(1, 5):
        inscrire(rang)
    assert tout() == peu
    assert max(peu) <= 24
    assert (
        peu[3] <= 5 >= peu[7]
    )  # rien de neuf : la session, la personne, ses droits, la séance, et une requête indexée
