"""Le tableau du banc : une ligne par mesure, ses valeurs à côté de leurs cibles."""

from outils.banc.arithmetique import ecrire

_TITRES = ("mesure", "× F0 (min–max)", "ms", "calcul", "req.", "ko", "cibles")
_LARGEURS = (42, 22, 9, 9, 5, 8, 0)


def _ranger(cellules):
    return "  ".join(
        c.ljust(largeur) if rang in (0, 6) else c.rjust(largeur)
        for rang, (c, largeur) in enumerate(zip(cellules, _LARGEURS, strict=True))
    ).rstrip()


def titres():
    return _ranger(_TITRES)


def rang(ligne):
    """Une mesure sur une ligne ; ce qui n’est pas mesuré dit pourquoi."""
    suite = " ".join(filter(None, ["  ".join(map(str, ligne.cibles)), ligne.note and f"({ligne.note})"]))
    if ligne.serie is None:
        return _ranger((ligne.nom, "", "", "", "", "", suite))
    milieu, bas, haut = ligne.serie.rapport
    duree = ligne.serie.plancher * milieu * 1000
    return _ranger(
        (
            ligne.nom, f"{ecrire(milieu)} ({ecrire(bas)}–{ecrire(haut)})", ecrire(duree), f"{ecrire(ligne.serie.calcul * 1000)}",
            str(ligne.serie.requetes), ecrire(ligne.serie.octets / 1000), suite,
        )
    )  # fmt: skip
