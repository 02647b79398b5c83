"""Le nom d’un fichier reçu : nettoyé pour être montré, jamais employé comme chemin."""

import re
import unicodedata

LONGUEUR = 120  # au-delà, le milieu du nom n’apprend plus rien à personne
_INTERDITS = re.compile(r'[\\/:*?"<>|]')
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def nom_lisible(nom, code):
    """Un nom que l’on peut montrer et proposer au téléchargement ; l’extension est celle du contenu.

    `nom` : celui qu’a envoyé le navigateur, hostile peut-être ; `code` : le genre reconnu (« pdf »).
    """
    nom = unicodedata.normalize("NFC", nom or "").replace("\\", "/").rsplit("/", 1)[-1]
    nom = "".join(c for c in nom if unicodedata.category(c)[0] not in "C" and c not in "\u2028\u2029")
    nom = " ".join(_INTERDITS.sub(" ", nom).split())
    base = _EXTENSION.sub("", nom).strip(" .")
    return f"{(base or 'document')[:LONGUEUR].strip(' .')}.{code}"
