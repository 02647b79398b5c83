"""Ce que les gabarits demandent aux machines : les offres d’une personne, le ton d’un statut."""

from functools import lru_cache

from django import template
from django.utils.html import format_html

from dossiers import regles
from dossiers.parties import TITRES
from dossiers.pieces import MODELES
from dossiers.statuts import TONS, Statut
from workflows.moteur import offres
from workflows.templatetags.ecriture import FINE, nombre

register = template.Library()


@register.filter
def offres_pour(objet, personne):
    """Ce que cette personne peut faire maintenant de cet objet, et pourquoi pas encore."""
    return offres(objet, personne)


@register.filter
def statut_pour(dossier, personne):
    """Le statut que cette personne peut lire : une décision non annoncée se tait devant le porteur."""
    return dossier.statut_pour(personne)


@register.filter
def badge(statut, libelle=""):
    """Un statut : forme, mot et ton. `statut` : une valeur d’énumération (ou son code, avec le libellé)."""
    libelle = libelle or getattr(statut, "label", None) or Statut(statut).label
    return _forme(TONS.get(str(statut), ""), str(libelle))


@lru_cache(maxsize=256)
def _forme(ton, libelle):
    return format_html('<span class="statut {}">{}</span>', ton, libelle)


@register.filter
def ton(statut):
    return TONS.get(str(statut), "")


@register.filter
def ecart_en_mots(ecart):
    """Un écart entre charges et produits, en mots : qui manque, de combien."""
    if not ecart:
        return "Le budget est équilibré"
    return f"Il manque {nombre(abs(ecart))}{FINE}€ de {'produits' if ecart > 0 else 'charges'}"


@register.filter
def reste_a_verser(ligne):
    """En euros, ce qui est voté et pas encore versé."""
    return regles.reste_a_verser(ligne)


@register.filter
def titre_de_la_partie(code):
    """« Le budget », pour le code d’une partie du dossier ; « Les pièces », pour elles toutes."""
    return TITRES.get(code, code)


@register.filter
def nom_de_la_piece(code):
    """« Statuts », pour le code d’un type de pièce, tel que le journal le garde."""
    return MODELES[code].libelle if code in MODELES else code


@register.filter
def compte(code):
    """Le numéro d’un compte, s’il en a un."""
    numero = "".join(c for c in code if c.isdigit())
    return format_html('<span class="discret chiffre">{}</span>', numero) if numero else ""
