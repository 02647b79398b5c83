"""L’automne d’une campagne, pour les récits de relances : un brouillon du 2 novembre, un dépôt qui ferme le 27."""

from dossiers import actions
from tests.conftest import frais
from tests.fabriques import a_paris
from workflows import tasks
from workflows.envois import Envoi
from workflows.expedition import expedier
from workflows.temps import a_l_instant
from workflows.transports import Boite

OUVERTURE, CLOTURE = a_paris(2026, 10, 1, 9), a_paris(2026, 11, 27, 12)
NOVEMBRE = a_paris(2026, 11, 2, 14)
DORT = a_paris(2026, 11, 12, 9)  # dix jours après le 2 novembre
J_4 = a_paris(2026, 11, 23, 9)
COMPLEMENTS = a_paris(2026, 11, 20, 18)


def en_depot(campagne):
    """Le dépôt est ouvert du 1er octobre au 27 novembre à midi."""
    campagne.depot_ouvre_le, campagne.depot_ferme_le = OUVERTURE, CLOTURE
    campagne.save()


def demander_des_complements(dossier, par, equipiere):
    """Dépose, puis demande le RIB pour le 20 novembre à 18 h ; les courriels de ces passages sont partis."""
    actions.avancer(dossier, "deposer", par=par)
    donnees = {"demande": "Le RIB.", "echeance": COMPLEMENTS}
    actions.avancer(frais(dossier), "demander_complements", par=equipiere, donnees=donnees)
    expedier(Boite())
    return frais(dossier)


def battre(instant):
    """Un battement, puis l’expéditeur."""
    with a_l_instant(instant):
        tasks.relancer()
        expedier(Boite())


def lignes(regle):
    return list(Envoi.objects.filter(regle=regle).order_by("echeance", "adresse"))
