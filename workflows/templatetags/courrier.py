"""L’écriture propre aux courriels, en texte simple, et aux listes d’envois ; le reste est dans `ecriture`."""

from datetime import date

from django import template
from django.conf import settings
from django.urls import reverse

from workflows.envois import Statut
from workflows.liens import reveler
from workflows.templatetags.ecriture import heure, jour_bref, jour_long
from workflows.temps import PARIS

register = template.Library()
_TONS = {
    Statut.EN_PAUSE: "pause",
    Statut.ENVOYEE: "ok",
    Statut.ANNULEE: "clos",
    Statut.PERIMEE: "clos",
    Statut.ECHEC: "non",
    Statut.INCERTAINE: "attente",
}


@register.simple_tag
def adresse(nom, *arguments):
    """L’adresse entière d’une page, telle qu’un courriel la donne : elle vient du seul réglage SITE_URL."""
    return f"{settings.SITE_URL}{reverse(nom, args=arguments)}"


@register.filter
def le_jour(instant):
    """« vendredi 27 novembre 2026 », d’un instant, d’un jour, ou d’un jour tel que le journal le garde (texte ISO)."""
    if isinstance(instant, str):
        instant = date.fromisoformat(instant)
    return jour_long(instant)


@register.filter
def instant_bref(instant):
    """« 12 nov. 2026, 9 h »."""
    return f"{jour_bref(instant)} {instant.astimezone(PARIS).year}, {heure_minute(instant)}"


@register.filter
def heure_minute(instant):
    """« 9 h », « 9 h 05 »."""
    return heure(instant)


@register.filter
def en_euros(montant):
    """« 7 000 € », ou « 7 000,50 € » ; un montant absent se dit."""
    if montant is None:
        return "non renseigné"
    texte = f"{montant:,.2f}".replace(",", "\u202f").replace(".", ",").removesuffix(",00")
    return f"{texte}\u202f€"


@register.filter
def ton_envoi(envoi):
    """Le ton du thème sous lequel se lit le statut d’un envoi."""
    return _TONS.get(envoi.statut, "cours")


@register.filter
def en_clair(envoi):
    """Le texte tel que la personne l’a reçu, lien personnel compris : pour la seule boîte de la démonstration."""
    return reveler(envoi)
