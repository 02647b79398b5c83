"""Qui a tapé le code juste d’un lien : un biscuit signé, court, qui ne vaut que pour ce lien et dans ses seules pages."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from workflows.temps import maintenant

BISCUIT = "guichet"
DUREE = timedelta(hours=6)  # une séance ; au-delà, le code se redit


def _signeur(lien):
    return TimestampSigner(salt=f"gouvernance.guichet:{lien.jeton_condense}")


def ouvrir(reponse, lien):
    """Pose le biscuit de ce lien ; il meurt avec lui, au plus tard après six heures."""
    reste = int(min(DUREE, lien.expire_le - maintenant()).total_seconds())
    reponse.set_cookie(
        BISCUIT, _signeur(lien).sign(str(lien.pk)), max_age=reste, path=reverse("guichet:colonne", args=[lien.jeton]),
        httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip
    return reponse


def est_ouverte(request, lien):
    """Vrai si ce navigateur a donné le code de ce lien, il y a moins de six heures."""
    try:
        cle = _signeur(lien).unsign(request.COOKIES.get(BISCUIT, ""), max_age=DUREE)
    except BadSignature:
        return False
    return cle == str(lien.pk) and lien.entre_le is not None
