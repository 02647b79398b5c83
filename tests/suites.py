"""Ce que les récits d’après le comité partagent : une subvention accordée par la vraie porte, menée jusqu’où il faut."""

from datetime import date

from dossiers import actions
from dossiers.actions.versements import verser
from dossiers.models import Dossier, Ligne
from tests import fabriques
from tests.conftest import frais
from workflows.temps import aujourd_hui

ACTE = {"vote_le": date(2026, 4, 1), "vote_reference": "Délibération 12"}


def accorder(
    monde, par, chef, accordes, *, organisation=None, campagne=None, demandes=None, intitule="Mercredis en mouvement"
):
    """Un dossier déposé, recevable, passé en comité et acté. `accordes` : {financeur: euros, ou un motif de refus}."""
    campagne = campagne or monde.campagne
    demandes = demandes or {f: m if isinstance(m, int) else 1000 for f, m in accordes.items()}
    dossier = fabriques.dossier(
        campagne, organisation or monde.association, par, demandes=demandes, quartiers=[monde.quartier],
        objectif_=monde.objectif, intitule=intitule,
    )  # fmt: skip
    actions.avancer(dossier, "deposer", par=par)
    actions.repondre_pour_toutes(frais(dossier), "declarer_recevable", par=chef)
    comite = fabriques.seance(campagne, intitule=f"Comité de {intitule}")
    fabriques.presence(comite)
    inscription = actions.inscrire(comite, frais(dossier), par=chef)
    comite = fabriques.ouvrir(comite, chef)
    for financeur, montant in accordes.items():
        ligne = dossier.lignes.get(financeur=financeur)
        if isinstance(montant, int):
            dit = {"choix": "accorder", "contrat_de_ville": montant, "motif": "Enveloppe partagée."}
        else:
            dit = {"choix": "refuser", "motif": montant}
        actions.saisir(inscription, ligne, par=chef, **dit)
    assert actions.acter(comite, par=chef) == {}
    return frais(dossier)


def ligne_de(dossier, financeur=None):
    lignes = Ligne.objects.filter(dossier=dossier)
    return lignes.get(financeur=financeur) if financeur else lignes.get()


def annoncer(dossier, chef):
    """Vote, notifie, annonce tout ; rend le dossier."""
    for ligne in Ligne.objects.filter(dossier=dossier, statut="accordee"):
        actions.avancer(ligne, "voter", par=chef, donnees=ACTE)
    for ligne in Ligne.objects.filter(dossier=dossier, statut__in=["votee", "refusee"], notifiee_le=None):
        actions.avancer(ligne, "notifier", par=chef)
    actions.avancer(dossier, "annoncer", par=chef)
    return Dossier.objects.get(pk=dossier.pk)


def engager(ligne, par, numero="EJ 1"):
    actions.avancer(ligne, "engager", par=par, donnees={"engagement": numero})
    return frais(ligne)


def payer(ligne, par, montant, nature="acompte"):
    return verser(frais(ligne), par=par, montant=montant, verse_le=aujourd_hui(), nature=nature)
