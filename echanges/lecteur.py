"""Lit un tableur reçu, dans un enfant borné qui ne connaît ni Django ni la base, et peut mourir sans dommage.

Joué par `lecture.lire` : le fichier entre par l’entrée standard, un JSON sort. {"genre", "feuille", "rangs": [[texte…]],
"fusions": [[l1, c1, l2, c2]]} ou {"refus": phrase}. Les rangs et les colonnes se comptent de 0.
"""

import csv
import datetime
import io
import json
import re
import sys
import zipfile

import python_calamine as calamine

DEPLIE = 100 * 1024 * 1024  # octets, une fois l’archive dépliée
ENTREES = 2000
RANGS, COLONNES, CARACTERES = 5000, 200, 20_000_000
BLOC = 1 << 16
_MOTS_DANGEREUX = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ERREUR = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f.*?</f>)?<v>([^<]{1,20})</v>', re.DOTALL
)
_IMAGES = {rang: chr(0x2400 + rang) for rang in range(32) if rang not in (9, 10)} | {127: "\u2421"}
_BINAIRES = {
    b"%PDF": "C’est un PDF : il se lit, il ne s’importe pas. Enregistrez le tableau en XLSX, ODS ou CSV.",
    b"\xd0\xcf\x11\xe0": "Ce classeur est protégé par un mot de passe, ou d’un ancien format (.xls). Enregistrez-le en XLSX.",
    b"\x89PNG": "C’est une image, pas un tableur.",
    b"\xff\xd8\xff": "C’est une image, pas un tableur.",
}


class Refus(Exception):
    """Le fichier ne se lit pas ; la phrase dit pourquoi, et quoi faire."""


def lire(contenu):
    """Le tableau de ce fichier, reconnu à son contenu et non à son nom. Lève `Refus`."""
    if not contenu.strip(b"\0 \r\n\t"):
        raise Refus("Ce fichier est vide.")
    if phrase := next((p for debut, p in _BINAIRES.items() if contenu.startswith(debut)), None):
        raise Refus(phrase)
    return _classeur(contenu) if contenu.startswith(b"PK\x03\x04") else _texte(contenu)


# 1. Les classeurs ---------------------------------------------------------------------------------------


def _classeur(contenu):
    try:
        archive = zipfile.ZipFile(io.BytesIO(contenu))
        genre = _genre(archive)
        _deplier(archive)
        return _feuille(calamine.load_workbook(io.BytesIO(contenu)), archive, genre)
    except calamine.PasswordError:
        raise Refus("Ce classeur est protégé par un mot de passe : ôtez-le, puis recommencez.") from None
    except (zipfile.BadZipFile, calamine.CalamineError, ValueError, KeyError, EOFError, NotImplementedError):
        raise Refus("Ce classeur est abîmé : ouvrez-le dans un tableur et enregistrez-le de nouveau.") from None


def _genre(archive):
    noms = set(archive.namelist())
    if len(noms) > ENTREES or any(".." in nom.split("/") or nom.startswith("/") for nom in noms):
        raise Refus("Ce classeur ne ressemble pas à un classeur : enregistrez-le de nouveau depuis un tableur.")
    if any(nom.endswith("vbaProject.bin") for nom in noms):
        raise Refus("Ce classeur contient des macros : enregistrez-le en XLSX, sans macro.")
    if "xl/workbook.xml" in noms:
        return "xlsx"
    if "mimetype" in noms and b"opendocument.spreadsheet" in archive.open("mimetype").read(200):
        return "ods"
    raise Refus("Ce fichier n’est pas un tableur : on attend un XLSX, un ODS ou un CSV.")


def _deplier(archive):
    """Déplie tout, bloc par bloc et sans rien garder : la taille annoncée peut mentir, et le XML cacher une entité."""
    total = 0
    for entree in archive.infolist():
        with archive.open(entree) as flux:
            queue = b""
            while bloc := flux.read(BLOC):
                total += len(bloc)
                if total > DEPLIE:
                    raise Refus("Une fois déplié, ce classeur est démesuré : gardez la seule feuille des dossiers.")
                lu = (queue + bloc).replace(b"\0", b"")
                if entree.filename.endswith((".xml", ".rels")) and _MOTS_DANGEREUX.search(lu):
                    raise Refus("Ce classeur déclare des entités XML : enregistrez-le de nouveau depuis un tableur.")
                queue = lu[-16:]


def _feuille(classeur, archive, genre):
    """La première feuille visible qui contient quelque chose."""
    for rang, fiche in enumerate(classeur.sheets_metadata):
        if fiche.visible != calamine.SheetVisibleEnum.Visible or fiche.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        feuille = classeur.get_sheet_by_index(rang)
        if not feuille.height:
            continue
        _verifier_la_taille(feuille.total_height, feuille.total_width)
        rangs = [[_cellule(valeur) for valeur in ligne] for ligne in feuille.to_python(skip_empty_area=False)]
        fusions = [[*debut, *fin] for debut, fin in feuille.merged_cell_ranges or ()]
        if genre == "xlsx":
            _rendre_les_erreurs(rangs, archive, rang)
        return {"genre": genre, "feuille": fiche.name, "rangs": rangs, "fusions": fusions}
    raise Refus("Aucune feuille de ce classeur ne contient de ligne.")


def _rendre_les_erreurs(rangs, archive, rang):
    """Une cellule en erreur se lit vide : on va chercher « #REF! » dans la feuille, pour ne pas la prendre pour un blanc."""
    classeur = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    liens = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    ids = re.findall(r'<sheet\b[^>]*\br:id="([^"]+)"', classeur)
    lien = next(
        (m for m in re.findall(r"<Relationship\b[^>]*>", liens) if rang < len(ids) and f'Id="{ids[rang]}"' in m), ""
    )
    cible = re.search(r'Target="/?(?:xl/)?([^"]+)"', lien)
    nom = f"xl/{cible[1]}" if cible else ""
    for colonne, ligne, erreur in _ERREUR.findall(archive.read(nom)) if nom in archive.namelist() else ():
        x, y = _numero(colonne.decode()) - 1, int(ligne) - 1
        if y < len(rangs) and x < len(rangs[y]):
            rangs[y][x] = erreur.decode("utf-8", "replace")


def _numero(lettres):
    total = 0
    for lettre in lettres:
        total = total * 26 + ord(lettre) - 64
    return total


# 2. Le texte --------------------------------------------------------------------------------------------


def _texte(contenu):
    texte = _decoder(contenu)
    controles = sum(1 for c in texte[:4000] if ord(c) < 32 and c not in "\t\r\n")
    if controles * 20 > min(len(texte), 4000):
        raise Refus("Ce fichier n’est pas un tableur : on attend un XLSX, un ODS ou un CSV.")
    csv.field_size_limit(1 << 20)
    try:
        lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=_separateur(texte))
        rangs = []
        for ligne in lecteur:
            rangs.append([_cellule(valeur) for valeur in ligne])
            _verifier_la_taille(len(rangs), len(ligne))
    except csv.Error:
        raise Refus(
            "Une cellule de ce fichier ne se ferme pas : un guillemet est de trop. Enregistrez-le de nouveau."
        ) from None
    return {"genre": "csv", "feuille": "", "rangs": rangs, "fusions": []}


def _decoder(contenu):
    """UTF-8, UTF-16 ou Windows (CP1252), avec ou sans marque au début."""
    if contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        return contenu.decode("utf-16", "replace")
    if len(contenu) > 3 and contenu[1::2][:200].count(0) > len(contenu[1::2][:200]) * 0.8:
        return contenu.decode("utf-16-le", "replace")
    if len(contenu) > 3 and contenu[::2][:200].count(0) > len(contenu[::2][:200]) * 0.8:
        return contenu.decode("utf-16-be", "replace")
    try:
        return contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contenu.decode("cp1252", "replace")


def _separateur(texte):
    """Celui qui revient le plus dans les premières lignes, hors des guillemets ; le point-virgule à égalité."""
    nu = re.sub(r'"[^"]*"', "", texte[:20_000])
    lignes = [ligne for ligne in nu.splitlines() if ligne.strip()][:1] or [""]
    return max(";\t,", key=lambda signe: (lignes[0].count(signe), signe == ";"))


# 3. Les cellules ----------------------------------------------------------------------------------------


def _cellule(valeur):
    """Le texte d’une cellule : un nombre sans la poussière du binaire, une date en AAAA-MM-JJ, un contrôle rendu visible."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, int | float):
        nombre = format(valeur, ".15g")
        return nombre if "e" not in nombre else format(valeur, ".0f")[:60]
    if isinstance(valeur, datetime.datetime):
        return valeur.date().isoformat() if valeur.time() == datetime.time() else valeur.isoformat(sep=" ")
    texte = valeur if isinstance(valeur, str) else str(valeur)
    texte = texte.replace("\r\n", "\n").replace("\r", "\n").translate(_IMAGES)
    return texte.encode("utf-8", "replace").decode().strip()


def _verifier_la_taille(hauteur, largeur):
    if hauteur > RANGS:
        raise Refus(f"Ce tableau a plus de {RANGS} lignes : coupez-le en plusieurs fichiers.")
    if largeur > COLONNES:
        raise Refus(f"Ce tableau a plus de {COLONNES} colonnes : gardez celles qui servent.")


def main():
    try:
        tableau = lire(sys.stdin.buffer.read())
        if sum(len(texte) for rang in tableau["rangs"] for texte in rang) > CARACTERES:
            raise Refus("Ce tableau contient trop de texte : coupez-le en plusieurs fichiers.")
    except Refus as refus:
        tableau = {"refus": str(refus)}
    except MemoryError:
        tableau = {"refus": "Ce tableau demande trop de mémoire : coupez-le en plusieurs fichiers."}
    json.dump(tableau, sys.stdout)


if __name__ == "__main__":
    main()
