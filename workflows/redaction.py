"""La rédaction : un fichier de `templates/courriels/` devient l’objet et le corps d’un courriel.

Première ligne du fichier : l’objet. Ligne vide. Puis le corps, en texte simple ; le pied dit pourquoi on le reçoit.
"""

import re

from django.conf import settings
from django.template import Context
from django.template.loader import get_template

PIED = "courriels/_pied.txt"


def rediger(gabarit, *, lien, **faits):
    """Rend (objet, corps). Les adresses du site viennent du seul réglage SITE_URL, jamais d’une requête."""
    sujet, _, corps = _rendre(gabarit, faits).partition("\n")
    corps = re.sub(r"\n{3,}", "\n\n", corps.strip())
    return sujet.strip(), f"{corps}\n{settings.SITE_URL}{lien}\n\n{_rendre(PIED, faits)}\n"


def une_ligne(texte):
    """Un intitulé saisi sur plusieurs lignes ne déborde pas de l’objet d’un courriel ; l’espace insécable reste."""
    return re.sub(r"[^\S\u00a0\u202f]+|[\x00-\x1f]+", " ", texte).strip()


def _rendre(gabarit, contexte):
    # Du texte, pas du HTML : ni échappement, ni blanc superflu.
    return get_template(gabarit).template.render(Context(contexte, autoescape=False)).strip()
