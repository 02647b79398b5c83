"""Vérifier l’arbre d’un fichier : enjeux, orientations, objectifs stratégiques, et les cases de chaque quartier."""

from programmation.chargement.fautes import citer
from programmation.chargement.plan import EnjeuLu, EnonceLu, OrientationLue, StrategiqueLu
from programmation.chargement.rubrique import Rubrique
from programmation.texte import assourdir


def lire_les_enjeux(fichier, cles):
    """L’arbre : enjeux, orientations, objectifs stratégiques, et sous chacun ce que poursuit chaque quartier."""
    lus, numeros = [], {}
    for rubrique in fichier.tables("enjeu"):
        numero = rubrique.entier("numero", 1, 99)
        if numero and numero in numeros:
            rubrique.reprocher(f"l’enjeu {numero} est déjà écrit ligne {numeros[numero]}.", "numero")
        numeros.setdefault(numero, rubrique.ligne("numero"))
        vus = {}
        lus.append(
            EnjeuLu(
                numero=numero,
                libelle=rubrique.texte("libelle"),
                orientations=tuple(_orientation(o, cles, vus) for o in rubrique.tables("orientation")),
                ligne=rubrique.ligne(),
            )
        )
        rubrique.finir()
    return tuple(lus)


def _orientation(rubrique, cles, vus):
    a_preciser = rubrique.prendre("a_preciser", bool, facultatif=True)
    libelle = "" if a_preciser else rubrique.texte("libelle")
    if a_preciser and "libelle" in rubrique.valeurs:
        rubrique.reprocher("une orientation à préciser n’a pas encore de libellé.", "libelle")
    rubrique.admettre("libelle")
    _refuser_le_double(rubrique, ("orientation", libelle or "à préciser"), vus)
    strategiques = tuple(_strategique(s, cles, vus) for s in rubrique.tables("strategique"))
    rubrique.finir()
    return OrientationLue(libelle, strategiques, rubrique.ligne())


def _strategique(rubrique, cles, vus):
    libelle = rubrique.texte("libelle")
    _refuser_le_double(rubrique, ("objectif stratégique", libelle), vus)
    par_quartier = {}
    if cases := rubrique.table("operationnels", facultatif=True):
        for cle in cases.valeurs:
            if cle in cles:
                par_quartier[cle] = tuple(_operationnels(cases, cle))
        cases.admettre(*cles)
        cases.finir()
    rubrique.finir()
    return StrategiqueLu(libelle, par_quartier, rubrique.ligne())


def _operationnels(cases, cle):
    """Une case du tableau : un texte par objectif, ou { libelle = …, remplace = … } pour nommer l’ancien."""
    vus = {}
    for rang, brut in enumerate(cases.prendre(cle, list) or []):
        remplace = ""
        if isinstance(brut, dict):
            detail = Rubrique(brut, cases.chemin + (cle, rang), cases.reperes, cases.fautes)
            texte, remplace = detail.texte("libelle", maxi=500), detail.texte("remplace", maxi=500, facultatif=True)
            detail.finir()
        elif isinstance(brut, str):
            texte = cases.nettoyer(brut, cle, rang, maxi=500)
        else:
            cases.reprocher("un objectif est un texte entre guillemets.", cle, rang)
            continue
        if texte in vus:
            cases.reprocher(f"{citer(texte)} est écrit deux fois (déjà ligne {vus[texte]}).", cle, rang)
            continue
        vus[texte] = cases.ligne(cle, rang)
        yield EnonceLu(texte, vus[texte], remplace)


def _refuser_le_double(rubrique, quoi, vus):
    genre, libelle = quoi
    marque = (genre, assourdir(libelle))
    if libelle and marque in vus:
        rubrique.reprocher(f"{genre} {citer(libelle)} : déjà écrit ligne {vus[marque]}.", "libelle")
    vus.setdefault(marque, rubrique.ligne("libelle"))
