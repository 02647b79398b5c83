"""Les modèles du dossier."""

from dossiers.models.bilan import Bilan
from dossiers.models.budget import PosteBudgetaire
from dossiers.models.dossier import Dossier
from dossiers.models.inscription import Decision, Inscription
from dossiers.models.journal import PassageDossier
from dossiers.models.ligne import Ligne, Versement

__all__ = ["Bilan", "Decision", "Dossier", "Inscription", "Ligne", "PassageDossier", "PosteBudgetaire", "Versement"]
