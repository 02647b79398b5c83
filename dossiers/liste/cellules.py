"""Une case de la liste, en HTML : un mot pour ce qui manque, une forme pour un statut, un lien vers le dossier."""

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from dossiers.liste.colonnes import TOUJOURS
from dossiers.statuts import Statut
from dossiers.templatetags.dossiers import badge
from papiers.tableur import Nature
from workflows.templatetags.ecriture import entier, euros, heure, jour, jour_bref
from workflows.temps import PARIS

SANS_SUITE = (Statut.NON_RETENU, Statut.IRRECEVABLE, Statut.ABANDONNE)
_VIDE = mark_safe('<span class="vide">non renseigné</span>')
_AU_CATALOGUE = mark_safe('<span class="vide">au catalogue</span>')


def _jour_court(date):
    """« 29 oct. 2026 », d’un jour ou d’un instant : une colonne étroite."""
    annee = date.astimezone(PARIS).year if hasattr(date, "tzinfo") else date.year
    return format_html('<span class="text-nowrap">{} {}</span>', jour_bref(date), annee)


def _instant_court(instant):
    return format_html('{} <small class="discret">{}</small>', _jour_court(instant), heure(instant))


_ECRIRE = {Nature.EUROS: euros, Nature.ENTIER: entier, Nature.JOUR: _jour_court, Nature.INSTANT: _instant_court}


class Ligne:
    """Une ligne du tableau, prête à écrire : sa clé, son intitulé, ses cases."""

    def __init__(self, rang, colonnes, *, choisie, communes):
        self.pk, self.intitule, self.choisie = rang["pk"], rang["intitule"], choisie
        self.cases = [_case(rang, colonne, communes) for colonne in colonnes]


def lignes_de(rangs, colonnes, selection):
    communes = len({rang["campagne__convention__commune__nom"] for rang in rangs}) > 1
    return [Ligne(rang, colonnes, choisie=rang["pk"] in selection, communes=communes) for rang in rangs]


def _case(rang, colonne, communes):
    if colonne.nom == TOUJOURS:
        adresse = reverse("dossiers:dossier", args=[rang["pk"]])
        return format_html('<th scope="row" class="action"><a href="{}">{}</a></th>', adresse, rang["intitule"])
    classe = _CLASSES.get(colonne.nom) or ("n" if colonne.est_nombre else "")
    if colonne.reservee and not rang["en_entier"]:
        contenu = _AU_CATALOGUE
    elif colonne.nom in _PROPRES:
        contenu = _PROPRES[colonne.nom](rang, colonne, communes)
    else:
        contenu = _ordinaire(colonne, colonne.valeur(rang))
    if classe:
        return format_html('<td class="{}" data-titre="{}">{}</td>', classe, colonne.libelle, contenu)
    return format_html('<td data-titre="{}">{}</td>', colonne.libelle, contenu)


def _ordinaire(colonne, valeur):
    if valeur is None or valeur == "":
        return _VIDE
    return _ECRIRE[colonne.nature](valeur) if colonne.nature in _ECRIRE else conditional_escape(valeur)


def _reference(rang, colonne, communes):
    if not communes:
        return colonne.valeur(rang)
    commune = rang["campagne__convention__commune__nom"]
    return format_html('{}<small class="d-block">{}</small>', colonne.valeur(rang), commune)


def _statut(rang, colonne, communes):
    forme = badge(Statut(rang["statut_lu"]))
    if rang["statut_lu"] == Statut.INCOMPLET:
        return format_html('{}<small class="d-block discret">avant le {}</small>', forme, jour(rang["echeance"]))
    if rang["statut_lu"] == Statut.BROUILLON:
        return format_html('{}<small class="d-block discret">pas encore déposé</small>', forme)
    return forme


def _obtenu(rang, colonne, communes):
    if rang["obtenu"] is not None:
        return format_html("<strong>{}</strong>", euros(rang["obtenu"]))
    return format_html('<span class="vide">{}</span>', "aucun" if rang["statut_lu"] in SANS_SUITE else "pas encore")


def _enjeu(rang, colonne, communes):
    """À l’écran, son numéro ; son titre entier est dans le tableur."""
    numero = rang["objectif_principal__objectif_strategique__enjeu__numero"]
    return f"Enjeu {numero}" if numero else _VIDE


_PROPRES = {"reference": _reference, "statut": _statut, "obtenu": _obtenu, "enjeu": _enjeu}
_CLASSES = {"reference": "chiffre discret", "porteur": "porteur", "enjeu": "text-nowrap"}
