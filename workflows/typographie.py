"""Les espaces insécables d’une page : posées à la sortie, en un seul endroit, pour que personne n’ait à les taper."""

import re

INSECABLE, FINE = "\u00a0", "\u202f"
_ESPACE = "(?: |&nbsp;|\u00a0)"

# Ce qui ne se touche pas : les balises, et ce qui doit revenir tel qu’il fut tapé.
_INTACT = re.compile(r"(<(script|style|textarea|pre|code)\b.*?</\2\s*>|<[^>]*>)", re.DOTALL | re.IGNORECASE)
_REGLES = (
    (re.compile(rf"{_ESPACE}([;?!])(?=\s|$|[»)])"), rf"{FINE}\1"),
    (re.compile(r" :(?=\s|$|\u00a0)"), f"{INSECABLE}:"),
    (re.compile(r"« "), f"«{INSECABLE}"),
    (re.compile(r" »"), f"{INSECABLE}»"),
    (re.compile(r"(\d) €"), rf"\1{FINE}€"),
    (re.compile(r"\bn° (?=\S)"), f"n°{INSECABLE}"),
)


def composer(texte):
    """Un texte à lire, ses espaces à leur place : insécable avant « : » et dans les guillemets, fine avant ; ? !"""
    for motif, remplacement in _REGLES:
        texte = motif.sub(remplacement, texte)
    return texte


def composer_la_page(html):
    """La même chose pour une page : les mots seuls, jamais une balise, un attribut ni un champ de saisie."""
    reste, morceaux = 0, []
    for intact in _INTACT.finditer(html):
        morceaux += [composer(html[reste : intact.start()]), intact[0]]
        reste = intact.end()
    return "".join([*morceaux, composer(html[reste:])])


def pages_bien_composees(suite):
    """L’intergiciel : toute page HTML sort composée ; un fichier, un flux ou une redirection, tels quels."""

    def repondre(request):
        reponse = suite(request)
        if not reponse.streaming and reponse.content and reponse.headers.get("Content-Type", "").startswith("text/html"):
            reponse.content = composer_la_page(reponse.content.decode(reponse.charset)).encode(reponse.charset)
        return reponse

    return repondre
