"""Une convention pluriannuelle : un dossier par exercice, une racine Dauphin commune, jamais deux fois la même année."""

import pytest
from django.core.exceptions import PermissionDenied

from dossiers import actions
from dossiers.actions.reconduction import numero_propose, ouvrir_l_annee_suivante, reconduire
from dossiers.models import Dossier
from tests import fabriques
from tests.conftest import frais
from workflows.moteur import Blocage


@pytest.fixture
def premiere(monde, dossier, porteuse):
    """La première de trois années, déposée."""
    Dossier.objects.filter(pk=dossier.pk).update(
        periode="pluriannuelle", cpo_reference="CPO 12", cpo_debut=monde.campagne.annee, cpo_fin=monde.campagne.annee + 2,
        numero_dauphin="DA01200614-01",
    )  # fmt: skip
    actions.avancer(frais(dossier), "deposer", par=porteuse)
    return frais(dossier)


@pytest.fixture
def suivante(monde):
    return fabriques.campagne(monde.convention, monde.campagne.annee + 1)


def page(client, personne, dossier, suite="annee-suivante/", **donnees):
    client.force_login(personne)
    chemin = f"/dossiers/{dossier.pk}/{suite}"
    return client.post(chemin, donnees, follow=True) if donnees else client.get(chemin)


def changer(dossier, **champs):
    Dossier.objects.filter(pk=dossier.pk).update(**champs)
    return frais(dossier)


def test_l_annee_suivante_reprend_la_precedente_et_se_decide_comme_toute_autre(premiere, suivante, porteuse):
    deuxieme = ouvrir_l_annee_suivante(premiere, par=porteuse, numero_dauphin=numero_propose(premiere))
    assert deuxieme.numero_dauphin == "DA01200614-02"
    assert (deuxieme.statut, deuxieme.depose_le, deuxieme.precedent) == ("brouillon", None, premiere)
    assert (deuxieme.cpo_reference, deuxieme.periode) == ("CPO 12", "pluriannuelle")
    assert (premiere.rang_en_mots, deuxieme.rang_en_mots) == ("année 1 sur 3", "année 2 sur 3")
    assert not deuxieme.attestations.exists()
    with pytest.raises(Blocage, match=r"attestations|équilibré|financeur"):
        actions.avancer(deuxieme, "deposer", par=porteuse)  # rien n’y est ferme : il se complète, puis se dépose


@pytest.mark.parametrize(("numero", "propose"), [
    ("DA01200614-01", "DA01200614-02"), ("DA01200614", "DA01200614-02"), ("01200614-1", "01200614-02"), ("", ""),
])  # fmt: skip
def test_le_numero_garde_sa_racine_et_propose_son_suffixe(premiere, numero, propose):
    assert numero_propose(changer(premiere, numero_dauphin=numero)) == propose


def test_ce_qui_manque_se_dit_en_phrases(monde, premiere, porteuse):
    def refus(**champs):
        with pytest.raises(Blocage) as blocage:
            ouvrir_l_annee_suivante(changer(premiere, **champs), par=porteuse)
        return str(blocage.value)

    annee = monde.campagne.annee
    assert f"La campagne {annee + 1} n’est pas encore créée" in refus()
    fabriques.campagne(monde.convention, annee + 1)
    assert "ne relève pas d’une convention pluriannuelle" in refus(periode="ponctuelle")
    assert "années de la convention pluriannuelle manquent" in refus(periode="pluriannuelle", cpo_fin=None)
    assert f"s’arrête en {annee}" in refus(cpo_fin=annee)


def test_un_brouillon_n_ouvre_pas_l_annee_suivante(monde, dossier, suivante, porteuse):
    annee = monde.campagne.annee
    brouillon = changer(dossier, periode="pluriannuelle", cpo_debut=annee, cpo_fin=annee + 1)
    with pytest.raises(Blocage, match="pas encore déposé"):
        ouvrir_l_annee_suivante(brouillon, par=porteuse)


def test_jamais_deux_fois_la_meme_annee(premiere, suivante, porteuse):
    ouvrir_l_annee_suivante(premiere, par=porteuse)
    with pytest.raises(Blocage, match="est déjà ouverte"):
        ouvrir_l_annee_suivante(premiere, par=porteuse)
    assert Dossier.objects.filter(campagne=suivante).count() == 1


def test_dans_la_convention_l_annee_s_ouvre_et_ne_se_reconduit_pas(premiere, suivante, porteuse):
    with pytest.raises(Blocage, match="relève de la convention pluriannuelle"):
        reconduire(premiere, suivante, par=porteuse)


def test_au_dela_de_la_convention_l_action_se_reconduit(monde, premiere, suivante, porteuse):
    derniere = changer(premiere, cpo_debut=monde.campagne.annee - 2, cpo_fin=monde.campagne.annee)
    assert derniere.rang_en_mots == "année 3 sur 3"
    neuf, _ = reconduire(derniere, suivante, par=porteuse)
    assert (neuf.periode, neuf.rang_en_mots) == ("ponctuelle", "")


def test_ni_le_voisin_ni_l_equipe_n_ouvrent_l_annee_d_une_association(premiere, suivante, voisin, cheffe_de_projet):
    for qui in (voisin, cheffe_de_projet):
        with pytest.raises(PermissionDenied):
            ouvrir_l_annee_suivante(premiere, par=qui)


def test_a_l_ecran_le_numero_est_propose_et_se_relit(client, premiere, suivante, porteuse):
    assert 'value="DA01200614-02"' in page(client, porteuse, premiere).content.decode()
    assert "Seule la première année" in page(client, porteuse, premiere).content.decode()
    faux = page(client, porteuse, premiere, numero_dauphin="DA1").content.decode()
    assert "Un numéro Dauphin s’écrit DA01200614-02." in faux
    donnees = {"numero_dauphin": "", "cle": "3c9d2b1a-5e6f-4a7b-8c9d-0e1f2a3b4c5d"}
    arrivees = [page(client, porteuse, premiere, **donnees).redirect_chain for _ in range(2)]
    neuf = Dossier.objects.get(campagne=suivante)
    assert arrivees == [[(f"/dossiers/{neuf.pk}/modifier/", 302)]] * 2
    assert neuf.numero_dauphin == ""


def test_la_page_dit_pourquoi_pas_encore(client, premiere, porteuse):
    texte = page(client, porteuse, premiere).content.decode()
    assert "Pas encore possible" in texte
    assert "n’est pas encore créée par la ville" in texte


def test_la_page_du_dossier_dit_le_rang_et_ouvre_la_suite(client, premiere, suivante, porteuse):
    texte = page(client, porteuse, premiere, suite="").content.decode()
    assert "année 1 sur 3" in texte
    assert f'href="/dossiers/{premiere.pk}/annee-suivante/"' in texte
    assert f'href="/dossiers/{premiere.pk}/reconduire/"' not in texte
