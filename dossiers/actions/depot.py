"""Ce que le dépôt garde : les attestations telles qu’elles furent lues, et l’exemplaire du dossier, avec son empreinte."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import attestations, fiche, regles
from dossiers.models import Attestation, Dossier, Exemplaire
from dossiers.statuts import Statut
from workflows.journal import canonique, condense
from workflows.moteur import Blocage
from workflows.temps import maintenant

LUS_PAR_LA_FICHE = (
    "campagne__convention__commune", "organisation", "objectif_principal__quartier", "thematique", "groupe_de_travail",
)  # fmt: skip


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


def garder_un_exemplaire(passage):
    """Fige le dossier tel qu’il part : son contenu champ par champ, et l’empreinte que porte le récépissé."""
    dossier = Dossier.objects.select_related(*LUS_PAR_LA_FICHE).get(pk=passage.objet_id)
    contenu = fiche.contenu(dossier)
    rang = dossier.exemplaires.count() + 1
    return Exemplaire.objects.create(
        dossier=dossier, rang=rang, contenu=contenu, empreinte=condense(canonique(contenu)), par=passage.par, le=maintenant()
    )  # fmt: skip
