"""Le plan de financement après un accord partiel, tel que la page d’un dossier le montre."""

from dataclasses import dataclass
from decimal import Decimal

from dossiers import regles
from dossiers.views import communs


@dataclass(frozen=True)
class Plan:
    """Ce qui fut demandé, ce qui est accordé et annoncé, ce qui manque, en euros ; et si le porteur doit encore répondre."""

    demande: Decimal
    accorde: Decimal
    manque: Decimal
    est_attendu: bool
    en_revision: bool


def plan_de(dossier, personne):
    """Le plan d’un dossier dont l’accord est partiel ou le plan confirmé ; rien d’autre, ni devant qui ne doit pas le savoir."""
    if communs.se_tait(dossier, personne):
        return None
    attendu = regles.plan_attendu(dossier)
    if not attendu and dossier.plan_confirme_le is None:
        return None
    return Plan(
        dossier.total_demande,
        dossier.total_au_plan,
        regles.ce_qui_manque(dossier),
        attendu,
        regles.budget_en_revision(dossier),
    )
