"""Ce qu’on reproche à un fichier : où, et pourquoi, en français."""

from dataclasses import dataclass

CITATION_MAX = 80


@dataclass(frozen=True, order=True)
class Faute:
    """Une faute et sa ligne ; 0 quand le fichier entier est en cause."""

    ligne: int
    motif: str

    def __str__(self):
        return f"ligne {self.ligne} : {self.motif}" if self.ligne else self.motif


class FichierRefuse(Exception):
    """Rien n’est écrit : voici toutes les fautes, dans l’ordre du fichier."""

    def __init__(self, *fautes):
        self.fautes = sorted(set(fautes))
        super().__init__("\n".join(map(str, self.fautes)))


def citer(valeur):
    """Une valeur du fichier telle qu’on peut la montrer : courte, entre guillemets, sans caractère actif."""
    texte = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in str(valeur))
    return f"« {texte[:CITATION_MAX]}… »" if len(texte) > CITATION_MAX else f"« {texte} »"
