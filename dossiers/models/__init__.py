"""Les modèles du dossier."""

from dossiers.models.bilan import Bilan
from dossiers.models.budget import PosteBudgetaire
from dossiers.models.dossier import Dossier
from dossiers.models.exemplaire import Attestation, Exemplaire
from dossiers.models.inscription import Decision, Inscription
from dossiers.models.journal import PassageDossier
from dossiers.models.ligne import Ligne, Versement
from dossiers.models.partenariat import Partenariat
from dossiers.models.projet import IndicateurDeResultat, Lieu, MoyenHumain, Partenaire, PublicParAge

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
    "PosteBudgetaire",
    "PublicParAge",
    "Versement",
]
