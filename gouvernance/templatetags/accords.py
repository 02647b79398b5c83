"""L’accord en nombre comme en français : zéro et un sont au singulier (celui de Django écrit « 0 objectifs »)."""

from django import template

register = template.Library()


@register.filter
def accord(nombre, formes="s"):
    """« {{ n|accord }} » ajoute un s ; « {{ n|accord:"cet objectif,ces objectifs" }} » choisit la forme."""
    singulier, _, pluriel = formes.rpartition(",")
    return pluriel if nombre > 1 else singulier
