"""Vérifier les quartiers d’un fichier : identité, communes, portrait chiffré, irritants, opportunités, enjeux prioritaires."""

import re

from comptes.identifiants import QPV_2014, QPV_2024
from programmation.chargement.fautes import citer
from programmation.chargement.plan import EnonceLu, IndicateurLu, MesureLue, QuartierLu
from programmation.chargement.rubrique import Rubrique
from programmation.models.territoire import Constat, Quartier, Unite
from programmation.texte import assourdir

CLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODES = {
    "code_2014": (QPV_2014, "QP062008"),
    "code_2024": (QPV_2024, "QN06208M"),
}


def lire_le_catalogue(fichier):
    """Les indicateurs que le document emploie, dans leur ordre, avec le chiffre de l’agglomération."""
    lus = {}
    for ordre, rubrique in enumerate(fichier.tables("indicateur", facultatif=True), start=1):
        code = _cle(rubrique, "code", 40)
        libelle, unite = rubrique.texte("libelle"), rubrique.choix("unite", Unite.values)
        agglomeration = rubrique.valeurs.get("agglomeration")
        rubrique.admettre("agglomeration")
        if agglomeration is not None:
            agglomeration = rubrique.nombre(agglomeration, "agglomeration", maxi=_maximum(unite))
        rubrique.finir()
        if code in lus:
            rubrique.reprocher(f"l’indicateur {citer(code)} est déjà décrit plus haut.", "code")
        lus[code] = IndicateurLu(code, libelle, unite, agglomeration, ordre)
    return lus


def lire_les_quartiers(fichier, catalogue, commune):
    lus, vus = [], {}
    for rubrique in fichier.tables("quartier"):
        quartier = _quartier(rubrique, catalogue, commune)
        for cle, valeur in (("cle", quartier.slug), ("nom", assourdir(quartier.champs["nom"]))):
            if valeur and (cle, valeur) in vus:
                rubrique.reprocher(f"ce quartier est déjà décrit ligne {vus[cle, valeur]}.", cle)
            vus.setdefault((cle, valeur), rubrique.ligne(cle))
        lus.append(quartier)
    return tuple(lus)


def _quartier(rubrique, catalogue, commune):
    slug = _cle(rubrique, "cle", 120)
    champs = {
        "nom": rubrique.texte("nom", maxi=120),
        "statut": rubrique.choix("statut", Quartier.Statut.values),
        "precision_du_statut": rubrique.texte("precision_du_statut", maxi=120, facultatif=True),
        "code_2014": _code(rubrique, "code_2014"),
        "code_2024": _code(rubrique, "code_2024"),
        "perimetre": rubrique.texte("perimetre", maxi=120, facultatif=True),
    }
    if champs["statut"] == Quartier.Statut.QIC and (champs["code_2014"] or champs["code_2024"]):
        rubrique.reprocher("un quartier d’intérêt communautaire (QIC) n’a pas de code national.", "statut")
    communes = tuple(nom for nom, _ in rubrique.textes("communes", maxi=120))
    if commune and communes and commune not in communes:
        rubrique.reprocher(f"ce quartier ne s’étend pas sur {citer(commune)}, dont c’est la convention.", "communes")
    annee, mesures = _portrait(rubrique, catalogue)
    lu = QuartierLu(
        slug=slug,
        champs=champs,
        communes=communes,
        annee=annee,
        mesures=mesures,
        constats={
            Constat.Nature.IRRITANT: _enonces(rubrique, "irritants", 1000),
            Constat.Nature.OPPORTUNITE: _enonces(rubrique, "opportunites", 1000),
        },
        enjeux_prioritaires=_enonces(rubrique, "enjeux_prioritaires", 255),
        ligne=rubrique.ligne(),
    )
    rubrique.finir()
    return lu


def _enonces(rubrique, cle, maxi):
    return tuple(EnonceLu(texte, ligne) for texte, ligne in rubrique.textes(cle, facultatif=True, maxi=maxi))


def _cle(rubrique, cle, maxi):
    valeur = rubrique.texte(cle, maxi=maxi)
    if valeur and not CLE.fullmatch(valeur):
        rubrique.reprocher(f"{citer(valeur)} : des minuscules sans accent, des chiffres et des tirets seulement.", cle)
    return valeur


def _code(rubrique, cle):
    """Le code national sans ses espaces : la convention écrit « QP 06 20 08 »."""
    code = re.sub(r"\s", "", rubrique.texte(cle, facultatif=True))
    forme, exemple = CODES[cle]
    if code and not forme.fullmatch(code):
        rubrique.reprocher(f"{citer(code)} n’a pas la forme d’un code de quartier ({exemple}).", cle)
    return code


def _maximum(unite):
    return 100 if unite == Unite.POURCENT else None


def _portrait(quartier, catalogue):
    """Une mesure par indicateur du catalogue : ce que la source ne dit pas reste absent."""
    portrait = quartier.table("portrait", facultatif=True)
    if portrait is None:
        return None, ()
    commun = {
        "source": portrait.texte("source", maxi=120),
        "perimetre": portrait.texte("perimetre", maxi=120, facultatif=True),
    }
    annee = portrait.entier("annee", 1990, 2100)
    valeurs = portrait.table("valeurs")
    portrait.finir()
    if valeurs is None:
        return annee, ()
    mesures = tuple(
        MesureLue(code, {**commun, **_mesure(valeurs, indicateur)}) for code, indicateur in catalogue.items()
    )
    valeurs.finir()
    return annee, mesures


def _mesure(valeurs, indicateur):
    code, valeur, precisions = indicateur.code, valeurs.valeurs.get(indicateur.code), {}
    valeurs.admettre(code)
    if isinstance(valeur, dict):
        detail = Rubrique(valeur, valeurs.chemin + (code,), valeurs.reperes, valeurs.fautes)
        detail.admettre("valeur")
        if "valeur" not in valeur:
            detail.reprocher("il manque « valeur ».")
        precisions = {
            "precision": detail.texte("precision", maxi=60, facultatif=True),
            "evolution": detail.texte("evolution", maxi=120, facultatif=True),
        }
        detail.finir()
        valeur = valeur.get("valeur")
    if valeur is not None:
        valeur = valeurs.nombre(valeur, code, maxi=_maximum(indicateur.unite))
    return {
        "libelle": indicateur.libelle,
        "unite": indicateur.unite,
        "valeur": valeur,
        "valeur_agglomeration": indicateur.agglomeration,
        "precision": precisions.get("precision", ""),
        "evolution": precisions.get("evolution", ""),
        "ordre": indicateur.ordre,
    }
