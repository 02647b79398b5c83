"""Les signes que nos polices savent dessiner : un papier accessible refuse tout signe sans dessin, alors on l’écrit autrement."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

POLICES = Path(__file__).resolve().parent / "polices"
_TEMOINS = (POLICES / "DejaVuSans.ttf", POLICES / "DejaVuSans-Bold.ttf")  # les polices de secours, maigre et grasse
_SANS_ENCRE = {0x20, 0xA0, 0xAD, 0x200B, 0x200C, 0x200D, 0x202F, 0x2060, 0xFE0E, 0xFE0F}  # espaces, césures, liants
_SANS_DESSIN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


def dessinable(texte):
    """Le même texte, où un signe que l’on ne sait pas dessiner s’écrit par son numéro : « [U+1F44D] ».

    Rien ne disparaît : un signe invisible (NUL, inverseur de sens) se voit aussi. Le retour à la ligne reste.
    """
    connus = _connus()
    return "".join(c if c == "\n" or ord(c) in connus else f"[U+{ord(c):04X}]" for c in texte.replace("\t", " "))


@cache
def _connus():
    lus = set.intersection(*(_table_des_signes(police.read_bytes()) for police in _TEMOINS))
    return frozenset(c for c in lus if unicodedata.category(chr(c)) not in _SANS_DESSIN) | _SANS_ENCRE


def _table_des_signes(police):
    """Les numéros Unicode qu’une police TrueType dessine : sa table « cmap », au format 12 (toutes les écritures)."""
    debut = _table(police, b"cmap")
    nombre = struct.unpack_from(">H", police, debut + 2)[0]
    for rang in range(nombre):
        decalage = struct.unpack_from(">I", police, debut + 8 + 8 * rang)[0]
        sous_table = debut + decalage
        if struct.unpack_from(">H", police, sous_table)[0] == 12:
            groupes = struct.unpack_from(">I", police, sous_table + 12)[0]
            bornes = struct.iter_unpack(">III", police[sous_table + 16 : sous_table + 16 + 12 * groupes])
            return {c for premier, dernier, _ in bornes for c in range(premier, dernier + 1)}
    raise ValueError("Cette police n’a pas de table des signes au format 12.")


def _table(police, nom):
    for rang in range(struct.unpack_from(">H", police, 4)[0]):
        balise, _, decalage, _ = struct.unpack_from(">4sIII", police, 12 + 16 * rang)
        if balise == nom:
            return decalage
    raise ValueError(f"Cette police n’a pas de table {nom!r}.")
