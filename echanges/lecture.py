"""Lire un tableur reçu sans rien lui confier : un processus borné le déplie, et ne rend que des textes."""

import hashlib
import json
from dataclasses import dataclass, field

from papiers.enfant_borne import MO, Bornes, EnfantPerdu, lancer

TAILLE = 10 * MO  # octets
PATIENCE = 30  # secondes
ILLISIBLE = "Ce fichier ne se lit pas : il demande trop de temps ou de mémoire. Gardez la seule feuille des dossiers."


class FichierRefuse(Exception):
    """Le fichier ne sera pas lu ; la phrase dit pourquoi et quoi faire."""


@dataclass(frozen=True)
class Rang:
    """Une ligne du tableau : son numéro dans le tableur (le premier est 1), et le texte de chaque cellule."""

    ligne: int
    textes: tuple


@dataclass(frozen=True)
class Tableau:
    """Ce qu’un fichier contient : ses en-têtes, ses rangs non vides, et les cellules prises dans une fusion."""

    genre: str
    empreinte: str
    entetes: tuple
    ligne_des_entetes: int
    rangs: tuple
    fusions: frozenset = field(default=frozenset())  # (ligne, colonne) : la cellule est fusionnée avec une autre


def lire(contenu, *, reconnues):
    """Le tableau de ce fichier (`bytes`). `reconnues(textes)` compte les en-têtes connus d’une ligne. Lève `FichierRefuse`."""
    if len(contenu) > TAILLE:
        raise FichierRefuse("Ce fichier dépasse 10 Mo : gardez la seule feuille des dossiers.")
    lu = _dans_un_processus(contenu)
    if "refus" in lu:
        raise FichierRefuse(lu["refus"])
    haut = _ligne_des_entetes(lu["rangs"], reconnues)
    entetes = tuple(lu["rangs"][haut])
    rangs = [
        Rang(numero, tuple((*textes, *[""] * len(entetes))[: len(entetes)]))
        for numero, textes in enumerate(lu["rangs"][haut + 1 :], start=haut + 2)
        if any(textes)
    ]
    if not rangs:
        raise FichierRefuse("Ce tableau n’a que ses en-têtes : aucune ligne n’est à importer.")
    fusions = frozenset(
        (y + 1, x) for l1, c1, l2, c2 in lu["fusions"] for y in range(l1, min(l2, 5000) + 1) for x in range(c1, c2 + 1)
        if y > haut
    )  # fmt: skip
    return Tableau(lu["genre"], hashlib.sha256(contenu).hexdigest(), entetes, haut + 1, tuple(rangs), fusions)


def _dans_un_processus(contenu):
    """Le JSON que rend le lecteur. S’il meurt ou dépasse une borne, le fichier est refusé, rien de plus."""
    bornes = Bornes(memoire=1024 * MO, calcul=20, patience=PATIENCE, sortie=160 * MO)
    try:
        return json.loads(lancer("echanges.lecteur", entree=contenu, bornes=bornes))
    except (EnfantPerdu, ValueError):
        raise FichierRefuse(ILLISIBLE) from None


def _ligne_des_entetes(rangs, reconnues):
    """Le rang (de 0) de la ligne des en-têtes : parmi les vingt premières, celle dont on reconnaît le plus de colonnes."""
    candidats = [numero for numero, textes in enumerate(rangs[:20]) if any(textes)]
    if not candidats:
        raise FichierRefuse("Ce fichier est vide.")
    return max(candidats, key=lambda numero: (reconnues(rangs[numero]), -numero))
