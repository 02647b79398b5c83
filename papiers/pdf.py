"""Des données à un papier : un PDF balisé, en français, conforme à PDF/UA-1, composé à l’écart et gardé par son contenu."""

import hashlib
import json
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from papiers.enfant_borne import MO, Bornes, EnfantPerdu, lancer
from papiers.glyphes import dessinable

ICI = Path(__file__).resolve().parent
SECONDES, TAILLE = 30, 32 * MO  # d’horloge ; octets d’un papier
AGE_MAXIMAL = 30 * 86_400  # secondes : un papier qui n’a pas servi depuis un mois se recompose à la demande
DEBUT, FIN = b"%PDF-", b"%%EOF"


class PapierImpossible(Exception):
    """Le papier n’a pas pu se composer ; rien n’est écrit, rien n’est servi."""


def papier(gabarit, donnees, *, instant):
    """Les octets du papier, composé une seule fois pour un même contenu.

    `gabarit` : un nom de `papiers/gabarits` ; `donnees` : dictionnaires, listes, textes ; `instant` : la date du document.
    Lève `PapierImpossible`.
    """
    dessinees = _dessinables(donnees)
    donnees = {**dessinees, "demonstration": settings.DEMONSTRATION, "signes_remplaces": dessinees != donnees}
    commande = json.dumps(
        {"gabarit": gabarit, "donnees": donnees, "instant": int(instant.timestamp())}, sort_keys=True
    ).encode()
    chemin = Path(settings.PAPIERS) / f"{hashlib.sha256(_version_des_gabarits() + commande).hexdigest()}.pdf"
    garde = _lire(chemin)
    if garde is None:
        garde = composer(commande)
        _garder(chemin, garde)
    return garde


def composer(commande):
    """Compose dans un enfant borné, sans réseau, sans police du système, sans l’environnement d’ici."""
    bornes = Bornes(memoire=2048 * MO, calcul=20, patience=SECONDES, sortie=TAILLE, disque=TAILLE)
    try:
        octets = lancer("papiers.atelier", entree=commande, bornes=bornes, environnement={"RAYON_NUM_THREADS": "1"})
    except EnfantPerdu as perte:
        raise PapierImpossible(str(perte)) from perte
    if not _est_entier(octets):
        raise PapierImpossible("Le papier composé n’est pas entier.")
    return octets


def _dessinables(valeur):
    if isinstance(valeur, str):
        return dessinable(valeur)
    if isinstance(valeur, dict):
        return {cle: _dessinables(v) for cle, v in valeur.items()}
    return [_dessinables(v) for v in valeur] if isinstance(valeur, list | tuple) else valeur


@cache
def _version_des_gabarits():
    """L’empreinte de ce qui, à contenu égal, changerait le papier : gabarits, polices, moteur."""
    somme = hashlib.sha256(version("typst").encode())
    for fichier in sorted([*(ICI / "gabarits").glob("*.typ"), *(ICI / "polices").glob("*.ttf")]):
        somme.update(fichier.name.encode() + fichier.read_bytes())
    return somme.digest()


# Ce que l’on garde ---------------------------------------------------------------------------------------


def _est_entier(octets):
    return octets.startswith(DEBUT) and octets.rstrip().endswith(FIN)


def _lire(chemin):
    """Un papier gardé et entier ; sinon rien, et il se recompose."""
    try:
        octets = chemin.read_bytes()
        os.utime(chemin)
    except OSError:
        return None
    return octets if _est_entier(octets) else None


def _garder(chemin, octets):
    """Écrit à côté puis renomme : sous son nom, un papier est entier ou absent. Un disque plein n’empêche pas de servir."""
    provisoire = None
    try:
        chemin.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _oublier_les_vieux(chemin.parent)
        with tempfile.NamedTemporaryFile(dir=chemin.parent, suffix=".part", delete=False) as fichier:
            provisoire = fichier.name
            fichier.write(octets)
            fichier.flush()
            os.fsync(fichier.fileno())
        os.replace(provisoire, chemin)
    except OSError:
        if provisoire:
            Path(provisoire).unlink(missing_ok=True)


def _oublier_les_vieux(dossier):
    """Ce qui n’a pas servi depuis un mois, et les restes d’une écriture tuée."""
    fichiers = [(f, f.stat().st_mtime) for f in dossier.iterdir()]
    recent = max((age for _, age in fichiers), default=0)
    for fichier, age in fichiers:
        if recent - age > AGE_MAXIMAL:
            fichier.unlink(missing_ok=True)
