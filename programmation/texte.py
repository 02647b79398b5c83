"""Écrire et comparer les mots de la ville : une seule typographie, et une recherche sourde aux accents et à la casse."""

import re
import unicodedata

INSECABLE, FINE = "\u00a0", "\u202f"


def typographier(texte):
    """La même phrase, quelle que soit la main qui l’a tapée : apostrophes, espaces et guillemets unifiés.

    Ainsi une apostrophe droite ou une espace en trop n’est pas une reformulation.
    """
    texte = unicodedata.normalize("NFC", texte).replace("'", "’")
    texte = re.sub(r"\s+", " ", texte).strip()
    texte = re.sub(r"« ?", f"«{INSECABLE}", texte)
    texte = re.sub(r" ?»", f"{INSECABLE}»", texte)
    texte = re.sub(r" :", f"{INSECABLE}:", texte)
    return re.sub(r" ([;!?%])", rf"{FINE}\1", texte)


def typographier_les_lignes(texte):
    """Comme `typographier`, en gardant les retours à la ligne."""
    return "\n".join(filter(None, (typographier(ligne) for ligne in texte.splitlines())))


def assourdir(texte):
    """Ce qui reste d’un texte quand on oublie accents, casse, ligatures et sortes d’espaces."""
    texte = unicodedata.normalize("NFKD", texte.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'"))
    return " ".join("".join(c for c in texte if not unicodedata.combining(c)).split())
