"""Un texte ou un tableau (ODT, DOCX, ODS, XLSX) : sa sorte lue dedans, sans macro, sans fichier caché, sans lien qui charge."""

import posixpath
from xml.parsers import expat

from papiers.recus import archives
from papiers.recus.genres import ABIME, EN_PDF, INCONNU, Refus

MACRO = f"Ce document contient des macros (un programme). {EN_PDF}"
DEHORS = f"Ce document va chercher autre chose ailleurs (modèle, image ou classeur lié). {EN_PDF}"
ENTITES = f"Ce document contient une déclaration (DOCTYPE) qu’aucun traitement de texte n’écrit. {EN_PDF}"
PROFONDEUR, ELEMENTS = 256, 2_000_000

_ODF = {"application/vnd.oasis.opendocument.text": "odt", "application/vnd.oasis.opendocument.spreadsheet": "ods"}
_OOXML = "application/vnd.openxmlformats-officedocument."
_PRINCIPALES = {
    f"{_OOXML}wordprocessingml.document.main+xml": "docx",
    f"{_OOXML}spreadsheetml.sheet.main+xml": "xlsx",
}
_OBLIGEES = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml", "ods": "content.xml"}
_MACROS = ("vbaproject", "vbadata", "basic/", "scripts/", "macrosheets/", "/macrosheets", "dialogsheets/")
_INCORPORES = ("/embeddings/", "/activex/", "oleobject", "objectreplacements/ole")
_LIES = ("/externallinks/",)
_LIENS_SURS = ("http://", "https://", "mailto:", "#")
_ELEMENTS_MACRO = {"event-listener", "macrosheet"}
_ELEMENTS_DEHORS = {"dde-source", "table-source", "ddeLink", "oleLink", "subDoc", "altChunk", "dde-connection-decl"}
_ELEMENTS_INCORPORES = {
    "object-ole",
    "applet",
    "plugin",
    "oleObject",
    "OLEObject",
    "control_activex",
    "binary-data-ole",
}


def controler(chemin, code, propre):
    """Rend « odt », « docx », « ods » ou « xlsx ». Lève `Refus`."""
    contenus = archives.ouvrir(chemin)
    code = _sorte(contenus)
    for nom in contenus:
        bas = "/" + nom.lower()
        for morceaux, phrase in ((_MACROS, MACRO), (_INCORPORES, archives.INCORPORE), (_LIES, DEHORS)):
            if any(morceau in bas for morceau in morceaux):
                raise Refus(phrase)
    for nom, octets in contenus.items():
        if nom.lower().endswith((".xml", ".rels", ".rdf", ".vml")) or octets.lstrip()[:5] == b"<?xml":
            _Lecture(nom).lire(octets)
    return code


def _sorte(contenus):
    if "mimetype" in contenus:
        if next(iter(contenus)) != "mimetype":
            raise Refus(ABIME)
        code = _ODF.get(contenus["mimetype"].decode("ascii", "replace").strip())
    elif types := contenus.get("[Content_Types].xml"):
        texte = types.decode("utf-8", "replace").lower()
        if "macroenabled" in texte or "vbaproject" in texte or "macrosheet" in texte:
            raise Refus(MACRO)
        codes = {code for principale, code in _PRINCIPALES.items() if f'"{principale}"' in texte.replace("'", '"')}
        code = codes.pop() if len(codes) == 1 else None
    else:
        code = None
    if code is None:
        raise Refus(INCONNU)
    if _OBLIGEES[code] not in contenus:
        raise Refus(ABIME)
    return code


class _Lecture:
    """Un fichier XML, lu d’un trait sans rien en garder : bien formé, sans déclaration, sans élément qui agit ou charge."""

    def __init__(self, nom):
        self.nom, self.profondeur, self.elements, self.champ = nom, 0, 0, []
        self.expat = expat.ParserCreate(namespace_separator="|")
        self.expat.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.expat.StartDoctypeDeclHandler = self._refuser
        self.expat.EntityDeclHandler = self._refuser
        self.expat.StartElementHandler, self.expat.EndElementHandler = self._ouvrir, self._fermer
        self.expat.CharacterDataHandler = self._texte

    def lire(self, octets):
        try:
            self.expat.Parse(octets, True)
        except expat.ExpatError as faute:
            raise Refus(ABIME) from faute
        if "DDE" in "".join(self.champ).upper():
            raise Refus(DEHORS)

    def _refuser(self, *_):
        raise Refus(ENTITES)

    def _ouvrir(self, nom, attributs):
        self.profondeur, self.elements = self.profondeur + 1, self.elements + 1
        if self.profondeur > PROFONDEUR or self.elements > ELEMENTS:
            raise Refus(archives.EXPLOSE)
        court = nom.rpartition("|")[2]
        self.dedans = court
        if court in _ELEMENTS_MACRO:
            raise Refus(MACRO)
        if court in _ELEMENTS_DEHORS:
            raise Refus(DEHORS)
        if court in _ELEMENTS_INCORPORES:
            raise Refus(archives.INCORPORE)
        if court == "encryption-data":
            raise Refus(archives.PROTEGE)
        attributs = {cle.rpartition("|")[2]: valeur for cle, valeur in attributs.items()}
        self._relation(court, attributs)
        self._lien(court, attributs)
        if court == "fldSimple":
            self.champ.append(attributs.get("instr", ""))

    def _fermer(self, nom):
        self.profondeur -= 1
        self.dedans = ""

    def _texte(self, texte):
        if self.dedans in ("instrText", "delInstrText"):
            self.champ.append(texte)

    def _relation(self, court, attributs):
        """OOXML : un lien que l’on clique est permis ; tout ce qui se charge de soi-même ne l’est pas."""
        if court != "Relationship":
            return
        cible, dehors = attributs.get("Target", ""), attributs.get("TargetMode", "").lower() == "external"
        if dehors:
            if not attributs.get("Type", "").endswith("/hyperlink") or not cible.lower().startswith(_LIENS_SURS):
                raise Refus(DEHORS)
        elif "://" in cible or "\\" in cible or self._sort_de_l_archive(cible):
            raise Refus(DEHORS)

    def _sort_de_l_archive(self, cible):
        """« word/_rels/document.xml.rels » parle au nom de « word/ » : plus haut que la racine, c’est dehors."""
        base = posixpath.dirname(posixpath.dirname(self.nom))
        return posixpath.normpath(posixpath.join(base, cible.lstrip("/"))).startswith("..")

    @staticmethod
    def _lien(court, attributs):
        """ODF : seul un lien de texte mène dehors ; une image ou un objet vient du document lui-même."""
        cible = attributs.get("href", "").strip().lower()
        if not cible or court == "Relationship":
            return
        if court == "a" and not cible.startswith(("file:", "//", "\\", "vnd.", "macro:", "javascript:", "data:")):
            return
        if court == "template" and not cible.startswith(("http", "//", "\\", "ftp", "smb")):
            return  # le nom du modèle d’origine, sur l’ordinateur de son auteur
        if ":" in cible or cible.startswith(("/", "\\", "..")):
            raise Refus(DEHORS)
