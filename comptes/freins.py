"""Les freins : un délai qui croît par (adresse, provenance), et plus largement par provenance seule.

La connexion compte ses essais manqués ; un autre `geste` (demander un mot de passe) compte toutes ses demandes, à part, et
aussi par adresse seule, pour que nul ne remplisse la boîte d’un autre depuis mille lieux.
"""

from datetime import timedelta
from math import ceil

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from comptes.models import EssaiDeConnexion
from workflows.temps import maintenant

LIBRES = 4  # essais manqués sans attendre, pour une adresse depuis un même lieu
LIBRES_PAR_PROVENANCE = 40  # toutes adresses confondues : une salle entière sort parfois par la même adresse IP
PREMIER_DELAI = 5  # secondes, puis le double à chaque essai
PLUS_LONG_DELAI = 15 * 60
OUBLI = timedelta(hours=1)


def provenance(request):
    """L’adresse IP du visiteur ; celle qu’annonce le mandataire, seulement s’il y en a un de déclaré."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").split(",")[-1].strip() or request.META["REMOTE_ADDR"]
    return request.META.get("REMOTE_ADDR", "")


def secondes_a_attendre(courriel, ip, geste=""):
    """0 si l’on peut essayer maintenant. Ne dépend que des essais passés, jamais de l’existence du compte."""
    freins = EssaiDeConnexion.objects.filter(cle__in=[cle for cle, _ in _cles(courriel, ip, geste)])
    fin = max((frein.attendre_jusqu_au for frein in freins), default=None)
    return max(0, ceil((fin - maintenant()).total_seconds())) if fin else 0


@transaction.atomic
def noter_un_echec(courriel, ip, geste=""):
    """Compte un essai manqué, ou une demande, et allonge l’attente."""
    instant = maintenant()
    for cle, libres in _cles(courriel, ip, geste):
        EssaiDeConnexion.objects.get_or_create(cle=cle, defaults={"attendre_jusqu_au": instant})
        essai = EssaiDeConnexion.objects.select_for_update().get(cle=cle)
        essai.nombre = 1 if essai.attendre_jusqu_au < instant - OUBLI else essai.nombre + 1
        essai.attendre_jusqu_au = instant + timedelta(seconds=_delai(essai.nombre - libres))
        essai.save()


def oublier(courriel, ip):
    """Une connexion réussie efface les essais manqués de cette adresse, d’ici ; et le ménage se fait en passant."""
    EssaiDeConnexion.objects.filter(cle=_cles(courriel, ip)[0][0]).delete()
    EssaiDeConnexion.objects.filter(attendre_jusqu_au__lt=maintenant() - OUBLI).delete()


def _cles(courriel, ip, geste=""):
    adresse = courriel.strip().casefold()
    cles = [
        (_condense(geste, f"{adresse}\n{ip}"), LIBRES),
        (_condense(geste, f"provenance\n{ip}"), LIBRES_PAR_PROVENANCE),
    ]
    return [*cles, (_condense(geste, f"adresse\n{adresse}"), LIBRES)] if geste else cles


def _condense(geste, texte):
    return salted_hmac(f"comptes.freins{geste and '.'}{geste}", texte).hexdigest()


def _delai(depassement):
    return min(PREMIER_DELAI * 2 ** min(depassement - 1, 20), PLUS_LONG_DELAI) if depassement > 0 else 0
