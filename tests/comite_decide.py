"""Un comité où trois financeurs ont décidé de trois dossiers : ce que racontent les papiers et les lettres."""

from contextlib import contextmanager
from copy import copy
from datetime import date
from types import SimpleNamespace

from django.db import transaction

from comptes.models import Droit
from dossiers import actions
from dossiers.models import Inscription, Ligne
from programmation.models import Seance
from tests import fabriques
from tests.conftest import batir_le_monde, frais

FORMULE = '=HYPERLINK("http://ailleurs.invalid")'


@contextmanager
def pose(acces_a_la_base):
    """Le comité ouvert et ses personnages, bâtis une fois pour un module d’essais et défaits avec lui."""
    with acces_a_la_base.unblock(), transaction.atomic():
        monde = batir_le_monde()
        gens = SimpleNamespace(
            porteuse=fabriques.membre(monde.association),
            cheffe=fabriques.equipier(monde.convention),
            instructeur=fabriques.equipier(monde.convention, Droit.INSTRUCTEUR, "Louis", "Marle"),
            agente=fabriques.agent(monde.etat),
            voisin=fabriques.membre(monde.voisine, prenom="Victor", nom="Voisin"),
        )
        yield SimpleNamespace(comite=tenir(monde, gens.porteuse, gens.cheffe), monde=monde, gens=gens)
        transaction.set_rollback(True)


def a_soi(comite):
    """Le même comité, pour un seul récit : ce qu’il y pose ne se voit pas du suivant."""
    return copy(comite)


def tenir(monde, porteuse, cheffe):
    """Le comité ouvert, ses décisions saisies : un dossier retenu en entier, un en partie, un refusé, un ajourné."""
    for guichet, montant in ((monde.etat, 20_000), (monde.ville, 10_000)):
        fabriques.enveloppe(monde.campagne, guichet, montant)
    caf = monde.caf
    dits = {
        "entier": ("Mercredis en mouvement", [monde.quartier], {monde.etat: 4000, monde.ville: 2000}),
        "partiel": (FORMULE, [monde.ilots], {monde.etat: 5000, monde.ville: 1000, caf: 800}),
        "refuse": ("Cinéma en plein air", [monde.quartier, monde.ilots], {monde.etat: 3000}),
        "ajourne": ("Jardin partagé", [monde.ilots], {monde.ville: 1500}),
    }
    dossiers = {nom: _recevable(monde, porteuse, cheffe, *quoi) for nom, quoi in dits.items()}
    seance = fabriques.seance(monde.campagne, lieu="Salle du conseil")
    fabriques.presence(seance)
    fabriques.presence(seance, "Paul Absent", est_present=False)
    for dossier in dossiers.values():
        actions.inscrire(seance, dossier, par=cheffe)
    seance = fabriques.ouvrir(seance, cheffe)
    c = SimpleNamespace(seance=seance, dossiers=dossiers, par=cheffe, monde=monde)
    decider(c, "entier", monde.etat, "accorder", contrat_de_ville=4000)
    decider(c, "entier", monde.ville, "accorder", contrat_de_ville=1500, droit_commun=500)
    decider(
        c, "partiel", monde.etat, "accorder", contrat_de_ville="2500.50",
        condition="La convention d’occupation signée.", condition_avant_le=date(monde.campagne.annee, 4, 30),
    )  # fmt: skip
    decider(c, "partiel", monde.ville, "refuser", motif="Déjà aidé par ailleurs.")
    decider(c, "partiel", caf, "accorder", droit_commun=800)
    decider(c, "refuse", monde.etat, "refuser", motif="Hors des quartiers prioritaires.")
    decider(c, "ajourne", monde.ville, "ajourner", motif="Le plan du jardin manque.")
    return c


def _recevable(monde, porteuse, cheffe, intitule, quartiers, demandes):
    dossier = fabriques.dossier(
        monde.campagne, monde.association, porteuse, demandes=demandes, quartiers=quartiers, objectif_=monde.objectif,
        intitule=intitule,
    )  # fmt: skip
    actions.avancer(dossier, "deposer", par=porteuse)
    actions.repondre_pour_toutes(frais(dossier), "declarer_recevable", par=cheffe)
    return frais(dossier)


def ligne(c, nom, guichet):
    return Ligne.objects.get(dossier=c.dossiers[nom], financeur=guichet)


def decider(c, nom, guichet, choix, **valeurs):
    inscription = Inscription.objects.get(seance=c.seance, dossier=c.dossiers[nom])
    actions.saisir(inscription, ligne(c, nom, guichet), par=c.par, choix=choix, **valeurs)


def acter(c):
    assert actions.acter(c.seance, par=c.par) == {}
    c.seance = Seance.objects.select_related("campagne__convention__pilote").get(pk=c.seance.pk)
    return c


def voter(c, nom, *guichets):
    """La délibération, ou l’arrêté, de chacun de ces financeurs."""
    for guichet in guichets:
        acte = {"vote_le": date(c.monde.campagne.annee, 4, 1), "vote_reference": "Délibération 12"}
        actions.avancer(ligne(c, nom, guichet), "voter", par=c.par, donnees=acte)


def tout_voter(c):
    voter(c, "entier", c.monde.etat, c.monde.ville)
    voter(c, "partiel", c.monde.etat, c.monde.caf)
    return c
