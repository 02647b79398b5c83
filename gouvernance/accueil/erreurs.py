"""Les pages d’erreur : chacune dit quoi faire ; celles qui peuvent venir d’une base en panne ne lui demandent rien."""

import logging

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.csrf import requires_csrf_token

_journal = logging.getLogger(__name__)
SECOURS = "Le site rencontre une panne. Rien n’a été enregistré à moitié. Recommencez dans quelques minutes."


@requires_csrf_token
def page_absente(request, exception=None):
    """La même réponse pour une adresse inconnue et pour ce qui n’est pas ouvert à cette personne."""
    return render(request, "404.html", status=404)


@requires_csrf_token
def formulaire_expire(request, reason=""):
    """Le jeton du formulaire ne correspond plus : rien n’est écrit, et le retour arrière garde la saisie."""
    return render(request, "403_csrf.html", status=403)


def requete_refusee(request, exception=None):
    return _sans_la_base("400.html", 400)


def panne(request):
    return _sans_la_base("500.html", 500)


def _sans_la_base(gabarit, statut):
    """Ni requête, ni processeur de contexte ; et quelques mots nus si même le gabarit ne se rend pas."""
    try:
        return HttpResponse(get_template(gabarit).render(), status=statut)
    except Exception:
        _journal.exception("La page d’erreur %s ne se rend pas.", gabarit)
        return HttpResponse(SECOURS, status=statut, content_type="text/plain; charset=utf-8")
