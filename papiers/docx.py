"""Un document en blocs écrit en DOCX : titres, listes et tableaux de vrais styles, langue française, en-têtes répétés."""

import io
import re
from xml.sax.saxutils import escape

from django.conf import settings
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

GENRE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NON_RENSEIGNE = "non renseigné"
DEMONSTRATION = "Démonstration : tout y est inventé"
_INTERDITS = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # ce que XML ne sait pas écrire
_ENCRE = RGBColor(0x1B, 0x1B, 0x1B)


def en_docx(donnees, *, instant):
    """Les octets du document. `donnees` : celles de `papiers.document.document` ; `instant` : la date du document."""
    docx = Document()
    _regler(docx, donnees, instant)
    docx.add_heading(_sur(donnees["titre"]), level=0)
    if donnees["sous_titre"]:
        docx.add_paragraph(_sur(donnees["sous_titre"]), style="Subtitle")
    for bloc in donnees["blocs"]:
        _ECRIRE[bloc["genre"]](docx, bloc)
    tampon = io.BytesIO()
    docx.save(tampon)
    return tampon.getvalue()


def _sur(texte):
    """Le texte, où un signe que XML refuse s’écrit par son numéro : rien ne disparaît."""
    return _INTERDITS.sub(lambda signe: f"[U+{ord(signe[0]):04X}]", texte)


# 1. Les réglages -------------------------------------------------------------------------------------------


def _regler(docx, donnees, instant):
    proprietes = docx.core_properties
    proprietes.title, proprietes.author = _sur(donnees["titre"])[:255], _sur(donnees["auteur"])[:255]
    proprietes.language, proprietes.comments = "fr-FR", ""
    proprietes.keywords = _sur(", ".join(donnees["sujets"]))[:255]
    proprietes.created = proprietes.modified = instant.replace(tzinfo=None)
    for style in docx.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), "fr-FR")
        style.set(qn("w:eastAsia"), "fr-FR")
    for nom in ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3"):
        docx.styles[nom].font.color.rgb = _ENCRE
    docx.styles["Normal"].font.size = Pt(10.5)
    _mettre_en_page(docx.sections[0], donnees)


def _mettre_en_page(section, donnees):
    largeur, hauteur = (Mm(297), Mm(420)) if donnees["format"] == "a3" else (Mm(210), Mm(297))
    if donnees["paysage"]:
        section.orientation, largeur, hauteur = WD_ORIENT.LANDSCAPE, hauteur, largeur
    section.page_width, section.page_height = largeur, hauteur
    section.left_margin = section.right_margin = Mm(18)
    mentions = [donnees["entete"], donnees["mention"], DEMONSTRATION if settings.DEMONSTRATION else ""]
    section.header.paragraphs[0].text = _sur(" · ".join(filter(None, mentions)))
    section.footer.paragraphs[0].text = _sur(donnees["pied"])


# 2. Les blocs ----------------------------------------------------------------------------------------------


def _titre(docx, bloc):
    docx.add_heading(_sur(bloc["texte"]), level=bloc["niveau"])


def _texte(docx, bloc):
    for morceau in re.split(r"\n[ \n]*\n", bloc["texte"]):
        docx.add_paragraph(_sur(morceau))


def _encart(docx, bloc):
    for texte in bloc["textes"]:
        docx.add_paragraph(_sur(texte), style="Intense Quote").paragraph_format.left_indent = Mm(4)


def _liste(docx, bloc):
    for element in bloc["elements"]:
        docx.add_paragraph(_sur(element), style="List Bullet")


def _fiche(docx, bloc):
    champs = [(champ["libelle"], champ["texte"] or NON_RENSEIGNE) for champ in bloc["champs"]]
    _poser(docx, [[("Rubrique", 1), ("Réponse", 1)]], [{"cellules": champ, "fort": False} for champ in champs], (), 10)


def _tableau(docx, bloc):
    entetes = [[(dit, 1) for dit in bloc["entetes"]]]
    if bloc["groupes"]:
        entetes.insert(0, [(groupe["texte"], groupe["sur"]) for groupe in bloc["groupes"]])
    _poser(docx, entetes, bloc["rangs"], bloc["droite"], bloc["taille"])


def _poser(docx, entetes, rangs, droite, taille):
    """Un tableau dont les rangs d’en-tête se répètent à chaque page. `entetes` : des rangs de (texte, colonnes couvertes).

    Écrit d’une pièce : cellule par cellule, deux mille rangs prendraient une demi-minute.
    """
    tetes = [
        "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        + "".join(_cellule(texte, taille, gras=True, sur=sur) for texte, sur in rang)
        for rang in entetes
    ]
    corps = [
        "".join(_cellule(t, taille, gras=rang["fort"], a_droite=n in droite) for n, t in enumerate(rang["cellules"]))
        for rang in rangs
    ]
    lignes = "".join(f"<w:tr>{cellules}</w:tr>" for cellules in [*tetes, *corps])
    colonnes = "<w:gridCol/>" * len(entetes[-1])
    table = parse_xml(f"<w:tbl {nsdecls('w')}>{_REGLAGES_DU_TABLEAU}<w:tblGrid>{colonnes}</w:tblGrid>{lignes}</w:tbl>")
    docx.element.body[-1].addprevious(table)  # le dernier enfant du corps est le réglage de la page
    docx.add_paragraph()


_REGLAGES_DU_TABLEAU = (
    '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/>'
    '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    "</w:tblPr>"
)


def _cellule(texte, taille, *, gras=False, a_droite=False, sur=1):
    etendue = f'<w:gridSpan w:val="{sur}"/>' if sur > 1 else ""
    alignement = '<w:pPr><w:jc w:val="right"/></w:pPr>' if a_droite else ""
    forme = f'<w:rPr>{"<w:b/>" if gras else ""}<w:sz w:val="{round(taille * 2)}"/></w:rPr>'
    mots = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(_sur(mot))}</w:t>' for mot in texte.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/>{etendue}</w:tcPr>'
        f"<w:p>{alignement}<w:r>{forme}{mots}</w:r></w:p></w:tc>"
    )


_ECRIRE = {"titre": _titre, "texte": _texte, "encart": _encart, "liste": _liste, "fiche": _fiche, "tableau": _tableau}
