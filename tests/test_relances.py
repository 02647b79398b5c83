"""Un brouillon qui dort se rappelle à son heure, à qui l’écrit encore, une fois ; et plus dès qu’il est déposé."""

from datetime import timedelta

import pytest

from dossiers import actions
from dossiers.models import Dossier
from tests import fabriques
from tests.automne import CLOTURE, DORT, J_4, NOVEMBRE, battre, en_depot, lignes
from tests.conftest import frais
from workflows import relances, tasks
from workflows.envois import Envoi, Statut
from workflows.expedition import expedier
from workflows.relances import Regle, declarer
from workflows.temps import PARIS, a_l_instant
from workflows.transports import Boite

a_paris = fabriques.a_paris


@pytest.fixture(autouse=True)
def en_novembre():
    with a_l_instant(NOVEMBRE):
        yield


@pytest.fixture
def brouillon(monde, dossier):
    en_depot(monde.campagne)
    return frais(dossier)


def echeances(regle, debut=NOVEMBRE, fin=CLOTURE):
    prevues = relances.prevision(debut, fin)
    return sorted({e.echeance.astimezone(PARIS) for e in prevues if e.regle == regle})


# 1. Le brouillon qui dort ------------------------------------------------------------------------------


def test_un_brouillon_est_rappele_au_dixieme_jour_puis_a_j_4(brouillon):
    assert echeances("brouillon_qui_dort") == [DORT, J_4]


def test_le_delai_est_celui_de_la_campagne(monde, brouillon):
    monde.campagne.brouillon_dort_apres = 3
    monde.campagne.save()
    assert echeances("brouillon_qui_dort")[0] == a_paris(2026, 11, 5, 9)


def test_la_relance_va_a_ceux_qui_ecrivent_et_dit_ce_qui_manque(
    brouillon, porteuse, redacteur, voisin, cheffe_de_projet
):
    brouillon.tranches_age.clear()
    battre(DORT)
    envois = lignes("brouillon_qui_dort")
    assert {e.personne for e in envois} == {porteuse, redacteur}
    assert all(e.statut == Statut.ENVOYEE for e in envois)
    assert "Aucune tranche d’âge n’est cochée." in envois[0].corps
    assert "vendredi 27 novembre 2026 à 12\u00a0h (heure de Paris)" in envois[0].corps


def test_un_simple_lecteur_n_est_pas_relance(monde, brouillon):
    lecteur = fabriques.membre(monde.association, "lecteur", "Lise")
    battre(DORT)
    assert lecteur not in {e.personne for e in lignes("brouillon_qui_dort")}


def test_dix_battements_et_deux_planificateurs_n_en_font_qu_une(brouillon):
    for minutes in range(10):
        battre(DORT + timedelta(minutes=minutes))
        battre(DORT + timedelta(minutes=minutes))
    assert len(lignes("brouillon_qui_dort")) == 1


def test_rien_ne_part_avant_neuf_heures(brouillon):
    battre(DORT - timedelta(seconds=1))
    assert not lignes("brouillon_qui_dort")


def test_apres_une_panne_d_un_jour_la_relance_part_encore(brouillon):
    battre(DORT + timedelta(days=1))
    assert lignes("brouillon_qui_dort")[0].statut == Statut.ENVOYEE


def test_trop_tard_elle_ne_part_plus(brouillon):
    battre(DORT + timedelta(days=2, hours=1))
    assert not lignes("brouillon_qui_dort")


def test_retenue_trop_longtemps_elle_est_perimee(brouillon, cheffe_de_projet):
    with a_l_instant(DORT):
        tasks.relancer()
    Envoi.objects.mettre_en_pause(cheffe_de_projet, "congés")
    with a_l_instant(DORT + timedelta(days=3)):
        Envoi.objects.reprendre(cheffe_de_projet)
        expedier(Boite())
    assert lignes("brouillon_qui_dort")[0].statut == Statut.PERIMEE


def test_depose_entre_l_inscription_et_l_envoi_elle_est_annulee_avec_sa_raison(brouillon, porteuse):
    with a_l_instant(DORT):
        tasks.relancer()
        actions.avancer(brouillon, "deposer", par=porteuse)
        expedier(Boite())
    (envoi,) = lignes("brouillon_qui_dort")
    assert envoi.statut == Statut.ANNULEE
    assert envoi.motif == "Le dossier a changé d’état entre-temps : déposé."
    assert envoi.corps == ""


def test_repris_entre_temps_elle_est_annulee_et_le_delai_recommence(brouillon):
    with a_l_instant(DORT):
        tasks.relancer()
    Dossier.objects.filter(pk=brouillon.pk).update(modifie_le=DORT)
    battre(DORT + timedelta(minutes=1))
    assert lignes("brouillon_qui_dort")[0].motif == "Le brouillon a été repris entre-temps."
    assert echeances("brouillon_qui_dort") == [a_paris(2026, 11, 22, 9), J_4]


def test_qui_n_ecrit_plus_n_est_plus_relance(brouillon, porteuse):
    with a_l_instant(DORT):
        tasks.relancer()
        porteuse.adhesions.update(droit="lecteur")
        expedier(Boite())
    assert lignes("brouillon_qui_dort")[0].motif == "Cette personne n’écrit plus pour ce porteur."


def test_un_brouillon_ouvert_apres_j_4_n_est_pas_relance_pour_hier(monde, brouillon, porteuse):
    Dossier.objects.filter(pk=brouillon.pk).update(
        cree_le=J_4 + timedelta(hours=1), modifie_le=J_4 + timedelta(hours=1)
    )
    battre(J_4 + timedelta(hours=2))
    assert not lignes("brouillon_qui_dort")


def test_hors_de_la_periode_de_depot_personne_n_est_relance(monde, brouillon):
    Dossier.objects.filter(pk=brouillon.pk).update(modifie_le=CLOTURE - timedelta(days=5))
    assert echeances("brouillon_qui_dort", NOVEMBRE, CLOTURE + timedelta(days=60)) == [J_4]


def test_un_dossier_saisi_par_l_equipe_ne_relance_pas_le_porteur(brouillon):
    Dossier.objects.filter(pk=brouillon.pk).update(saisi_par_l_equipe=True)
    assert echeances("brouillon_qui_dort") == []


@pytest.mark.parametrize(
    ("modifie", "attendu"),
    [
        (a_paris(2026, 10, 20, 15), a_paris(2026, 10, 30, 9)),  # la nuit du 25 octobre a 25 heures
        (a_paris(2027, 3, 20, 15), a_paris(2027, 3, 30, 9)),  # celle du 28 mars en a 23
    ],
)
def test_neuf_heures_restent_neuf_heures_au_changement_d_heure(monde, brouillon, modifie, attendu):
    Dossier.objects.filter(pk=brouillon.pk).update(modifie_le=modifie, cree_le=modifie)
    monde.campagne.depot_ferme_le = a_paris(2027, 6, 1, 12)
    monde.campagne.save()
    assert attendu in echeances("brouillon_qui_dort", modifie, a_paris(2027, 6, 1))
    assert attendu.hour == 9


# 2. Le planificateur -----------------------------------------------------------------------------------


@pytest.fixture
def regle_en_panne():
    def casser(debut, fin):
        raise RuntimeError("une règle mal écrite")

    regle = declarer(Regle("en_panne", "En panne", "toujours", casser, lambda e: "", lambda e: ("", "")))
    yield regle
    del relances.REGLES["en_panne"]


def test_une_regle_en_panne_n_arrete_pas_les_autres(brouillon, regle_en_panne):
    battre(DORT)
    assert len(lignes("brouillon_qui_dort")) == 1


def test_deux_regles_ne_portent_pas_le_meme_nom(regle_en_panne):
    with pytest.raises(ValueError, match="déjà déclarée"):
        declarer(Regle("en_panne", "Une autre", "", list, list, list))


def test_la_prevision_est_ce_qui_partira(brouillon, redacteur):
    prevues = {e.cle for e in relances.prevision(NOVEMBRE, CLOTURE)}
    instant = NOVEMBRE
    while instant < CLOTURE:
        battre(instant)
        instant += timedelta(hours=5)
    assert {e.cle for e in lignes("brouillon_qui_dort")} == prevues


def test_une_relance_interrompue_au_dernier_instant_est_tenue_pour_incertaine(brouillon):
    class Coupee(Boite):
        def remettre(self, courriel, avant_le_point):
            avant_le_point()
            raise KeyboardInterrupt

        def relais_connait(self, message_id):
            return None

    with a_l_instant(DORT):
        tasks.relancer()
        with pytest.raises(KeyboardInterrupt):
            expedier(Coupee())
    with a_l_instant(DORT + timedelta(hours=1)):
        expedier(Coupee())
    assert lignes("brouillon_qui_dort")[0].statut == Statut.INCERTAINE


def test_prevoir_coute_un_nombre_constant_de_requetes(monde, brouillon, porteuse, django_assert_max_num_queries):
    for rang in range(12):
        fabriques.dossier(
            monde.campagne, monde.association, porteuse, demandes={monde.etat: 100}, quartiers=[monde.quartier],
            objectif_=monde.objectif, intitule=f"Action {rang}",
        )  # fmt: skip
    with django_assert_max_num_queries(6):
        assert len(relances.prevision(NOVEMBRE, CLOTURE)) == 26
