"""Les modèles du dossier."""

from dossiers.models.attendues import pieces_attendues, pieces_de_l_organisation, pieces_qui_manquent
from dossiers.models.bilan import Bilan
from dossiers.models.budget import PosteBudgetaire
from dossiers.models.dossier import Dossier
from dossiers.models.exemplaire import Attestation, Exemplaire
from dossiers.models.inscription import Decision, Inscription
from dossiers.models.journal import PassageDossier
from dossiers.models.ligne import Ligne, Versement
from dossiers.models.partenariat import Partenariat
from dossiers.models.piece import Piece
from dossiers.models.projet import IndicateurDeResultat, Lieu, MoyenHumain, Partenaire, PublicParAge
from dossiers.models.recopie import Recopie
from dossiers.models.vue import Vue

__all__ = [
    "Attestation",
    "Bilan",
    "Decision",
    "Dossier",
    "Exemplaire",
    "IndicateurDeResultat",
    "Inscription",
    "Lieu",
    "Ligne",
    "MoyenHumain",
    "Partenaire",
    "Partenariat",
    "PassageDossier",
    "Piece",
    "PosteBudgetaire",
    "PublicParAge",
    "Recopie",
    "Versement",
    "Vue",
    "pieces_attendues",
    "pieces_de_l_organisation",
    "pieces_qui_manquent",
]
