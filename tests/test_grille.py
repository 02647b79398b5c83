"""La grille vive : une frappe s’écrit dans sa case, chacun voit celle des autres, rien ne se perd en silence."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from dossiers import actions
from dossiers.models import Decision, Ligne
from gouvernance.financeurs.cases import CaseDisputee, CaseRefusee, ecrire_une_case
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
    assert (lu["case"]["m"], lu["case"]["v"], decision(monde.etat).montant) == (100_000, 1, 1000)
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
