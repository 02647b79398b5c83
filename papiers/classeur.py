"""Un classeur de plusieurs feuilles dont les totaux sont de vraies formules : qui change un montant voit le total suivre.

Ne connaît que des feuilles, des valeurs et des formules. Un texte reste un texte : rien de ce qui est tapé ne devient formule.
"""

import io
from dataclasses import dataclass, field
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from papiers.tableur import _DANGEREUX, _LONGUEUR_D_UNE_CELLULE, Nature, Titre, _nom_de_feuille

GENRE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS = {Nature.EUROS: '#,##0.00\\ "€"', Nature.ENTIER: "#,##0"}
_COULEUR_DE_TETE, _COULEUR_DE_TOTAL = "#E7EEEE", "#F3F6F6"


@dataclass(frozen=True)
class Formule:
    """Une formule (« SUM(A1:A9) », sans le signe égal) et la valeur qu’elle a aujourd’hui, pour qui ne recalcule pas."""

    texte: str
    valeur: Decimal | int


@dataclass(frozen=True)
class Feuille:
    """Une feuille : ses colonnes, ses rangs, son rang de totaux. `groupes` : [(texte, nombre de colonnes)] au-dessus."""

    nom: str
    titres: tuple[Titre, ...]
    rangs: list = field(default_factory=list)
    total: list = field(default_factory=list)
    groupes: list = field(default_factory=list)
    figees: int = 1

    @property
    def premier(self):
        """Le numéro, dans le tableur, du premier rang de données."""
        return 3 if self.groupes else 2

    @property
    def dernier(self):
        return self.premier + len(self.rangs) - 1


def colonne(rang):
    """Le nom d’une colonne : 0 → « A », 26 → « AA »."""
    return xl_col_to_name(rang)


def case(ligne, rang):
    """Le nom d’une case : (3, 0) → « A3 »."""
    return xl_rowcol_to_cell(ligne - 1, rang)


def plage(feuille, rang, *, ailleurs=False):
    """Toutes les cases de données d’une colonne, fixes ; `ailleurs` : lues depuis une autre feuille."""
    nom = colonne(rang)
    cases = f"${nom}${feuille.premier}:${nom}${max(feuille.dernier, feuille.premier)}"
    return f"'{_nom_de_feuille(feuille.nom)}'!{cases}" if ailleurs else cases


def en_xlsx(feuilles):
    """Les octets du classeur. Valeurs : texte, entier, Decimal, `Formule`, ou None pour une case vide."""
    tampon = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    classeur = xlsxwriter.Workbook(tampon, options)
    classeur.set_calc_mode("auto")
    for feuille in feuilles:
        _Ecriture(classeur, feuille).tout()
    classeur.close()
    return tampon.getvalue()


class _Ecriture:
    """Écrit une feuille, ses formats faits une fois."""

    def __init__(self, classeur, feuille):
        self.feuille, self.page = feuille, classeur.add_worksheet(_nom_de_feuille(feuille.nom))
        tete = {"bold": True, "bg_color": _COULEUR_DE_TETE, "border": 1, "border_color": "#B9C6C6", "text_wrap": True}
        self.tete = classeur.add_format({**tete, "valign": "top"})
        self.groupe = classeur.add_format({**tete, "align": "center"})
        total = {"bold": True, "top": 1, "bg_color": _COULEUR_DE_TOTAL}
        self.formes = {n: classeur.add_format(_forme(n)) for n in Nature}
        self.totaux = {n: classeur.add_format(_forme(n) | total) for n in Nature}
        self.cite = classeur.add_format({**_forme(Nature.TEXTE), "quote_prefix": True})

    def tout(self):
        feuille, tetes = self.feuille, self.feuille.premier - 1
        for rang, titre in enumerate(feuille.titres):
            self.page.set_column(rang, rang, titre.largeur)
            self.page.write_string(tetes - 1, rang, titre.texte, self.tete)
        self._grouper()
        for numero, valeurs in enumerate(feuille.rangs, start=tetes):
            self._rang(numero, valeurs, self.formes)
        if feuille.total:
            self._rang(tetes + len(feuille.rangs), feuille.total, self.totaux)
        self.page.freeze_panes(tetes, feuille.figees)
        if feuille.rangs:
            self.page.autofilter(tetes - 1, 0, feuille.dernier - 1, len(feuille.titres) - 1)
        self.page.set_landscape()
        self.page.set_paper(8 if len(feuille.titres) > 12 else 9)  # A3, A4
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0, tetes - 1)

    def _grouper(self):
        debut = 0
        for texte, sur in self.feuille.groupes:
            if sur > 1:
                self.page.merge_range(0, debut, 0, debut + sur - 1, texte, self.groupe)
            else:
                self.page.write_string(0, debut, texte, self.groupe)
            debut += sur

    def _rang(self, numero, valeurs, formes):
        for place, (titre, valeur) in enumerate(zip(self.feuille.titres, valeurs, strict=True)):
            self._case(numero, place, valeur, formes[titre.nature])

    def _case(self, numero, place, valeur, forme):
        if valeur is None:
            self.page.write_blank(numero, place, None, forme)
        elif isinstance(valeur, Formule):
            self.page.write_formula(numero, place, f"={valeur.texte}", forme, valeur.valeur)
        elif isinstance(valeur, str):
            cite = self.cite if valeur.startswith(_DANGEREUX) else forme
            self.page.write_string(numero, place, valeur[:_LONGUEUR_D_UNE_CELLULE], cite)
        else:
            self.page.write_number(numero, place, valeur, forme)


def _forme(nature):
    if nature in _FORMATS:
        return {"num_format": _FORMATS[nature], "valign": "top"}
    return {"text_wrap": True, "valign": "top"}
