"""D’une année à l’autre : qui reconduit un dossier, et quand s’ouvre l’année suivante d’une convention (docs/metier.md §21)."""

from django.db.models import Q

from dossiers.regles.qui import equipe_qui_a_saisi, redacteur
from dossiers.statuts import Statut
from workflows.moteur import garde


def reconduit(dossier, personne):
    """Qui peut repartir de ce dossier : ceux qui écrivent pour son porteur ; l’équipe, pour celui qu’elle a saisi."""
    return redacteur(dossier, personne) or equipe_qui_a_saisi(dossier, personne)


def campagne_suivante(dossier):
    """La campagne de l’exercice suivant, dans la même convention ; None tant qu’elle n’est pas créée."""
    campagnes = type(dossier.campagne).objects.filter(convention=dossier.campagne.convention_id)
    return campagnes.filter(annee=dossier.campagne.annee + 1).first()


def deja_ouvert(dossier, campagne):
    """Le dossier vivant de la même action dans cette campagne, s’il y en a un."""
    fil = Q(pk=dossier.racine_du_fil) | Q(origine=dossier.racine_du_fil)
    return type(dossier).objects.filter(fil, campagne=campagne).exclude(statut=Statut.ABANDONNE).first()


@garde("Ce dossier ne relève pas d’une convention pluriannuelle : pour l’année prochaine, reconduisez-le.")
def pluriannuel(dossier):
    return dossier.periode == "pluriannuelle"


@garde("Les années de la convention pluriannuelle manquent, ou ne comprennent pas celle de ce dossier.")
def annees_de_la_convention_connues(dossier):
    return not pluriannuel(dossier) or dossier.rang_dans_la_convention is not None


@garde("Le dossier de cette année n’est pas encore déposé.")
def annee_deposee(dossier):
    return dossier.depose_le is not None


def _derniere_annee(dossier):
    return f"La convention pluriannuelle s’arrête en {dossier.cpo_fin} : au-delà, déposez une nouvelle demande."


@garde(_derniere_annee)
def annee_suivante_dans_la_convention(dossier):
    rang = dossier.rang_dans_la_convention
    return rang is None or rang < dossier.duree_de_la_convention


@garde(lambda dossier: f"La campagne {dossier.campagne.annee + 1} n’est pas encore créée par la ville.")
def campagne_suivante_connue(dossier):
    return campagne_suivante(dossier) is not None


@garde(lambda dossier: f"L’année {dossier.campagne.annee + 1} est déjà ouverte.")
def annee_suivante_pas_ouverte(dossier):
    campagne = campagne_suivante(dossier)
    return campagne is None or deja_ouvert(dossier, campagne) is None


def convention_en_cours(dossier):
    """Vrai tant que la convention pluriannuelle a une année à ouvrir, ou que ses années sont à dire."""
    return pluriannuel(dossier) and annee_suivante_dans_la_convention(dossier)


OUVRIR_L_ANNEE_SUIVANTE = (
    pluriannuel,
    annees_de_la_convention_connues,
    annee_deposee,
    annee_suivante_dans_la_convention,
    campagne_suivante_connue,
    annee_suivante_pas_ouverte,
)
