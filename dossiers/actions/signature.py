"""Attester et déposer : le signataire coche, le texte qu’il a lu se garde, le dossier part. Tout, ou rien."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import attestations, regles
from dossiers.actions.passages import avancer
from dossiers.models import Attestation, Dossier
from dossiers.statuts import Statut
from workflows.moteur import Blocage


@transaction.atomic
def deposer(dossier, codes, *, par, version=None, cle=None):
    """Garde ce que le signataire atteste, puis dépose. Rend le passage ; un renvoi du formulaire rend le même.

    Lève `Blocage` ou `PermissionDenied` ; alors ni attestation ni dépôt n’est écrit.
    """
    deja = cle and dossier.passages.filter(cle=cle).exists()
    if not deja and Dossier.objects.filter(pk=dossier.pk, statut=Statut.BROUILLON).exists():
        attester(dossier, codes, par=par)
    return avancer(dossier, "deposer", par=par, version=version, cle=cle)


@transaction.atomic
def attester(dossier, codes, *, par):
    """Garde, mot pour mot, ce qu’un signataire atteste. Les cases non cochées ne sont pas attestées.

    Lève `Blocage` si le dossier n’est plus un brouillon, `PermissionDenied` si la personne ne signe pas.
    """
    par.relire_ses_droits()
    dossier = Dossier.verrouiller(dossier.pk)
    if not regles.signataire(dossier, par):
        raise PermissionDenied
    if dossier.statut != Statut.BROUILLON:
        raise Blocage("Ce dossier n’est plus un brouillon : ses attestations ne changent plus.")
    oublier_les_attestations(dossier)
    Attestation.objects.bulk_create(
        Attestation(dossier=dossier, code=code, texte=texte, par=par, qualite=f"{par}, {dossier.role_de(par)}")
        for code, texte in attestations.demandees(dossier.organisation).items()
        if code in codes
    )


def oublier_les_attestations(dossier):
    """Un brouillon qui change s’atteste de nouveau ; ce qui fut déposé garde ses attestations."""
    if dossier.statut == Statut.BROUILLON:
        dossier.attestations.all().delete()
