"""L’adresse d’un objet par sa clé : le résolveur de Django la compose une fois, ensuite seule la clé change."""

from functools import cache

from django.urls import reverse

_CLE = 2_000_000_011


def adresse_de(nom, cle):
    """L’adresse que nomme `nom`, pour l’objet de cette clé : ce que `reverse` rendrait, cent fois par page."""
    avant, apres = _autour(nom)
    return f"{avant}{cle}{apres}"


@cache
def _autour(nom):
    avant, apres = reverse(nom, args=[_CLE]).split(str(_CLE))
    return avant, apres
