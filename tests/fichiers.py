"""Les fichiers des récits, fabriqués ici : sept honnêtes, et de quoi en composer d’hostiles. Aucun ne vient d’ailleurs."""

import io
import random
import struct
import zipfile
import zlib

import xlsxwriter
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

_MIMES = {"odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet"}
_ODF = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">'
    "<office:body>{}</office:body></office:document-content>"
)
TEXTE = '<office:text><text:p>Fictif.</text:p><text:a xlink:href="https://exemple.invalid">lien</text:a></office:text>'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.{}+xml"/></Types>'
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


# 1. Les honnêtes ------------------------------------------------------------------------------------------


def pdf(texte="Fictif", **racine):
    """Un PDF d’une page, où `texte` se lit tel quel dans les octets ; `racine` : ce que l’on ajoute au catalogue."""
    ecrit = PdfWriter()
    page = ecrit.add_blank_page(200, 200)
    flux = DecodedStreamObject()
    flux.set_data(f"BT ({texte}) Tj ET".encode())
    page[NameObject("/Contents")] = ecrit._add_object(flux)
    for cle, valeur in racine.items():
        ecrit._root_object[NameObject(f"/{cle}")] = valeur
    return _octets(ecrit.write).replace(b"%\xe2\xe3\xcf\xd3", b"%%%%%")  # ainsi tout s’en lit comme un texte


def image(forme="PNG", taille=(60, 40), **options):
    return _octets(lambda tampon: Image.new("RGB", taille, (20, 90, 120)).save(tampon, forme, **options))


def photo():
    """Une photo de téléphone, couchée : elle dit où et avec quoi elle fut prise."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Marque d’essai"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 31.0, 48.0), 3: "E", 4: (2.0, 38.0, 20.0)})
    return image("JPEG", (60, 40), exif=exif)


def odf(sorte="odt", corps=TEXTE, **ajouts):
    entrees = {"mimetype": _MIMES[sorte], "content.xml": _ODF.format(corps), "META-INF/manifest.xml": "<manifest/>"}
    return zippe(entrees | ajouts)


def docx(liens="", principal="main", corps="<w:p/>", **ajouts):
    relations = f'<Relationships xmlns="{_REL}">{liens}</Relationships>'
    entrees = {
        "[Content_Types].xml": _TYPES.format(principal),
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{corps}</w:body></w:document>',
        "word/_rels/document.xml.rels": relations,
    }
    return zippe(entrees | ajouts)


def xlsx():
    def ecrire(tampon):
        with xlsxwriter.Workbook(tampon) as classeur:
            feuille = classeur.add_worksheet("Budget")
            feuille.write_row(0, 0, ["Compte", 1234.5])
            feuille.write_url(1, 0, "https://exemple.invalid/budget")

    return _octets(ecrire)


def honnetes():
    """{genre: octets}, un de chaque."""
    return {
        "pdf": pdf(), "jpg": photo(), "png": image(), "odt": odf(), "docx": docx(),
        "ods": odf("ods", "<office:spreadsheet/>"), "xlsx": xlsx(),
    }  # fmt: skip


# 2. De quoi en composer d’hostiles ---------------------------------------------------------------------------


def zippe(entrees, **options):
    """Une archive ; `entrees` : {nom: texte ou octets}, ou une suite de paires si des noms se répètent."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in entrees.items() if isinstance(entrees, dict) else entrees:
            archive.writestr(nom, contenu)
    return tampon.getvalue()


def lien(type_, cible, mode="External"):
    return f'<Relationship Id="r1" Type="{_REL}/{type_}" Target="{cible}" TargetMode="{mode}"/>'


def action(nom, **faits):
    valeurs = {NameObject(f"/{cle}"): TextStringObject(valeur) for cle, valeur in faits.items()}
    return DictionaryObject({NameObject("/S"): NameObject(f"/{nom}"), **valeurs})


def formulaire_xfa():
    return DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>"), NameObject("/Fields"): ArrayObject()})


def pdf_avec_fichier():
    ecrit = PdfWriter(clone_from=io.BytesIO(pdf()))
    ecrit.add_attachment("tableau.exe", b"MZ" + b"\0" * 40)
    return _octets(ecrit.write)


def pdf_chiffre():
    ecrit = PdfWriter(clone_from=io.BytesIO(pdf()))
    ecrit.encrypt("secret", algorithm="RC4-128")
    return _octets(ecrit.write)


def pdf_qui_explose(mega=300):
    """Un flux de quelques centaines de kilooctets qui en donne trois cents mille."""
    plie = zlib.compress(b"\0" * (mega << 20), 9)
    objets = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(plie), plie),
    ]
    octets, ou = b"%PDF-1.4\n", []
    for rang, objet in enumerate(objets, start=1):
        ou.append(len(octets))
        octets += b"%d 0 obj" % rang + objet + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in ou)
    debut = len(octets)
    return octets + (
        b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % debut
    )


def pdf_comprime(ouverture=b""):
    """Un PDF moderne : ses objets sont pliés dans un flux, aucun de leurs mots ne se lit dans les octets."""
    objets = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % ouverture,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    places = [sum(len(o) + 1 for o in objets[:rang]) for rang in range(len(objets))]
    index = b" ".join(b"%d %d" % (rang, place) for rang, place in enumerate(places, start=1)) + b" "
    plie = zlib.compress(index + b" ".join(objets))
    tete = b"%PDF-1.5\n"
    flux = b"4 0 obj<</Type/ObjStm/N 3/First %d/Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n" % (
        len(index), len(plie), plie,
    )  # fmt: skip
    debut = len(tete) + len(flux)
    entrees = [(0, 0, 255), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, len(tete), 0), (1, debut, 0)]
    table = b"".join(struct.pack(">BHB", *entree) for entree in entrees)
    return (
        tete
        + flux
        + (
            b"5 0 obj<</Type/XRef/Size 6/W[1 2 1]/Root 1 0 R/Length %d>>stream\n%s\nendstream endobj\nstartxref\n%d\n%%%%EOF"
            % (len(table), table, debut)
        )
    )


def png_immense(cote=20_000):
    """Quatre cents millions de points en quelques octets."""
    tete = struct.pack(">2L5B", cote, cote, 1, 0, 0, 0, 0)
    morceaux = (b"IHDR", tete), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(corps)) + nom + corps + struct.pack(">L", zlib.crc32(nom + corps))
        for nom, corps in morceaux
    )


def _octets(ecrire):
    tampon = io.BytesIO()
    ecrire(tampon)
    return tampon.getvalue()


def photo_serree(cote=300):
    """Du bruit, serré au plus juste : réécrite comme il faut, elle pèse davantage."""
    points = random.Random(1).randbytes(cote * cote * 3)
    return _octets(lambda tampon: Image.frombytes("RGB", (cote, cote), points).save(tampon, "JPEG", quality=10))
