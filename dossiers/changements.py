"""Ce qui a changé d’un exemplaire du dossier à l’autre, champ par champ, et mot à mot dans les textes longs."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

LONG = 60  # signes : au-delà, on montre les mots changés plutôt que les deux textes
TROP = 6_000  # mots : au-delà, comparer mot à mot coûterait trop ; on montre l’avant et l’après
_MOTS = re.compile(r"\s+|\w+|[^\w\s]")  # une virgule ajoutée ne fait pas changer le mot qu’elle suit


@dataclass(frozen=True)
class Morceau:
    """Une suite de mots : gardée (genre vide), ajoutée (« ins ») ou ôtée (« del »)."""

    genre: str
    texte: str


@dataclass(frozen=True)
class Changement:
    """Un champ qui a changé : ce qu’on y lisait, ce qu’on y lit ; `morceaux` si le texte est long."""

    libelle: str
    avant: str
    apres: str
    morceaux: tuple = ()


@dataclass(frozen=True)
class PartieChangee:
    titre: str
    changements: tuple


def comparer(avant, apres):
    """Les parties qui ont changé, dans l’ordre du dossier. `avant`, `apres` : des contenus (dossiers.fiche.contenu).

    Un champ apparu a un « avant » vide, un champ disparu un « après » vide.
    """
    anciens = _par_code(avant)
    nouveaux = _par_code(apres)
    titres = {partie["code"]: partie["titre"] for partie in (*avant, *apres)}
    parties = []
    for code, titre in titres.items():
        lus = tuple(_changements(anciens.get(code, {}), nouveaux.get(code, {})))
        if lus:
            parties.append(PartieChangee(titre, lus))
    return parties


def _par_code(contenu):
    return {partie["code"]: {champ["code"]: champ for champ in partie["champs"]} for partie in contenu}


def _changements(avant, apres):
    for code in [*apres, *(c for c in avant if c not in apres)]:
        ancien, nouveau = (cote.get(code, {}).get("texte", "") for cote in (avant, apres))
        if ancien != nouveau:
            libelle = (apres.get(code) or avant[code])["libelle"]
            yield Changement(libelle, ancien, nouveau, _morceaux(ancien, nouveau))


def _morceaux(avant, apres):
    """Les mots gardés, ôtés et ajoutés, si les deux textes sont longs et se ressemblent assez pour être lus ensemble."""
    if not avant or not apres or max(len(avant), len(apres)) < LONG:
        return ()
    mots, autres = _MOTS.findall(avant), _MOTS.findall(apres)
    if max(len(mots), len(autres)) > TROP:
        return ()
    gestes = SequenceMatcher(None, mots, autres, autojunk=len(mots) > 2000).get_opcodes()
    lus = []
    for est_garde, ote, ajoute in _suites(gestes, mots, autres):
        paires = [("", ote)] if est_garde else [("del", ote), ("ins", ajoute)]
        lus += [Morceau(genre, texte) for genre, texte in paires if texte]
    return tuple(lus)


def _suites(gestes, mots, autres):
    """[est gardée, texte d’avant, texte d’après] ; une espace seule entre deux changements n’en fait pas deux."""
    suites = []
    for rang, (geste, a, b, c, d) in enumerate(gestes):
        ote, ajoute = "".join(mots[a:b]), "".join(autres[c:d])
        est_garde = geste == "equal" and not (ote.isspace() and 0 < rang < len(gestes) - 1)
        if not est_garde and suites and not suites[-1][0]:
            suites[-1][1] += ote
            suites[-1][2] += ajoute
        else:
            suites.append([est_garde, ote, ajoute])
    return suites
