"""Un document en blocs (titres, textes, tableaux), le même pour tous ses formats : ce que dit le PDF, le DOCX le dit.

Un bloc est un dictionnaire ; les fonctions d’ici les font, les gabarits les dessinent. Ne connaît aucun objet du métier, et
prend les textes tels qu’on les lui donne : l’appelant pose les espaces insécables.
"""


def titre(texte, niveau=1):
    return {"genre": "titre", "niveau": niveau, "texte": texte}


def texte(corps):
    return {"genre": "texte", "texte": corps}


def encart(*textes):
    return {"genre": "encart", "textes": [t for t in textes if t]}


def liste(elements):
    return {"genre": "liste", "elements": list(elements)}


def fiche(champs):
    """`champs` : [(libellé, texte)] ; un texte vide se lit « non renseigné »."""
    return {"genre": "fiche", "champs": [{"libelle": nom, "texte": dit} for nom, dit in champs]}


def tableau(entetes, rangs, *, largeurs=None, droite=(), groupes=(), taille=9, total=False):
    """Un tableau. `rangs` : des suites de textes ; `groupes` : [(texte, nombre de colonnes)], un rang d’en-tête au-dessus.

    `largeurs` : une part par colonne, 0 pour la juste mesure ; `total` : le dernier rang est un total, écrit en gras.
    """
    lus = [{"cellules": list(rang), "fort": False} for rang in rangs]
    if total and lus:
        lus[-1]["fort"] = True
    return {
        "genre": "tableau",
        "entetes": list(entetes),
        "groupes": [{"texte": dit, "sur": sur} for dit, sur in groupes],
        "largeurs": list(largeurs or [1] * len(entetes)),
        "droite": list(droite),
        "taille": taille,
        "rangs": lus,
    }


def document(
    titre_, blocs, *, auteur, sujets=(), sous_titre="", entete="", pied="", projet="", paysage=False, format_="a4"
):
    """Les données d’un document entier. `projet` : la mention d’un papier qui n’engage encore personne, ou rien."""
    return {
        "titre": titre_,
        "sous_titre": sous_titre,
        "auteur": auteur,
        "sujets": list(sujets),
        "entete": entete or titre_,
        "mention": projet,
        "filigrane": projet.upper(),
        "pied": pied,
        "paysage": paysage,
        "format": format_,
        "blocs": [bloc for bloc in blocs if bloc],
    }
