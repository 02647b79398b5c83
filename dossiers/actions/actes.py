"""L’acte qui attribue : la convention ou l’arrêté d’un financeur pour une organisation et une année, noté une fois signé."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from dossiers import regles
from dossiers.models import ActeAttributif
from workflows.moteur import Blocage

DEJA_NOTE = "Cet acte est déjà noté : la même référence, pour ce financeur, cette organisation et cette année."


def noter_un_acte(campagne, financeur, organisation, *, par, nature, reference, signe_le, montant):
    """Note un acte attributif signé. Rend l’acte. `montant` : ce qu’il couvre, en euros.

    Lève `Blocage` si la référence est déjà notée, `PermissionDenied` si la personne ne parle pas pour ce guichet.
    """
    par.relire_ses_droits()
    if not regles.parle_pour(financeur, campagne, par):
        raise PermissionDenied
    try:
        with transaction.atomic():
            return ActeAttributif.objects.create(
                financeur=financeur, organisation=organisation, annee=campagne.annee, nature=nature, reference=reference,
                signe_le=signe_le, montant=montant, par=par,
            )  # fmt: skip
    except IntegrityError:
        raise Blocage(DEJA_NOTE) from None
