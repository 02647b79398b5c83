"""Un PDF : lu objet par objet, sans l’afficher ; rien n’y agit, rien n’y est caché, rien n’y explose."""

import logging
import re
import zipfile
import zlib
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from papiers.recus.genres import ABIME, DOUBLE, EN_PDF, Refus, cache_une_page

OBJETS = 100_000
DEPLIE = 100 * 1024 * 1024  # octets, une fois déplié tout ce qui n’est pas une image
CHIFFRE = f"Ce PDF est protégé par un mot de passe ou un chiffrement. Ôtez la protection. {EN_PDF}"
EXPLOSE = f"Ce PDF se déplie en un volume démesuré. {EN_PDF}"
TROP_D_OBJETS = f"Ce PDF est trop compliqué pour être vérifié. {EN_PDF}"
AGIT = f"Ce PDF contient un programme ou une action automatique. {EN_PDF}"
JOINT = f"Ce PDF contient un autre fichier. Joignez-le à part, et celui-ci sans lui. {EN_PDF}"
XFA = f"Ce PDF est un formulaire dynamique (XFA). {EN_PDF}"

_CLES = {"/JS": AGIT, "/JavaScript": AGIT, "/AA": AGIT, "/RichMedia": AGIT, "/XFA": XFA, "/EF": JOINT,
         "/EmbeddedFile": JOINT, "/EmbeddedFiles": JOINT}  # fmt: skip
_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition",
            "/RichMediaExecute", "/Movie", "/Sound"}  # fmt: skip
_ANNOTATIONS = {
    "/FileAttachment": JOINT,
    "/RichMedia": AGIT,
    "/Movie": AGIT,
    "/Sound": AGIT,
    "/Screen": AGIT,
    "/3D": AGIT,
}
# Les mêmes, cherchés tels quels : un lecteur indulgent retrouverait un objet que la table ne cite plus.
_BRUTS = ((rb"/JavaScript\b", AGIT), (rb"/Launch\b", AGIT), (rb"/EmbeddedFiles?\b", JOINT), (rb"/XFA\b", XFA))
_OUVERTURES = ("/GoTo", "/Named")  # aller à une page : la seule chose qu’un document puisse faire en s’ouvrant
_FAUTES = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError, zlib.error)


def controler(chemin, code, propre):
    """Rend « pdf », ou lève `Refus`."""
    octets = Path(chemin).read_bytes()
    if b"%%EOF" not in octets[-1024:] or b"startxref" not in octets[-2048:]:
        raise Refus(ABIME)
    if zipfile.is_zipfile(chemin) or cache_une_page(octets[:1024]) or octets.startswith(b"%PDF-", 1):
        raise Refus(DOUBLE)
    _chercher_les_mots(octets)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        lecteur = PdfReader(chemin)
        if lecteur.is_encrypted:
            raise Refus(CHIFFRE)
        _parcourir(lecteur)
        if not len(lecteur.pages):
            raise Refus(ABIME)
    except Refus:
        raise
    except _FAUTES as faute:
        raise Refus(ABIME) from faute
    return code


def _chercher_les_mots(octets):
    lisibles = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), octets)  # « /J#61vaScript »
    for motif, phrase in _BRUTS:
        if re.search(motif, lisibles):
            raise Refus(phrase)


def _parcourir(lecteur):
    """Tous les objets que la table cite, atteints ou non depuis une page."""
    numeros = {(numero, generation) for generation, table in lecteur.xref.items() for numero in table}
    numeros |= {(numero, 0) for numero in lecteur.xref_objStm}
    if len(numeros) > OBJETS:
        raise Refus(TROP_D_OBJETS)
    reste = DEPLIE
    _voir(lecteur.trailer)
    for numero, generation in sorted(numeros):
        if not numero:
            continue
        objet = lecteur.get_object(IndirectObject(numero, generation, lecteur))
        _voir(objet)
        if isinstance(objet, StreamObject) and _mot(objet, "/Subtype") != "/Image":
            reste -= _deplie(objet, reste)


def _voir(objet):
    """Un objet et ceux qu’il contient en propre ; les renvois se liront à leur tour."""
    pile = [objet]
    while pile:
        vu = pile.pop()
        if isinstance(vu, DictionaryObject):
            _juger(vu)
            pile.extend(vu.values())
        elif isinstance(vu, ArrayObject):
            pile.extend(vu)


def _juger(dictionnaire):
    for cle, phrase in _CLES.items():
        if cle in dictionnaire:
            raise Refus(phrase)
    if _mot(dictionnaire, "/Type") == "/EmbeddedFile":
        raise Refus(JOINT)
    if _mot(dictionnaire, "/S") in _ACTIONS:
        raise Refus(AGIT)
    if phrase := _ANNOTATIONS.get(_mot(dictionnaire, "/Subtype")):
        raise Refus(phrase)
    ouverture = _lu(dictionnaire, "/OpenAction")
    if isinstance(ouverture, DictionaryObject) and _mot(ouverture, "/S") not in _OUVERTURES:
        raise Refus(AGIT)


def _lu(dictionnaire, cle):
    """La valeur d’une clé, renvoi suivi."""
    valeur = dictionnaire.get(cle)
    return valeur.get_object() if isinstance(valeur, IndirectObject) else valeur


def _mot(dictionnaire, cle):
    return str(_lu(dictionnaire, cle))


def _deplie(flux, reste):
    """La taille d’un flux une fois déplié, sans jamais en garder plus que `reste`."""
    filtres = _lu(flux, "/Filter") or []
    filtres = [str(f.get_object()) for f in filtres] if isinstance(filtres, ArrayObject) else [str(filtres)]
    plis = [f for f in filtres if f in ("/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL")]
    if len(plis) > 1:
        raise Refus(EXPLOSE)
    if filtres != ["/FlateDecode"]:
        return len(flux._data) * (64 if plis else 1)
    return volume(zlib.decompressobj(), flux._data, reste)


def volume(deplieur, octets, reste):
    """Déplie par morceaux et compte ; lève `Refus` dès que cela dépasse `reste`."""
    total, suite = 0, octets
    while suite and not deplieur.eof:
        total += len(deplieur.decompress(suite, 1 << 20))
        suite = deplieur.unconsumed_tail
        if total > reste:
            raise Refus(EXPLOSE)
    return total
