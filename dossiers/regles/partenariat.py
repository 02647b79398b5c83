"""Les partenaires d’un dossier : qui agit pour eux, quand, et si leurs parts font un tout (docs/metier.md §22)."""

from decimal import Decimal

from comptes.models import Droit, Qualite
from dossiers.regles.qui import porteur, redacteur, signataire
from dossiers.statuts import Statut
from workflows.moteur import garde
from workflows.templatetags.ecriture import INSECABLE, nombre

FINIS = (Statut.ABANDONNE, Statut.DESISTE, Statut.CLOS)
TOUT = Decimal(100)


def partenaire(dossier, personne):
    """Vrai pour un membre d’une organisation partenaire qui a confirmé. Sans requête pour qui n’est d’aucun porteur."""
    siennes = {organisation for organisation, qualite, _ in personne.rattachements if qualite == Qualite.PORTEUR}
    return bool(siennes) and personne.is_active and not siennes.isdisjoint(dossier.organisations_partenaires)


def porte(dossier, personne):
    """Ceux qui portent l’action, seuls ou à plusieurs : une décision se tait devant eux tant qu’elle n’est pas annoncée."""
    return porteur(dossier, personne) or partenaire(dossier, personne)


def signataire_du_porteur(partenariat, personne):
    """Ouvrir le brouillon à une autre organisation engage la sienne : il y faut un signataire."""
    return signataire(partenariat.dossier, personne)


def membre_du_partenaire(partenariat, personne):
    return personne.agit_comme(Qualite.PORTEUR, partenariat.organisation_id)


def signataire_du_partenaire(partenariat, personne):
    return personne.agit_comme(Qualite.PORTEUR, partenariat.organisation_id, Droit.SIGNATAIRE)


def redige_sa_part(partenariat, personne):
    """Le partenaire confirmé écrit sa part ; le porteur n’écrit pas à sa place."""
    droits = (Droit.REDACTEUR, Droit.SIGNATAIRE)
    return partenariat.est_confirme and personne.agit_comme(Qualite.PORTEUR, partenariat.organisation_id, *droits)


def parts_ouvertes(dossier):
    """Les parts s’écrivent avec le dossier : en brouillon, ou rouvert pour complément."""
    return dossier.statut in (Statut.BROUILLON, Statut.INCOMPLET)


def redige_la_part_du_porteur(dossier, personne):
    return parts_ouvertes(dossier) and redacteur(dossier, personne)


@garde("Le dossier est déposé : un partenaire s’invite tant qu’il est en brouillon, ou rouvert pour complément.")
def dossier_a_completer_a_plusieurs(partenariat):
    return parts_ouvertes(partenariat.dossier)


@garde("Le dossier est déposé : son tour de table ne se défait plus. Écrivez à l’équipe.")
def dossier_pas_encore_depose(partenariat):
    """Après le dépôt, ce qui fut déposé à plusieurs le reste ; le porteur seul peut abandonner le dossier."""
    return partenariat.dossier.statut == Statut.BROUILLON


@garde("Ce dossier est terminé : il n’y a plus rien à confirmer.")
def dossier_toujours_en_cours(partenariat):
    return partenariat.dossier.statut not in FINIS


def total_des_parts(dossier):
    """La somme, en %, de la part du porteur et de celles des partenaires confirmés ; None tant qu’aucune n’est dite."""
    parts = [dossier.part_du_porteur, *(p.part_pourcent for p in dossier.partenaires_confirmes)]
    dites = [part for part in parts if part is not None]
    return sum(dites, Decimal(0)) if dites and dossier.partenaires_confirmes else None


def _parts_inegales(dossier):
    total = nombre(total_des_parts(dossier))
    return (
        f"Les parts du porteur et de ses partenaires font {total}{INSECABLE}%, et non 100{INSECABLE}% : "
        "corrigez-les, ou videz-les toutes."
    )


@garde(_parts_inegales)
def parts_a_cent(dossier):
    """Les parts sont indicatives et facultatives ; commencées, elles font un tout."""
    return total_des_parts(dossier) in (None, TOUT)
