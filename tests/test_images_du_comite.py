"""Le comité en images : les sommes sont exactes au centime, les dessins à l’échelle, et chacun ne lit que ce qu’il doit."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from dossiers import actions
from gouvernance.images.lectures import images_de
from papiers import barres, flux
from tests import fabriques
from tests.comite_a_l_ecran import adresse, ligne_de, page

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
valeurs = st.decimals(min_value=0, max_value=999_999, places=2)
triplets = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("XYZ"), valeurs), min_size=1, max_size=9)


@pytest.fixture
def decide(comite, inscription, monde, cheffe_de_projet):
    """L’État accorde 3 000,50 € sur 4 000 ; la ville n’a encore rien dit."""
    ligne = ligne_de(inscription, monde.etat)
    actions.saisir(inscription, ligne, par=cheffe_de_projet, choix="accorder", contrat_de_ville=Decimal("3000.50"))
    return comite


def sommes(rangees):
    return {somme.nom: (somme.demande, somme.propose, somme.accorde, somme.reste) for somme in rangees}


# Les proportions --------------------------------------------------------------------------------------


@given(triplets)
def test_les_rubans_d_un_noeud_font_sa_hauteur_et_les_deux_cotes_se_valent(triplets):
    dessin = flux.dessiner("t", "d", triplets, str)
    total = sum(valeur for _, _, valeur in triplets)
    if not total:
        assert dessin is None
        return
    epaisseurs = [Decimal(y4) - Decimal(y1) for y1, y4 in (_bords(ruban) for ruban in dessin.rubans)]
    assert abs(sum(epaisseurs) - flux.HAUTEUR) <= Decimal("0.02") * len(epaisseurs)
    hauteurs = [Decimal(noeud.hauteur) for noeud in dessin.noeuds]
    assert abs(sum(hauteurs) - 2 * flux.HAUTEUR) <= Decimal("0.01") * len(hauteurs)


def _bords(ruban):
    """Où un ruban commence et finit, à gauche."""
    return re.match(r"M\d+ ([\d.]+)C.* \d+ ([\d.]+)Z$", ruban.chemin).groups()


@given(valeurs, valeurs)
def test_une_barre_est_a_l_echelle_et_ne_deborde_jamais(valeur, maximum):
    largeur = barres.mesure(valeur, max(maximum, Decimal(1)))
    assert 0 <= Decimal(largeur.rstrip("%")) <= 100
    assert barres.mesure(Decimal(1), Decimal(4)) == "25.00%"


# Les sommes -------------------------------------------------------------------------------------------


def test_demande_propose_accorde_et_reste_par_financeur(monde, decide, inscription, cheffe_de_projet, agente):
    fabriques.enveloppe(monde.campagne, monde.etat, 9000)
    actions.proposer(
        ligne_de(inscription, monde.etat), par=agente, droit_commun=Decimal(0), contrat_de_ville=Decimal(3500)
    )
    lues = images_de(decide, cheffe_de_projet)
    assert sommes(lues.par_financeur) == {
        "État, P147": (4000, 3500, Decimal("3000.50"), 9000),
        "Ville de Béville, contrat de ville": (2000, None, None, 1500),
    }
    assert sommes(lues.par_quartier) == {"Le Plateau": (6000, 3500, Decimal("3000.50"), None)}
    assert (lues.de_quoi, lues.total) == ("accordé", Decimal("3000.50"))


def test_le_total_des_flux_est_celui_des_financeurs_au_centime(monde, seance, en_seance, cheffe_de_projet):
    for montant in ("100.01", "200.02", "33.33"):
        en_seance(montant=Decimal(montant))
    lues = images_de(seance, cheffe_de_projet)
    assert lues.total == sum(s.accorde for s in lues.par_financeur) == sum(s.accorde for s in lues.par_quartier)
    assert lues.total == sum(montant for _, _, montant in lues.rubans) == Decimal("333.36")
    assert [s.reste for s in lues.par_financeur] == [Decimal("666.64")]  # ce qui resterait si l’on actait maintenant


def test_un_dossier_de_deux_quartiers_compte_une_fois(monde, comite, inscription, cheffe_de_projet):
    inscription.dossier.quartiers.add(monde.ilots)
    lues = images_de(comite, cheffe_de_projet)
    assert sommes(lues.par_quartier) == {"Plusieurs quartiers": (6000, None, None, None)}


# Qui lit quoi -----------------------------------------------------------------------------------------


def test_avant_l_acte_un_financeur_ne_lit_que_sa_decision(client, monde, decide, agente):
    autre = fabriques.agent(monde.caf, "Karim", "Caf")
    siennes, d_un_autre = (images_de(decide, qui) for qui in (agente, autre))
    assert sommes(siennes.par_financeur)["État, P147"][2] == Decimal("3000.50")
    assert sommes(d_un_autre.par_financeur)["État, P147"][2] is None
    assert siennes.de_quoi == d_un_autre.de_quoi == "demandé"
    lu = page(client, autre, adresse("images", decide.pk))
    assert "3\u202f000,50" not in lu
    assert "1\u202f500" not in lu  # l’enveloppe de la ville


def test_une_fois_actee_tous_les_financeurs_lisent_tout(monde, decide, inscription, cheffe_de_projet):
    autre = fabriques.agent(monde.caf, "Karim", "Caf")
    actions.saisir(inscription, ligne_de(inscription, monde.ville), par=cheffe_de_projet, choix="refuser", motif="Non.")
    assert actions.acter(decide, par=cheffe_de_projet) == {}
    decide.refresh_from_db()
    lues = images_de(decide, autre)
    assert sommes(lues.par_financeur)["État, P147"][2] == Decimal("3000.50")
    assert sommes(lues.par_financeur)["Ville de Béville, contrat de ville"][2] == 0
    assert (lues.de_quoi, lues.total) == ("accordé", Decimal("3000.50"))


def test_ni_le_porteur_ni_le_public_ne_les_voient(client, decide, porteuse):
    url = adresse("images", decide.pk)
    assert client.get(url).status_code == 302
    client.force_login(porteuse)
    assert client.get(url).status_code == 404


# La page ----------------------------------------------------------------------------------------------


def test_chaque_dessin_a_son_titre_sa_description_et_son_tableau(client, decide, cheffe_de_projet):
    lu = page(client, cheffe_de_projet, adresse("images", decide.pk))
    assert lu.count("<details") == 3
    assert '<title id="flux-t">' in lu
    assert '<desc id="flux-d">' in lu
    assert "État, P147 vers Enjeu 1" in re.sub(r"\s+", " ", lu)
    csv = b"".join(client.get(adresse("images", decide.pk), {"format": "csv"}).streaming_content).decode()
    assert "4000,00;;3000,50;" in csv


def test_la_page_de_la_seance_n_en_reprend_que_les_barres(client, decide, cheffe_de_projet):
    client.force_login(cheffe_de_projet)
    morceau = client.get(adresse("images", decide.pk), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in morceau
    assert "Par financeur" in morceau


def test_autant_de_requetes_pour_un_dossier_que_pour_six(client, seance, en_seance, cheffe_de_projet):
    nombres = []
    client.force_login(cheffe_de_projet)
    for combien in (1, 5):
        for _ in range(combien):
            en_seance(montant=10)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse("images", seance.pk)).status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 16
