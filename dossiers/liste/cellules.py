"""Une case de la liste, en HTML : un mot pour ce qui manque, une forme pour un statut, un lien vers le dossier."""

import html

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from dossiers.liste.colonnes import COLONNES, TOUJOURS
from dossiers.statuts import Statut
from dossiers.templatetags.dossiers import badge
from papiers.tableur import Nature
from workflows.adresses import adresse_de
from workflows.templatetags.ecriture import entier, euros, heure, jour, jour_bref
from workflows.temps import PARIS

SANS_SUITE = (Statut.NON_RETENU, Statut.IRRECEVABLE, Statut.ABANDONNE)
_VIDE = mark_safe('<span class="vide">non renseigné</span>')
_AU_CATALOGUE = mark_safe('<span class="vide">au catalogue</span>')


def _propre(valeur):
    """La valeur, à l’abri dans une page ; ce qui est déjà du HTML, tel quel."""
    return valeur if hasattr(valeur, "__html__") else SafeString(html.escape(str(valeur)))


def _jour_court(date):
    """« 29 oct. 2026 », d’un jour ou d’un instant : une colonne étroite."""
    annee = date.astimezone(PARIS).year if hasattr(date, "tzinfo") else date.year
    return SafeString(f'<span class="text-nowrap">{jour_bref(date)} {annee}</span>')


def _instant_court(instant):
    return SafeString(f'{_jour_court(instant)} <small class="discret">{heure(instant)}</small>')


_ECRIRE = {Nature.EUROS: euros, Nature.ENTIER: entier, Nature.JOUR: _jour_court, Nature.INSTANT: _instant_court}


class Ligne:
    """Une ligne du tableau, prête à écrire : sa clé, son intitulé, ses cases d’un seul tenant."""

    def __init__(self, rang, colonnes, *, choisie, communes):
        self.pk, self.intitule, self.choisie = rang["pk"], rang["intitule"], choisie
        self.cle = str(self.pk)
        self.cases = SafeString("".join(_case(rang, colonne, communes) for colonne in colonnes))


def lignes_de(rangs, colonnes, selection):
    communes = len({rang["campagne__convention__commune__nom"] for rang in rangs}) > 1
    return [Ligne(rang, colonnes, choisie=rang["pk"] in selection, communes=communes) for rang in rangs]


def _case(rang, colonne, communes):
    if colonne.nom == TOUJOURS:
        adresse = adresse_de("dossiers:dossier", rang["pk"])
        return f'<th scope="row" class="action"><a href="{adresse}">{_propre(rang["intitule"])}</a></th>'
    if colonne.reservee and not rang["en_entier"]:
        contenu = _AU_CATALOGUE
    elif colonne.nom in _PROPRES:
        contenu = _PROPRES[colonne.nom](rang, colonne, communes)
    else:
        contenu = _ordinaire(colonne, colonne.valeur(rang))
    return f"{_OUVRANTES[colonne.nom]}{_propre(contenu)}</td>"


def _ordinaire(colonne, valeur):
    if valeur is None or valeur == "":
        return _VIDE
    return _ECRIRE[colonne.nature](valeur) if colonne.nature in _ECRIRE else valeur


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


def _ouvrante(colonne):
    classe = _CLASSES.get(colonne.nom) or ("n" if colonne.est_nombre else "")
    forme = '<td class="{classe}" data-titre="{titre}">' if classe else '<td data-titre="{titre}">'
    return format_html(forme, classe=classe, titre=colonne.libelle)


_OUVRANTES = {colonne.nom: _ouvrante(colonne) for colonne in COLONNES.values()}
