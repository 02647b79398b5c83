"""Les modèles du dossier."""

from dossiers.models.attendues import pieces_attendues, pieces_de_l_organisation, pieces_qui_manquent
from dossiers.models.avis import DemandeAvis
from dossiers.models.bilan import Bilan
from dossiers.models.budget import PosteBudgetaire
from dossiers.models.comite import Avenant, MontantDeScenario, Scenario
from dossiers.models.complements import pieces_demandees
from dossiers.models.dossier import Dossier
from dossiers.models.ensemble import ActionGroupee, Rang
from dossiers.models.exemplaire import Attestation, Exemplaire
from dossiers.models.inscription import Decision, Inscription, Pouvoir, Recusation
from dossiers.models.instruction import Etiquette, NoteInterne, Proposition
from dossiers.models.journal import PassageDossier
from dossiers.models.ligne import Ligne, Versement
from dossiers.models.message import LectureDuFil, Message, non_lus_par_dossier
from dossiers.models.ouverture import ouvrir_pour, verrouiller_pour
from dossiers.models.partenariat import Partenariat
from dossiers.models.piece import Piece
from dossiers.models.projet import IndicateurDeResultat, Lieu, MoyenHumain, Partenaire, PublicParAge
from dossiers.models.recopie import Recopie
from dossiers.models.suites import ActeAttributif, Lettre, a_payer, plans_attendus
from dossiers.models.vue import Vue

__all__ = [
    "ActeAttributif",
    "ActionGroupee",
    "Attestation",
    "Avenant",
    "Bilan",
    "Decision",
    "DemandeAvis",
    "Dossier",
    "Etiquette",
    "Exemplaire",
    "IndicateurDeResultat",
    "Inscription",
    "LectureDuFil",
    "Lettre",
    "Lieu",
    "Ligne",
    "Message",
    "MontantDeScenario",
    "MoyenHumain",
    "NoteInterne",
    "Partenaire",
    "Partenariat",
    "PassageDossier",
    "Piece",
    "PosteBudgetaire",
    "Pouvoir",
    "Proposition",
    "PublicParAge",
    "Rang",
    "Recopie",
    "Recusation",
    "Scenario",
    "Versement",
    "Vue",
    "a_payer",
    "non_lus_par_dossier",
    "ouvrir_pour",
    "pieces_attendues",
    "pieces_de_l_organisation",
    "pieces_demandees",
    "pieces_qui_manquent",
    "plans_attendus",
    "verrouiller_pour",
]
