"""Le formulaire d’un dossier, une partie par page, dans l’ordre où une personne y pense."""

from dossiers.forms.parties.action import FormulaireAction
from dossiers.forms.parties.budget import FormulaireBudget
from dossiers.forms.parties.demande import FormulaireDemande
from dossiers.forms.parties.indicateurs import FormulaireIndicateurs
from dossiers.forms.parties.moyens import FormulaireMoyens
from dossiers.forms.parties.publics import FormulairePublics
from dossiers.forms.parties.territoire import FormulaireTerritoire
from dossiers.parties import PARTIES

FORMULAIRES = dict(
    zip(
        PARTIES,
        (
            FormulaireAction,
            FormulaireTerritoire,
            FormulairePublics,
            FormulaireMoyens,
            FormulaireBudget,
            FormulaireIndicateurs,
            FormulaireDemande,
        ),
        strict=True,
    )
)

__all__ = ["FORMULAIRES"]
