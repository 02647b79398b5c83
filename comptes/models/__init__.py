"""Les personnes, les organisations, et ce qui les rattache : une personne agit toujours au titre d’une organisation."""

from comptes.models.adhesions import DROITS_PAR_QUALITE, Adhesion, Droit, Qualite
from comptes.models.fiche import Adresse, Agrement, Fiche, Interlocuteur, MoyensHumains
from comptes.models.invitations import Invitation
from comptes.models.journal import PassageOrganisation
from comptes.models.organisations import Nature, Organisation
from comptes.models.personnes import EssaiDeConnexion, Utilisateur

__all__ = [
    "DROITS_PAR_QUALITE",
    "Adhesion",
    "Adresse",
    "Agrement",
    "Droit",
    "EssaiDeConnexion",
    "Fiche",
    "Interlocuteur",
    "Invitation",
    "MoyensHumains",
    "Nature",
    "Organisation",
    "PassageOrganisation",
    "Qualite",
    "Utilisateur",
]
