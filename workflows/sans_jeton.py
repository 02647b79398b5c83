"""Les journaux techniques ne gardent aucun lien personnel : il vaut une clé, et un journal se lit à plusieurs."""

import logging
import re

MARQUE = "[lien-personnel]"
_DANS_UNE_ADRESSE = re.compile(r"(/(?:guichet|avis/lien|invitation|mot-de-passe)/)[^/?\s\"']{12,}")
_HMAC = re.compile(r"[0-9a-fA-F]{40,}")


def sans_jeton(texte):
    """Le même texte, chaque jeton remplacé par une marque ; ce qui n’est pas un texte revient tel quel."""
    if not isinstance(texte, str):
        return texte
    return _HMAC.sub(MARQUE, _DANS_UNE_ADRESSE.sub(rf"\1{MARQUE}", texte))


class SansJeton(logging.Filter):
    """Relit chaque ligne avant qu’elle s’écrive : « Not Found: /guichet/… » nomme l’adresse demandée."""

    def filter(self, record):
        record.msg, record.args = sans_jeton(record.getMessage()), ()
        return True
