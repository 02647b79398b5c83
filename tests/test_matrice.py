"""Qui peut quoi : chaque adresse × chaque personne × chaque objet × chaque verbe, contre un tableau écrit à la main.

Le tableau est dans tests/acces/table.py ; une adresse nouvelle sans sa ligne est refusée. Un refus est une page absente, la même
que pour un objet qui n’existe pas, et n’écrit rien. Aucune réponse ne laisse lire un mot ou un montant à qui n’y a pas droit.
"""

import pytest
from django.contrib import admin
from django.db import connection

from comptes.acces import ESPACE_ADMINISTRATION, vues_declarees
from dossiers.models import Bilan, Dossier, Ligne, Partenariat
from programmation.models import Seance
from tests.acces import monde as fabrique
from tests.acces import table, table_dossiers
from tests.acces.acteurs import ACTEURS, AGENT_F1, ANONYME, CHEF_1, CHEF_2, ELUE, SIGNATAIRE_A, SIGNATAIRE_P
from tests.acces.mutations import MUTATIONS
from tests.acces.sondes import Porte, plan
from tests.acces.table import TABLE
from workflows.composee import oublier_les_ordres
from workflows.machines import tableau

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
PLAN = list(plan(TABLE))
# Le tableau entier se joue sur SQLite. Sur PostgreSQL, un témoin de chaque titre suffit : le mur y est le même, écrit une
# fois, et ce que PostgreSQL seul refuse (une clé démesurée, un caractère nul) se voit avec n’importe lequel.
TEMOINS = (ANONYME, SIGNATAIRE_A, SIGNATAIRE_P, CHEF_1, CHEF_2, AGENT_F1, ELUE)
JOUES = ACTEURS if connection.vendor == "sqlite" else TEMOINS


@pytest.fixture(scope="module")
def monde(django_db_setup, django_db_blocker):
    with fabrique.pose(django_db_blocker) as m:
        yield m


def ecarts(monde, acteur, sondes=PLAN):
    porte = Porte(monde, acteur)
    return [ecart for sonde in sondes for ecart in porte.juger(TABLE, sonde)]


# 1. Le tableau --------------------------------------------------------------------------------------------


def test_chaque_adresse_a_sa_ligne_au_tableau():
    noms = {
        f"{espace}:{motif.name}".lstrip(":") for _, espace, motif in vues_declarees() if espace != ESPACE_ADMINISTRATION
    }
    assert noms == set(TABLE)


def test_chaque_passage_a_sa_ligne_au_tableau():
    for modele, ecrits in (
        (Dossier, table_dossiers.PASSAGES_DU_DOSSIER),
        (Ligne, table_dossiers.PASSAGES_DE_LA_LIGNE),
        (Bilan, table_dossiers.PASSAGES_DU_BILAN),
        (Partenariat, table_dossiers.PASSAGES_DU_PARTENARIAT),
        (Seance, table.PASSAGES_DE_LA_SEANCE),
    ):
        assert {t.nom for t in tableau(modele)} == set(ecrits)


def test_les_sondes_sont_nombreuses(record_property):
    nombre = len(PLAN) * len(ACTEURS)
    record_property("sondes", nombre)
    assert nombre >= 25_000, f"{nombre} sondes"


@pytest.mark.parametrize("acteur", JOUES)
def test_chacun_ouvre_ce_que_dit_le_tableau_et_rien_d_autre(monde, acteur):
    trouves = ecarts(monde, acteur)
    assert not trouves, f"{len(trouves)} écarts :\n" + "\n".join(trouves[:40])


def test_ce_qui_est_permis_se_fait_vraiment(monde):
    """Un tableau où tout serait refusé passerait : ici, chaque page qui écrit, et chaque bouton, écrit pour quelqu’un."""
    portes, faits = {}, set()
    for sonde in PLAN:
        geste = (
            sonde.page,
            sonde.cle.split("/")[-1] if "avancer" in sonde.page or sonde.page == "dossiers:repondre" else "",
        )
        permis = (TABLE[sonde.page].ecrivent or {}).get(sonde.cle, ())
        if sonde.corps != "vraisemblable" or geste in faits or not permis:
            continue
        for acteur in permis:
            porte = portes.setdefault(acteur, Porte(monde, acteur))
            if porte.sonder(sonde).status_code in (200, 302) and porte.ecritures:
                faits.add(geste)
    pages = {page for page, _ in faits}
    assert {nom for nom, page in TABLE.items() if page.ecrivent} - pages == SANS_ECRITURE
    boutons = {t.nom for modele in (Dossier, Ligne, Bilan, Partenariat, Seance) for t in tableau(modele)} & {
        bouton for _, bouton in faits
    }
    assert boutons >= BOUTONS_ESSAYES


# Cocher, replier un rappel ne s’écrit que dans la session, qui tient ici dans le biscuit.
SANS_ECRITURE = {"dossiers:choisir", "dossiers:reprise-lue", "comptes:deconnexion", "comptes:demonstration-entrer"}
BOUTONS_ESSAYES = set(
    """
    deposer enregistrer demander_complements annuler_la_demande completer rouvrir_la_recevabilite reporter abandonner
    se_desister declarer_recevable declarer_irrecevable declarer_sans_objet notifier engager annuler transmettre
    attester_la_non_realisation demander_d_autres_dates demander_une_correction accepter convoquer ouvrir acter
    confirmer decliner se_retirer ecarter
    """.split()
)


# 2. L’administration de Django ----------------------------------------------------------------------------


def test_l_administration_ne_connait_aucun_dossier():
    assert {modele._meta.app_label for modele in admin.site._registry} <= {"comptes", "programmation"}
    noms = {modele.__name__ for modele in admin.site._registry}
    assert not noms & {"Seance", "Presence", "Enveloppe", "Campagne", "PassageSeance", "Envoi", "Identite"}


@pytest.mark.parametrize("acteur", ACTEURS)
def test_l_administration_n_ouvre_qu_a_qui_administre(monde, acteur):
    porte, cle = Porte(monde, acteur), str(monde.personnes["chef_1"].pk)
    motifs = [
        chemin
        for chemin, espace, motif in vues_declarees()
        if espace == ESPACE_ADMINISTRATION and motif.name != "logout"
    ]
    for motif in motifs:
        for objet in (cle, "999999999"):
            chemin = "/" + _remplir(motif, objet)
            for verbe in ("GET", "POST"):
                reponse = porte.frapper(verbe, chemin)
                assert not monde.jetons.indiscretions(reponse.texte, acteur), chemin
                assert reponse.status_code < 500, chemin
                if acteur not in table.ADMINISTRATION:
                    assert not porte.ecritures, chemin
                    renvoi = reponse.headers.get("Location", "").startswith(("/administration/login/", "/connexion/"))
                    assert reponse.status_code == 404 or renvoi, f"{chemin} : {reponse.status_code}"


def _remplir(motif, cle):
    for morceau in ("<id>", "<path:object_id>", "<path:content_type_id>"):
        motif = motif.replace(morceau, cle)
    return motif.replace("^(?P<app_label>comptes|programmation)/$", "comptes/").replace("(?P<url>.*)$", "inconnu/")


# 3. Ôter une règle se voit ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("regles_neuves")
@pytest.mark.parametrize("regle", MUTATIONS)
def test_oter_une_regle_fait_parler_les_sondes(monde, monkeypatch, regle):
    oter, acteur, page = MUTATIONS[regle]
    sondes = [sonde for sonde in PLAN if sonde.page == page]
    oter(monkeypatch)
    oublier_les_ordres()
    porte = Porte(monde, acteur)
    assert any(porte.juger(TABLE, sonde) for sonde in sondes)
