"""Retrouver la ligne de chaque valeur d’un fichier TOML : `tomllib` ne la donne pas, et une faute sans ligne se perd.

`Reperes` ne lit que des fichiers que `tomllib` a déjà acceptés : la syntaxe y est tenue pour juste.
"""

import re

# Le guillemet qui ferme est facultatif : un fichier fautif se découpe aussi, d’une seule passe.
MOTIF = re.compile(
    r'''(?P<blanc>[ \t\r]+|\#[^\n]*)
    |(?P<chaine>"""(?:[^"\\]|\\.|"{1,2}(?!"))*(?:"{3,5})?|\'\'\'(?:[^']|'{1,2}(?!'))*(?:'{3,5})?
        |"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?)
    |(?P<signe>[\[\]{}=,\n])
    |(?P<mot>[^\s\[\]{}=,"'\#]+)''',
    re.VERBOSE | re.DOTALL,
)
IMBRICATION_MAX = 20


def signes(texte):
    """Découpe le fichier : (genre, texte, ligne) de chaque mot, chaîne ou signe ; ni blanc, ni commentaire."""
    ligne = 1
    for trouve in MOTIF.finditer(texte):
        if trouve.lastgroup != "blanc":
            yield trouve.lastgroup, trouve.group(), ligne
        ligne += trouve.group().count("\n")


def ligne_trop_imbriquee(texte):
    """La première ligne où les listes ou les clés pointées s’emboîtent à l’excès : `tomllib` s’y épuiserait."""
    profondeur = suite = 0
    for genre, signe, ligne in signes(texte):
        profondeur += (signe in ("[", "{")) - (signe in ("]", "}"))
        suite = 0 if genre == "signe" else suite + 1 + (signe.count(".") if genre == "mot" else 0)
        if profondeur > IMBRICATION_MAX or suite > IMBRICATION_MAX:
            return ligne
    return None


class Reperes:
    """La ligne de chaque chemin : ("quartier", 0, "nom") → 74."""

    def __init__(self, texte):
        self.lignes, self._comptes, self._rang = {(): 1}, {}, 0
        self._signes = list(signes(texte))
        self._parcourir()

    def ligne(self, chemin):
        """La ligne du chemin, ou de la rubrique la plus proche qui le contient."""
        while chemin not in self.lignes:
            chemin = chemin[:-1]
        return self.lignes[chemin]

    def _parcourir(self):
        rubrique = ()
        while (signe := self._voir()) is not None:
            if signe == "\n":
                self._rang += 1
            elif signe == "[":
                rubrique = self._entete()
            else:
                self._cle_et_valeur(rubrique)

    def _voir(self):
        return self._signes[self._rang][1] if self._rang < len(self._signes) else None

    def _cle(self):
        """Lit « a.b."c d" » et rend ses morceaux."""
        morceaux = []
        while self._rang < len(self._signes) and self._signes[self._rang][0] in ("mot", "chaine"):
            genre, texte, _ = self._signes[self._rang]
            morceaux += [texte[1:-1]] if genre == "chaine" else [part for part in texte.split(".") if part]
            self._rang += 1
        return tuple(morceaux)

    def _entete(self):
        ligne = self._signes[self._rang][2]
        est_repetee = self._signes[self._rang + 1][1] == "["
        self._rang += 2 if est_repetee else 1
        morceaux, chemin = self._cle(), ()
        self._rang += 2 if est_repetee else 1
        for part in morceaux[:-1]:
            chemin = self._dernier(chemin + (part,))
        chemin += morceaux[-1:]
        if est_repetee:
            self._comptes[chemin] = self._comptes.get(chemin, 0) + 1
            self.lignes.setdefault(chemin, ligne)
            chemin = self._dernier(chemin)
        self.lignes[chemin] = ligne
        return chemin

    def _dernier(self, chemin):
        return chemin + (self._comptes[chemin] - 1,) if chemin in self._comptes else chemin

    def _cle_et_valeur(self, rubrique):
        ligne = self._signes[self._rang][2]
        chemin = rubrique
        for part in self._cle():
            chemin += (part,)
            self.lignes.setdefault(chemin, ligne)
        self._rang += 1  # le signe « = »
        self._valeur(chemin)

    def _valeur(self, chemin):
        self.lignes[chemin] = self._signes[self._rang][2]
        if self._voir() == "[":
            self._suite(chemin, "]", lambda indice: self._valeur(chemin + (indice,)))
        elif self._voir() == "{":
            self._suite(chemin, "}", lambda _: self._cle_et_valeur(chemin))
        else:
            while self._rang < len(self._signes) and self._signes[self._rang][0] in ("mot", "chaine"):
                self._rang += 1

    def _suite(self, chemin, fin, lire):
        self._rang += 1
        indice = 0
        while self._voir() not in (fin, None):
            if self._voir() in (",", "\n"):
                self._rang += 1
                continue
            lire(indice)
            indice += 1
        self._rang += 1
