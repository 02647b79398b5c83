"""Les papiers d’un dossier : le dossier imprimé, le récépissé, et ce qui fut envoyé, tel quel."""

import logging

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.acces import CONNECTE, ouvert_a
from dossiers import regles
from dossiers.impression.cerfa import dossier_en_pdf
from dossiers.impression.lecture import imprimable
from dossiers.impression.recepisse import recepisse_en_pdf
from dossiers.views import communs
from papiers.pdf import PapierImpossible
from workflows.journal import canonique

_journal = logging.getLogger(__name__)


@ouvert_a(CONNECTE)
@require_safe
def dossier_pdf(request, pk):
    """Le dossier dans l’ordre du CERFA : déposé, tel qu’il fut envoyé ; brouillon, tel qu’il est, et il le dit."""
    imprime = _a_imprimer(request, pk)
    return _servir(request, imprime, dossier_en_pdf, "dossier")


@ouvert_a(CONNECTE)
@require_safe
def recepisse_pdf(request, pk):
    return _servir(request, _exemplaire(request, pk), recepisse_en_pdf, "recepisse")


@ouvert_a(CONNECTE)
@require_safe
def exemplaire_json(request, pk):
    """Ce qui fut envoyé, octet pour octet comme il est condensé : son SHA-256 est l’empreinte du récépissé."""
    imprime = _exemplaire(request, pk)
    return _fichier(canonique(imprime.exemplaire.contenu), "application/json; charset=utf-8", "exemplaire.json")


def _exemplaire(request, pk):
    """Un envoi nomme qui l’a fait : il se lit chez son porteur, et de l’équipe."""
    imprime = _a_imprimer(request, pk)
    if imprime.exemplaire is None or not imprime.dit_les_noms:
        raise Http404
    return imprime


def _a_imprimer(request, pk):
    """L’exemplaire demandé (le dernier si rien n’est dit) d’un dossier que cette personne lit en entier."""
    dossier = communs.ouvrir_en_entier(request, pk)
    rang = request.GET.get("exemplaire", "")
    if rang and not (rang.isascii() and rang.isdigit() and 0 < int(rang[:6]) < 10_000):
        raise Http404
    dit_les_noms = regles.lit_les_noms(dossier, request.user)
    imprime = imprimable(dossier, int(rang[:6]) if rang else None, dit_les_noms=dit_les_noms)
    if imprime is None:
        raise Http404
    return imprime


def _servir(request, imprime, composer, nom):
    try:
        octets = composer(imprime)
    except PapierImpossible:
        _journal.exception("Le papier « %s » du dossier %s ne se compose pas.", nom, imprime.dossier.pk)
        return render(request, "dossiers/papier_impossible.html", {"dossier": imprime.dossier}, status=503)
    rang = f"-{imprime.exemplaire.rang}" if imprime.exemplaire else "-brouillon"
    return _fichier(octets, "application/pdf", f"{nom}-{imprime.dossier.reference}{rang}.pdf")


def _fichier(contenu, genre, nom):
    reponse = HttpResponse(contenu, content_type=genre)
    reponse.headers["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
