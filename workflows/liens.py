"""Le lien personnel d’un courriel : le registre ne le garde pas, la remise le retrouve.

Un texte inscrit porte la marque à la place du lien. Les pages qui montrent un envoi montrent donc la marque ; seul le
message remis au relais porte le lien, que retrouve la fonction déclarée pour cette sorte d’objet.
"""

from collections.abc import Callable

MARQUE = "/[lien personnel]"
SANS_LIEN = "/"  # le lien ne sert plus : on mène à l’accueil
_RETROUVENT: dict[str, Callable[[str], str]] = {}


def declarer(sorte, retrouver):
    """`retrouver(clé)` rend le chemin du lien de l’objet « sorte:clé », ou rien s’il ne sert plus."""
    if _RETROUVENT.setdefault(sorte, retrouver) is not retrouver:
        raise ValueError(f"Les liens de « {sorte} » sont déjà déclarés.")


def reveler(envoi):
    """Le corps tel qu’il part : la marque, s’il y en a une, remplacée par le lien."""
    if MARQUE not in envoi.corps:
        return envoi.corps
    sorte, _, cle = envoi.objet.partition(":")
    return envoi.corps.replace(MARQUE, _RETROUVENT[sorte](cle) or SANS_LIEN)
