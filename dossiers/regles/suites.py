"""Après la décision : le plan de financement que le porteur confirme ou revoit, et le délai de paiement (docs/metier.md §26)."""

from datetime import timedelta

from django.conf import settings

from comptes.models import Droit, Qualite
from dossiers.regles.depot import en_euros
from dossiers.regles.qui import equipe_qui_a_saisi, signataire
from dossiers.statuts import EN_ACTION, VOTEES
from workflows.moteur import garde
from workflows.temps import PARIS, aujourd_hui

# 1. Le plan de financement ------------------------------------------------------------------------------


def confirme_le_plan(dossier, personne):
    """Le signataire ; l’équipe, pour un dossier qu’elle a saisi et que son organisation n’a pas repris."""
    return signataire(dossier, personne) or equipe_qui_a_saisi(dossier, personne)


def ce_qui_manque(dossier):
    """Ce que la demande espérait et que les décisions annoncées ne donnent pas, en euros."""
    return dossier.total_demande - dossier.total_au_plan


@garde("Ce qui est accordé couvre la demande : il n’y a rien à confirmer.")
def accord_partiel(dossier):
    return dossier.annonce_le is not None and dossier.statut in EN_ACTION and ce_qui_manque(dossier) > 0


@garde("Le plan de financement est déjà confirmé.")
def plan_pas_encore_confirme(dossier):
    return dossier.plan_confirme_le is None


@garde("Le budget est déjà rouvert : équilibrez-le, puis confirmez le plan.")
def budget_pas_encore_rouvert(dossier):
    return dossier.revision_ouverte_le is None


def plan_attendu(dossier):
    """Vrai si le porteur doit encore dire ce qu’il fait de l’accord partiel qui lui est annoncé."""
    return plan_pas_encore_confirme(dossier) and accord_partiel(dossier)


def _plan_bancal(dossier):
    ecart = dossier.charges - dossier.produits
    sens = "de produits" if ecart > 0 else "de charges"
    return (
        f"Le budget révisé n’est pas équilibré : avec ce qui est accordé, il manque {en_euros(abs(ecart))} {sens}. "
        "Reprenez la partie « Le budget »."
    )


@garde(_plan_bancal)
def plan_equilibre(dossier):
    """Un budget rouvert s’équilibre sur ce qui est accordé ; laissé tel quel, le porteur couvre l’écart autrement."""
    return dossier.revision_ouverte_le is None or dossier.charges == dossier.produits


# 2. Le paiement -----------------------------------------------------------------------------------------


def jours_depuis_la_notification(ligne, jour=None):
    """Le nombre de jours, à Paris, depuis la notification ; None si elle n’est pas notifiée."""
    if ligne.notifiee_le is None:
        return None
    return ((jour or aujourd_hui()) - ligne.notifiee_le.astimezone(PARIS).date()).days


def a_payer_avant_le(ligne):
    """Le soixantième jour après la notification (loi 2021-875, art. 2) ; None si elle n’est pas notifiée."""
    if ligne.notifiee_le is None:
        return None
    return ligne.notifiee_le.astimezone(PARIS).date() + timedelta(days=settings.PAIEMENT_JOURS)


def reste_a_verser(ligne):
    """En euros ; zéro si rien n’est acquis et voté."""
    return ligne.accorde - ligne.total_verse if ligne.statut in VOTEES and ligne.accorde is not None else 0


# 3. Qui parle pour un guichet, hors d’une ligne ------------------------------------------------------------


def parle_pour(financeur, campagne, personne):
    """D’un guichet et d’une campagne : son agent, l’équipe pour la ville, le chef de projet pour un absent."""
    pilote = campagne.convention.pilote_id
    if personne.agit_comme(Qualite.FINANCEUR, financeur.organisation_id):
        return True
    if financeur.organisation_id == pilote:
        return personne.agit_comme(Qualite.EQUIPE, pilote)
    return personne.agit_comme(Qualite.EQUIPE, pilote, Droit.CHEF)
