"""Le journal d’accès du serveur : un lien personnel vaut une clé, il ne s’y écrit donc jamais, ni comme adresse ni comme provenance."""

import re

from gunicorn.glogging import Logger

A_JETON = "guichet|avis|invitation|mot-de-passe"
_JETON = re.compile(rf"(/(?:{A_JETON})/)[^/?\s\"]{{12,}}")
_PORTENT_UNE_ADRESSE = ("r", "U", "f", "q")


def sans_jeton(texte):
    """Le même texte, chaque jeton remplacé par une marque."""
    return _JETON.sub(r"\1[lien-personnel]", texte) if isinstance(texte, str) else texte


class SansJeton(Logger):
    """Le journal de gunicorn, dont chaque adresse est relue avant d’être écrite."""

    def atoms(self, resp, req, environ, request_time):
        atomes = super().atoms(resp, req, environ, request_time)
        return {nom: sans_jeton(valeur) if nom in _PORTENT_UNE_ADRESSE or "referer" in nom else valeur for nom, valeur in atomes.items()}
