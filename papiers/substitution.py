"""Un texte à champs nommés, « {{ organisation }} » : rien ne s’y exécute, et un champ inconnu se refuse avec sa ligne.

Ce n’est pas un langage de gabarit : ni boucle, ni condition, ni filtre. Une valeur posée n’est jamais relue comme du texte à
champs : une accolade tapée par un porteur reste une accolade.
"""

import re

_CHAMP = re.compile(r"\{\{[ \u00a0\u202f]*([a-z0-9_]+)[ \u00a0\u202f]*\}\}")
_DEBUT = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|[{}]")
_JUSQU_AU_BOUT = re.compile(r"\{\{[^{}\n]{0,60}\}\}|\{%[^{}\n]{0,60}%\}|\{#[^{}\n]{0,60}#\}")


def champs_de(texte):
    """Les noms des champs que ce texte cite, dans l’ordre, chacun une fois."""
    return list(dict.fromkeys(_CHAMP.findall(texte)))


def fautes(texte, connus):
    """Les phrases de ce qui ne va pas, chacune avec sa ligne ; aucune : le texte se compose. `connus` : des noms de champ."""
    trouvees = []
    for numero, ligne in enumerate(texte.split("\n"), start=1):
        trouvees += [f"Ligne {numero} : {phrase}" for phrase in _fautes_de(ligne, connus)]
    return trouvees


def composer(texte, valeurs):
    """Le texte, chaque champ remplacé par sa valeur. Lève `KeyError` si un champ n’en a pas : `fautes` le dit avant."""
    return _CHAMP.sub(lambda trouve: valeurs[trouve[1]], texte)


def _fautes_de(ligne, connus):
    for nom in champs_de(ligne):
        if nom not in connus:
            yield f"le champ « {nom} » n’existe pas. Choisissez-le dans la liste des champs."
    reste = _CHAMP.sub("", ligne)
    for trouve in _JUSQU_AU_BOUT.findall(reste):
        yield _phrase(trouve)
    if _DEBUT.search(_JUSQU_AU_BOUT.sub("", reste)):
        yield "une accolade ouverte ou fermée seule. Un champ s’écrit entre deux accolades doubles : {{ organisation }}."


def _phrase(morceau):
    if morceau.startswith("{%"):
        return f"« {morceau} » est une boucle ou une condition : une lettre n’a que des champs, comme {{{{ organisation }}}}."
    if morceau.startswith("{#"):
        return f"« {morceau} » est un commentaire : ôtez-le, il partirait avec la lettre."
    if "|" in morceau or "." in morceau:
        return f"« {morceau} » demande un calcul : un champ n’a que son nom, comme {{{{ organisation }}}}."
    return (
        f"« {morceau} » n’est pas un champ : son nom n’a que des lettres sans accent, des chiffres et des tirets bas."
    )
