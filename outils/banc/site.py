"""Ce que gunicorn sert au banc : le site entier, et le plancher sans aucun intergiciel, dans les mêmes processus."""

import django
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import override_settings

from outils.banc.client import ADRESSE_DU_PLANCHER

django.setup()
with override_settings(MIDDLEWARE=[]):
    _plancher = WSGIHandler()
_site = WSGIHandler()


def application(environ, start_response):
    servir = _plancher if environ["PATH_INFO"] == ADRESSE_DU_PLANCHER else _site
    if "HTTP_X_COMPTER" in environ:
        return _en_comptant(servir, environ, start_response)
    return servir(environ, start_response)


def _en_comptant(servir, environ, start_response):
    """Répond, et dit dans un en-tête combien de requêtes la base a reçues, corps envoyé compris. Jamais chronométré."""
    nombre, depart = 0, []

    def compter(executer, sql, parametres, plusieurs, contexte):
        nonlocal nombre
        nombre += 1
        return executer(sql, parametres, plusieurs, contexte)

    with connection.execute_wrapper(compter):
        reponse = servir(environ, lambda statut, entetes, *_: depart.extend([statut, entetes]))
        try:
            corps = b"".join(reponse)
        finally:
            reponse.close()
    start_response(depart[0], [*depart[1], ("X-Requetes", str(nombre))])
    return [corps]
