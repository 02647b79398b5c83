"""Un tableau pour un tableur : CSV au fil de l’eau ou XLSX écrit ligne à ligne, sans formule qui se cache dans un texte.

Ne connaît que des colonnes et des rangs : toute liste du site s’en sert (fiabilité : « exports »).
"""

import csv
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils.timezone import get_default_timezone

FORMATS = {"csv": "CSV", "xlsx": "Excel"}
RANGS_PAR_MORCEAU = 1000
_DANGEREUX = ("=", "+", "-", "@", "\t", "\r")
_LONGUEUR_D_UNE_CELLULE = 32_767  # au-delà, Excel dit le fichier abîmé


class Nature(StrEnum):
    TEXTE = "texte"
    ENTIER = "entier"
    ANNEE = "annee"
    EUROS = "euros"
    JOUR = "jour"
    INSTANT = "instant"


@dataclass(frozen=True)
class Titre:
    """L’en-tête d’une colonne : ce qu’elle dit, ce qu’elle contient, sa largeur en caractères."""

    texte: str
    nature: Nature = Nature.TEXTE
    largeur: int = 16


def emporter(forme, nom, titres, rangs):
    """La réponse à télécharger, au format « csv » ou « xlsx ».

    `titres` : des `Titre` ; `rangs` : un itérable de suites de valeurs, une par titre, lu une fois et jamais gardé
    (texte ou None ; entier ; Decimal ; date ; instant avec son fuseau, écrit à l’heure du site).
    """
    if forme == "xlsx":
        fichier = tempfile.TemporaryFile()  # noqa: SIM115 — la réponse le ferme en finissant
        ecrire_xlsx(fichier, nom, titres, rangs)
        fichier.seek(0)
        return FileResponse(fichier, as_attachment=True, filename=f"{nom}.xlsx")
    reponse = StreamingHttpResponse(morceaux_csv(titres, rangs), content_type="text/csv; charset=utf-8")
    reponse.headers["Content-Disposition"] = f'attachment; filename="{nom}.csv"'
    return reponse


# 1. CSV ---------------------------------------------------------------------------------------------------


class _Echo:
    """Un fichier qui garde ce qu’on lui écrit le temps d’un morceau."""

    def __init__(self):
        self.lignes = []

    def write(self, texte):
        self.lignes.append(texte)

    def vider(self):
        texte, self.lignes = "".join(self.lignes), []
        return texte


def morceaux_csv(titres, rangs):
    """Le texte du CSV, mille rangs à la fois ; l’en-tête part d’abord. Un tableur français l’ouvre droit."""
    echo = _Echo()
    ecrivain = csv.writer(echo, delimiter=";")
    ecrivain.writerow([cellule(_titre_csv(titre)) for titre in titres])
    yield "\ufeff" + echo.vider()
    en_texte = [_EN_TEXTE[titre.nature] for titre in titres]
    rangs = iter(rangs)
    while lot := list(islice(rangs, RANGS_PAR_MORCEAU)):
        ecrivain.writerows(
            [["" if v is None else dire(v) for dire, v in zip(en_texte, rang, strict=True)] for rang in lot]
        )
        yield echo.vider()


def cellule(texte):
    """Le texte d’une cellule ; s’il commence comme une formule, une apostrophe la désarme."""
    texte = str(texte)
    return f"'{texte}" if texte.startswith(_DANGEREUX) else texte


def _titre_csv(titre):
    return f"{titre.texte} (€)" if titre.nature == Nature.EUROS else titre.texte


def _a_l_heure_du_site(instant):
    return instant.astimezone(get_default_timezone())


_EN_TEXTE = {
    Nature.TEXTE: cellule,
    Nature.ENTIER: str,
    Nature.ANNEE: str,
    Nature.EUROS: lambda montant: f"{montant:.2f}".replace(".", ","),
    Nature.JOUR: lambda jour: f"{jour:%d/%m/%Y}",
    Nature.INSTANT: lambda instant: f"{_a_l_heure_du_site(instant):%d/%m/%Y %H:%M}",
}

# 2. XLSX --------------------------------------------------------------------------------------------------

_FORMES = {
    Nature.TEXTE: {"text_wrap": False},
    Nature.ENTIER: {"num_format": "#,##0"},
    Nature.ANNEE: {"num_format": "0", "align": "left"},
    Nature.EUROS: {"num_format": '#,##0.00\\ "€"'},
    Nature.JOUR: {"num_format": "dd/mm/yyyy", "align": "left"},
    Nature.INSTANT: {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
}


def ecrire_xlsx(fichier, nom, titres, rangs):
    """Écrit le classeur : en-tête figé, filtres, largeurs ; un rang à la fois, sans tenir le tableau en mémoire."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    classeur = xlsxwriter.Workbook(fichier, options)
    feuille = classeur.add_worksheet(_nom_de_feuille(nom))
    feuille.freeze_panes(1, 1)
    en_tete = classeur.add_format({"bold": True, "bg_color": "#E7EEEE", "border": 1, "border_color": "#B9C6C6"})
    formes = {nature: classeur.add_format(forme) for nature, forme in _FORMES.items()}
    for colonne, titre in enumerate(titres):
        feuille.set_column(colonne, colonne, titre.largeur, formes[titre.nature])
    for colonne, titre in enumerate(titres):
        feuille.write_string(0, colonne, titre.texte, en_tete)
    ecrire = [_ecrivain(feuille, titre.nature, classeur, formes) for titre in titres]
    dernier = 0
    for dernier, rang in enumerate(rangs, 1):
        for colonne, valeur in enumerate(rang):
            if valeur is not None:
                ecrire[colonne](dernier, colonne, valeur)
    feuille.autofilter(0, 0, dernier, len(titres) - 1)
    classeur.close()


def _ecrivain(feuille, nature, classeur, formes):
    """Comment s’écrit une valeur de cette nature : un nombre reste un nombre, une date une date, un texte un texte."""
    forme = formes[nature]
    if nature == Nature.TEXTE:
        cite = classeur.add_format({"quote_prefix": True})  # Excel le garde pour du texte, même réédité
        return lambda ligne, colonne, texte: feuille.write_string(
            ligne,
            colonne,
            texte[:_LONGUEUR_D_UNE_CELLULE],
            cite if texte.startswith(_DANGEREUX) else None,
        )
    if nature == Nature.JOUR:
        return lambda ligne, colonne, jour: feuille.write_datetime(ligne, colonne, jour, forme)
    if nature == Nature.INSTANT:
        return lambda ligne, colonne, instant: feuille.write_datetime(
            ligne, colonne, _a_l_heure_du_site(instant).replace(tzinfo=None), forme
        )
    return lambda ligne, colonne, nombre: feuille.write_number(ligne, colonne, nombre, forme)


def _nom_de_feuille(nom):
    return "".join(c for c in nom if c not in "[]:*?/\\")[:31] or "Liste"
