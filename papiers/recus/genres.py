"""Les sept sortes de fichiers que l’on reçoit, et ce que disent leurs premiers octets ; le nom ne décide de rien."""

from dataclasses import dataclass


class Refus(Exception):
    """Un fichier que l’on ne garde pas : la phrase dit pourquoi, et quoi faire."""


@dataclass(frozen=True)
class Genre:
    code: str  # l’extension, sans le point
    libelle: str
    mime: str


GENRES = {
    genre.code: genre
    for genre in (
        Genre("pdf", "PDF", "application/pdf"),
        Genre("jpg", "photo JPG", "image/jpeg"),
        Genre("png", "image PNG", "image/png"),
        Genre("odt", "texte ODT", "application/vnd.oasis.opendocument.text"),
        Genre("docx", "texte DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        Genre("ods", "tableau ODS", "application/vnd.oasis.opendocument.spreadsheet"),
        Genre("xlsx", "tableau XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )
}
ADMIS = "PDF, JPG, PNG, ODT, DOCX, ODS ou XLSX"
EN_PDF = "Enregistrez-le en PDF (Fichier, Imprimer, Enregistrer au format PDF), puis joignez ce PDF."
INCONNU = f"Ce fichier n’est pas d’un format que l’on reçoit : joignez un fichier {ADMIS}."
VIDE = "Ce fichier est vide (0 octet). Ouvrez-le sur votre ordinateur pour le vérifier, puis joignez-le de nouveau."
DOUBLE = f"Ce fichier en cache un autre. {EN_PDF}"
ABIME = (
    "Ce fichier est abîmé ou incomplet : il ne s’ouvre pas jusqu’au bout. "
    "Vérifiez qu’il s’ouvre chez vous, enregistrez-le de nouveau, puis recommencez."
)

_ANCIEN = (
    "Ce document est protégé par un mot de passe, ou d’un ancien format (DOC, XLS, PPT). "
    "Ôtez le mot de passe ou enregistrez-le en DOCX, XLSX ou PDF, puis recommencez."
)
# Les premiers octets de ce que l’on ne reçoit pas, et le conseil qui va avec.
_AUTRES = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _ANCIEN,
    b"{\\rtf": f"Un fichier RTF ne se reçoit pas ici. {EN_PDF}",
    b"GIF8": "Une image GIF ne se reçoit pas ici : enregistrez-la en PNG ou en JPG.",
    b"BM": "Une image BMP ne se reçoit pas ici : enregistrez-la en PNG ou en JPG.",
    b"II*\0": "Une image TIFF ne se reçoit pas ici : enregistrez-la en PDF, en PNG ou en JPG.",
    b"MM\0*": "Une image TIFF ne se reçoit pas ici : enregistrez-la en PDF, en PNG ou en JPG.",
    b"MZ": f"Ce fichier est un programme, pas un document. Joignez un fichier {ADMIS}.",
    b"\x7fELF": f"Ce fichier est un programme, pas un document. Joignez un fichier {ADMIS}.",
    b"Rar!": f"Une archive ne se reçoit pas ici : joignez les documents un par un ({ADMIS}).",
    b"7z\xbc\xaf": f"Une archive ne se reçoit pas ici : joignez les documents un par un ({ADMIS}).",
    b"\x1f\x8b": f"Une archive ne se reçoit pas ici : joignez les documents un par un ({ADMIS}).",
}
_HEIC = (
    "Une photo HEIC (iPhone) ne se reçoit pas ici : envoyez-la en JPG (Réglages, Appareil photo, Le plus compatible)."
)


def famille(tete):
    """« pdf », « jpg », « png » ou « zip » d’après les premiers octets. Lève `Refus` pour tout le reste."""
    if not tete:
        raise Refus(VIDE)
    for signe, nom in (
        (b"%PDF-", "pdf"),
        (b"\xff\xd8\xff", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"PK\x03\x04", "zip"),
    ):
        if tete.startswith(signe):
            return nom
    if tete[4:8] == b"ftyp" and tete[8:12] in (b"heic", b"heix", b"mif1", b"heif"):
        raise Refus(_HEIC)
    raise Refus(next((phrase for signe, phrase in _AUTRES.items() if tete.startswith(signe)), INCONNU))


def cache_une_page(octets):
    """Vrai si des octets qui devraient être un document portent une page ou un programme lisible par un navigateur."""
    minuscules = octets.lower()
    return any(signe in minuscules for signe in (b"<script", b"<html", b"<?php", b"<!doctype html"))
