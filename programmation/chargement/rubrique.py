"""Lire une rubrique clé par clé : chaque valeur attendue est vérifiée, chaque clé inconnue est nommée."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches

from programmation.chargement.fautes import Faute, citer
from programmation.texte import typographier, typographier_les_lignes

ABSENT = object()
GENRES = {
    str: "un texte entre guillemets",
    int: "un nombre entier",
    date: "une date (2024-07-09)",
    list: "une liste entre crochets",
    dict: "une rubrique",
    bool: "true ou false",
}


class Rubrique:
    """Une table du fichier, son chemin, et le carnet où s’inscrivent les fautes."""

    def __init__(self, valeurs, chemin, reperes, fautes):
        self.valeurs, self.chemin, self.reperes, self.fautes = valeurs, chemin, reperes, fautes
        self._lues = set()

    def ligne(self, *suite):
        return self.reperes.ligne(self.chemin + suite)

    def reprocher(self, motif, *suite):
        self.fautes.append(Faute(self.ligne(*suite), motif))

    def admettre(self, *cles):
        """Ces clés sont permises ici ; leur valeur se lit ailleurs."""
        self._lues.update(cles)

    def prendre(self, cle, genre, *, facultatif=False):
        """La valeur si elle est là et du bon genre ; None sinon, la faute étant inscrite."""
        self._lues.add(cle)
        valeur = self.valeurs.get(cle, ABSENT)
        if valeur is ABSENT:
            if not facultatif:
                self.reprocher(f"il manque {citer(cle)} ({GENRES[genre]}).")
            return None
        # Pour Python, True est un entier et un instant est une date : pas pour nous.
        if (
            not isinstance(valeur, genre)
            or isinstance(valeur, datetime)
            or (isinstance(valeur, bool) and genre is not bool)
        ):
            self.reprocher(f"{citer(cle)} attend {GENRES[genre]}.", cle)
            return None
        return valeur

    def texte(self, cle, *, maxi=255, facultatif=False, lignes=False):
        brut = self.prendre(cle, str, facultatif=facultatif)
        return "" if brut is None else self.nettoyer(brut, cle, maxi=maxi, lignes=lignes)

    def nettoyer(self, brut, *suite, maxi=255, lignes=False):
        """Le texte bien typographié ; vide, trop long ou porteur d’un caractère invisible, il est refusé."""
        admis = "\n" if lignes else ""
        if intrus := next((c for c in brut if unicodedata.category(c)[0] == "C" and c not in admis), None):
            self.reprocher(f"le caractère invisible U+{ord(intrus):04X} est interdit dans un texte.", *suite)
            return ""
        texte = typographier_les_lignes(brut) if lignes else typographier(brut)
        if not texte:
            self.reprocher("ce texte est vide.", *suite)
        elif len(texte) > maxi:
            self.reprocher(f"ce texte compte {len(texte)} caractères, {maxi} au plus : {citer(texte)}.", *suite)
        return texte

    def entier(self, cle, mini, maxi):
        valeur = self.prendre(cle, int)
        if valeur is not None and not mini <= valeur <= maxi:
            self.reprocher(f"{citer(cle)} va de {mini} à {maxi}.", cle)
            return None
        return valeur

    def date(self, cle):
        return self.prendre(cle, date)

    def choix(self, cle, admis):
        valeur = self.prendre(cle, str)
        if valeur is not None and valeur not in admis:
            self.reprocher(
                f"{citer(valeur)} n’est pas admis pour {citer(cle)} ; choisissez parmi : {', '.join(admis)}.", cle
            )
        return valeur or ""

    def nombre(self, valeur, *suite, maxi=None):
        """Un nombre positif à deux décimales au plus : ni NaN, ni infini, ni négatif."""
        if isinstance(valeur, bool) or not isinstance(valeur, int | Decimal):
            return self.reprocher("cette valeur attend un nombre.", *suite)
        nombre = Decimal(valeur)
        if not nombre.is_finite() or not 0 <= nombre < 10**9:
            return self.reprocher("ce nombre doit être positif et raisonnable.", *suite)
        if nombre != round(nombre, 2):
            return self.reprocher("ce nombre porte plus de deux décimales.", *suite)
        if maxi is not None and nombre > maxi:
            return self.reprocher(f"un pourcentage ne dépasse pas {maxi}.", *suite)
        return nombre

    def textes(self, cle, *, facultatif=False, maxi=255):
        """Une liste de textes sans doublon : (texte, ligne)."""
        lus = {}
        for rang, brut in enumerate(self.prendre(cle, list, facultatif=facultatif) or []):
            if not isinstance(brut, str):
                self.reprocher(f"{citer(cle)} n’attend que des textes entre guillemets.", cle, rang)
                continue
            texte = self.nettoyer(brut, cle, rang, maxi=maxi)
            if texte and texte in lus:
                self.reprocher(f"{citer(texte)} est écrit deux fois (déjà ligne {lus[texte]}).", cle, rang)
            elif texte:
                lus[texte] = self.ligne(cle, rang)
        return tuple(lus.items())

    def table(self, cle, *, facultatif=False):
        valeurs = self.prendre(cle, dict, facultatif=facultatif)
        return None if valeurs is None else Rubrique(valeurs, self.chemin + (cle,), self.reperes, self.fautes)

    def tables(self, cle, *, facultatif=False):
        """Les rubriques répétées [[cle]], une par une."""
        if not facultatif and self.valeurs.get(cle, []) == []:
            self.reprocher(f"il faut au moins une rubrique [[{cle}]].")
        liste = self.prendre(cle, list, facultatif=True) or []
        for rang, valeurs in enumerate(liste):
            if isinstance(valeurs, dict):
                yield Rubrique(valeurs, self.chemin + (cle, rang), self.reperes, self.fautes)
            else:
                self.reprocher(f"{citer(cle)} attend une rubrique [[{cle}]].", cle, rang)

    def finir(self):
        """Toute clé que personne n’a lue est une faute de frappe ou une idée sans effet : on la nomme."""
        for cle in self.valeurs:
            if cle not in self._lues:
                proche = get_close_matches(cle[:60], self._lues, n=1)
                aide = f" ; vouliez-vous écrire {citer(proche[0])} ?" if proche else ""
                self.reprocher(f"la clé {citer(cle)} est inconnue ici{aide}", cle)
