"""Lire un PDF comme un lecteur d’écran : son texte, sa langue, son arbre de balises."""

import io
import re
from functools import lru_cache

from pypdf import PdfReader


def ouvrir(octets):
    return PdfReader(io.BytesIO(octets))


@lru_cache(maxsize=200)
def texte(octets):
    """Tout le texte, pages réunies, les coupures de ligne et les espaces de toute sorte ramenées à une espace."""
    brut = "\n".join(page.extract_text() for page in ouvrir(octets).pages)
    return re.sub(r"\s+", " ", brut.replace("\u200b", ""))


def balises(octets):
    """L’arbre des balises, dans l’ordre de lecture : [(nom, élément)]."""
    return list(_parcourir(ouvrir(octets).trailer["/Root"]["/StructTreeRoot"]))


def _parcourir(noeud):
    noeud = noeud.get_object()
    if isinstance(noeud, list):
        for enfant in noeud:
            yield from _parcourir(enfant)
    elif isinstance(noeud, dict):
        if "/S" in noeud:
            yield noeud["/S"], noeud
        if "/K" in noeud:
            yield from _parcourir(noeud["/K"])


def attribut(element, nom):
    """La valeur d’un attribut de balise (« /Scope »), cherchée dans toutes ses listes."""
    attributs = element.get("/A", [])
    for attributs_ in attributs if isinstance(attributs, list) else [attributs]:
        if nom in attributs_.get_object():
            return attributs_.get_object()[nom]
    return None


def hors_balise(octets):
    """Les opérateurs qui écrivent du texte ou une image hors de toute balise et de tout artefact, page par page."""
    fautes = []
    for numero, page in enumerate(ouvrir(octets).pages, start=1):
        profondeur = 0
        for _, operateur in page.get_contents().operations:
            if operateur in (b"BDC", b"BMC"):
                profondeur += 1
            elif operateur == b"EMC":
                profondeur -= 1
            elif operateur in (b"Tj", b"TJ", b"'", b'"', b"Do", b"f", b"S", b"B", b"f*") and profondeur == 0:
                fautes.append((numero, operateur))
    return fautes
