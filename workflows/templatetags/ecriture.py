"""L’écriture française à l’écran : montants, dates avec leur heure, tons des statuts, clé des formulaires."""

import re
import uuid
from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workflows.temps import PARIS

register = template.Library()
FINE, INSECABLE = "\u202f", "\u00a0"
_MOIS_BREFS = ["janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]


def nombre(valeur):
    """1234567.5 → « 1 234 567,50 » ; les centimes ne s’écrivent que s’il y en a."""
    valeur = Decimal(valeur)
    texte = f"{valeur:,.2f}".replace(",", FINE).replace(".", ",")
    return texte.removesuffix(",00")


@register.filter
def euros(valeur, absent="non renseigné"):
    """Un montant en euros, ou les mots de l’absence : absent n’est pas zéro."""
    if valeur is None or valeur == "":
        return format_html('<span class="vide">{}</span>', absent)
    return SafeString(f'<span class="montant">{nombre(valeur)}{FINE}€</span>')


@register.filter
def entier(valeur, absent="non renseigné"):
    if valeur is None or valeur == "":
        return format_html('<span class="vide">{}</span>', absent)
    return SafeString(f'<span class="chiffre">{nombre(valeur)}</span>')


@register.filter
def part(valeur, absente="non demandé"):
    """Une part d’un montant (droit commun, contrat de ville) : laissée vide, elle est gardée à zéro et se lit en mots."""
    return entier(valeur or None, absente)


@register.filter
def pourcent(valeur):
    """« 33,5 % »."""
    return f"{nombre(valeur)}{INSECABLE}%"


def heure(instant):
    """« 12 h », « 9 h 05 », à Paris."""
    local = instant.astimezone(PARIS)
    minutes = f"{INSECABLE}{local:%M}" if local.minute else ""
    return f"{local.hour}{INSECABLE}h{minutes}"


@register.filter
def le(instant):
    """« 8 janvier 2027 à 9 h 12 » : un instant du journal."""
    if not instant:
        return format_html('<span class="vide">{}</span>', "pas encore")
    return f"{jour(instant)} à {heure(instant)}"


def en_toutes_lettres(date, forme="j F Y"):
    """Une date selon la forme de Django, où le premier du mois s’écrit « 1er » ; un instant se lit à Paris."""
    if hasattr(date, "tzinfo"):
        date = date.astimezone(PARIS).date()
    return _ecrite(date, forme)


@lru_cache(maxsize=4096)  # une page redit vingt fois les mêmes jours
def _ecrite(jour, forme):
    return re.sub(r"\b1(?= \D|$)", "1er", date_format(jour, forme))


@register.filter
def jour_bref(date):
    """« 5 févr. », « 1er sept. »."""
    if hasattr(date, "tzinfo"):
        date = date.astimezone(PARIS)
    return f"{'1er' if date.day == 1 else date.day} {_MOIS_BREFS[date.month - 1]}"


@register.filter
def jour_long(date):
    """« mardi 1er décembre 2026 »."""
    return en_toutes_lettres(date, "l j F Y")


@register.filter
def jour(date, absent="non renseigné"):
    """« 1er février 2027 » : un jour, à Paris pour un instant."""
    if not date:
        return format_html('<span class="vide">{}</span>', absent)
    return en_toutes_lettres(date)


@register.filter
def echeance(instant):
    """« vendredi 27 novembre 2026 à 12 h (heure de Paris) » : une échéance a toujours son heure."""
    if not instant:
        return format_html('<span class="vide">{}</span>', "pas encore fixée")
    local = instant.astimezone(PARIS)
    return f"{jour_long(local)} à {heure(local)} (heure de Paris)"


@register.filter
def minutes(duree, absent="aucun"):
    """« 15 minutes », d’une durée réglée ; zéro se dit."""
    nombre = round(duree.total_seconds() / 60)
    return f"{nombre} minute{'s' if nombre > 1 else ''}" if nombre else absent


@register.simple_tag
def cle():
    """La clé d’un formulaire rendu : un double clic ou un renvoi donne le même résultat."""
    return format_html('<input type="hidden" name="cle" value="{}">', uuid.uuid4())
