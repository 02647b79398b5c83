"""À quelle enveloppe chaque demande se rattache : la plus précise qui aille à son dossier."""

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery

from dossiers.models import Dossier, Ligne
from programmation.models import Enveloppe


def rattacher_aux_enveloppes(dossier):
    """Les lignes d’un dossier qui n’ont pas d’enveloppe prennent la leur ; en un ordre, quel qu’en soit le nombre."""
    rattacher(Ligne.objects.filter(dossier=dossier.pk, enveloppe=None))


def rattacher(lignes):
    """Pose sur ces lignes l’enveloppe de leur financeur qui leur convient le mieux ; rien s’il n’en a aucune.

    Dans l’ordre : réservée à l’un des quartiers du dossier et à son enjeu, au quartier, à l’enjeu, à rien
    (docs/metier.md §24). L’enjeu d’un dossier est celui de son objectif principal.
    """
    dossier = OuterRef(OuterRef("dossier"))
    quartiers = Dossier.quartiers.through.objects.filter(dossier=dossier).values("quartier")
    enjeux = Dossier.objects.filter(pk=dossier).values("objectif_principal__objectif_strategique__enjeu")
    conviennent = Enveloppe.objects.filter(
        Q(quartier=None) | Q(quartier__in=quartiers),
        Q(enjeu=None) | Q(enjeu__in=enjeux.order_by()),
        campagne__dossiers=OuterRef("dossier"),
        financeur=OuterRef("financeur"),
    ).order_by(_est(quartier=None), _est(enjeu=None), "pk")
    lignes.update(enveloppe=Subquery(conviennent.values("pk")[:1]))


def _est(**condition):
    return ExpressionWrapper(Q(**condition), BooleanField())
