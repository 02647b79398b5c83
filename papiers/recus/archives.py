"""Un document bureautique est une archive : ses entrées sont comptées, mesurées, nommées et dépliées avant d’être lues."""

import re
import struct
import zipfile
import zlib
from pathlib import Path

from papiers.recus.genres import ABIME, DOUBLE, EN_PDF, INCONNU, Refus, cache_une_page

ENTREES, UNE, EN_TOUT = 3_000, 60 * 1024 * 1024, 100 * 1024 * 1024  # entrées ; octets d’une entrée ; de toutes
TAUX, SANS_TAUX = 200, 1024 * 1024  # au-delà de 200 fois sa taille (et d’un mégaoctet), ce n’est plus un document
EXPLOSE = f"Ce document se déplie en un volume démesuré. {EN_PDF}"
NOMS = f"Ce document contient des noms de fichiers qui n’ont rien à y faire. {EN_PDF}"
PROTEGE = "Ce document est protégé par un mot de passe. Ôtez-le, enregistrez, puis joignez-le de nouveau."
INCORPORE = (
    f"Ce document contient un autre fichier ou un programme. Ôtez-le, ou enregistrez le document en PDF. {EN_PDF}"
)
_LECTEUR = re.compile(r"^[A-Za-z]:")
# Ce qu’une entrée ne doit jamais être : une archive, un ancien document, un programme, un PDF.
_INTRUS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"%PDF-", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"#!")


def ouvrir(chemin):
    """{nom: octets} de toutes les entrées, contrôlées. Lève `Refus`."""
    octets = Path(chemin).read_bytes()
    if cache_une_page(octets[:512]) or b"%PDF-" in octets[:1024]:
        raise Refus(DOUBLE)
    _rien_autour(octets)
    try:
        with zipfile.ZipFile(chemin) as archive:
            _controler_les_noms(archive.infolist())
            return _deplier(archive)
    except Refus:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, struct.error) as faute:
        raise Refus(ABIME) from faute


def _rien_autour(octets):
    """L’archive occupe tout le fichier : rien avant, rien après, rien entre les entrées et leur table."""
    fin = octets[-22:]
    if not fin.startswith(b"PK\x05\x06"):
        raise Refus(DOUBLE if b"PK\x05\x06" in octets else ABIME)
    disque, _, ici, total, taille, debut, commentaire = struct.unpack("<4x4H2LH", fin)
    if disque or commentaire or ici != total or taille + debut != len(octets) - 22:
        raise Refus(DOUBLE)


def _controler_les_noms(entrees):
    if not 0 < len(entrees) <= ENTREES:
        raise Refus(EXPLOSE)
    vus = set()
    for entree in entrees:
        nom = entree.orig_filename
        if entree.flag_bits & 1:
            raise Refus(PROTEGE)
        morceaux = nom.rstrip("/").split("/")
        if _LECTEUR.match(nom) or "\\" in nom or not nom.isprintable() or {"", ".", ".."} & set(morceaux):
            raise Refus(NOMS)
        if nom.casefold() in vus or (entree.external_attr >> 28) == 0xA:  # un double, un lien
            raise Refus(NOMS)
        vus.add(nom.casefold())
        if _explose(entree):
            raise Refus(EXPLOSE)


def _explose(entree):
    """Une entrée trop grosse, ou qui se déplie bien au-delà de ce que fait un texte."""
    deplie = entree.file_size
    return deplie > UNE or (deplie > SANS_TAUX and deplie > TAUX * entree.compress_size)


def _deplier(archive):
    """Lit chaque entrée pour de bon : la taille annoncée peut mentir, la somme de contrôle non."""
    contenus, reste = {}, EN_TOUT
    for entree in archive.infolist():
        if entree.is_dir():
            continue
        with archive.open(entree) as flux:
            lu = flux.read(min(entree.file_size, reste) + 1)
        if len(lu) > entree.file_size or len(lu) > reste:
            raise Refus(EXPLOSE)
        reste -= len(lu)
        if lu.startswith(_INTRUS):
            raise Refus(INCORPORE)
        contenus[entree.filename] = lu
    if not contenus:
        raise Refus(INCONNU)
    return contenus
