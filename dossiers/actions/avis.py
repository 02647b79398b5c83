"""Demander un avis, le rendre, l’annuler : une réponse gagne, le lien ne sert qu’une fois."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from comptes.models import Organisation, Qualite
from dossiers import annonces, destinataires, regles
from dossiers.actions.instruction import annoncer, deja_fait
from dossiers.models import DemandeAvis, Dossier
from dossiers.statuts import Statut
from workflows.moteur import Blocage
from workflows.temps import maintenant

SURSIS = timedelta(days=15)  # un avis en retard vaut mieux que pas d’avis : le lien survit un peu à l’échéance
PLUS_ATTENDU = "Cet avis n’est plus attendu : il est déjà rendu, ou sa demande est annulée."
NE_S_INSTRUIT_PAS = (Statut.BROUILLON, Statut.ABANDONNE, Statut.DESISTE, Statut.CLOS)


@transaction.atomic
def demander_avis(dossier, *, par, question, echeance, organisation=None, nom="", courriel="", cle=None):
    """Demande un avis à une organisation (ses agents répondent avec leur compte) ou à une adresse (un lien personnel).

    Rend la demande. Lève `Blocage` si nul ne pourrait répondre, `PermissionDenied` si la personne n’instruit pas.
    """
    par.relire_ses_droits()
    dossier = Dossier.verrouiller(dossier.pk)
    if not regles.instruit(dossier, par):
        raise PermissionDenied
    dite = {"organisation": organisation, "nom": nom, "question": question, "echeance": echeance}
    adresse = {"courriel": courriel} if courriel else {}
    if deja := deja_fait(DemandeAvis, cle, par, dossier_id=dossier.pk, **dite, **adresse):
        return deja
    if dossier.statut in NE_S_INSTRUIT_PAS:
        raise Blocage("Ce dossier ne s’instruit pas en l’état : aucun avis ne s’y demande.")
    avis = DemandeAvis(
        dossier=dossier, courriel=courriel or _adresse_de(organisation), par=par, le=maintenant(), cle=cle, **dite
    )  # fmt: skip
    _quelqu_un_peut_repondre(avis)
    avis.save()
    if avis.courriel:
        avis.ouvrir_un_lien(avis.echeance + SURSIS)
        avis.save(update_fields=["graine", "jeton_condense", "jeton_expire_le"])
    annoncer(annonces.avis_demande(avis))
    return avis


def _adresse_de(organisation):
    """L’adresse d’une organisation dont personne n’a de compte d’agent : le lien y part."""
    if organisation is None or destinataires.agents(organisation.pk).exists():
        return ""
    return organisation.courriel


def _quelqu_un_peut_repondre(avis):
    if avis.organisation_id and avis.organisation_id == avis.dossier.organisation_id:
        raise Blocage("Cette organisation porte le dossier : son avis ne se demande pas.")
    if not annonces.repondants(avis):
        raise Blocage("Personne n’a de compte pour cette organisation : indiquez l’adresse de qui répondra.")


@transaction.atomic
def rendre(avis, *, sens, texte, par=None, jeton=None, cle=None):
    """Rend l’avis, au nom d’un agent (`par`) ou par le lien (`jeton`). Rend l’avis.

    Lève `Blocage` s’il n’est plus attendu (un autre a répondu, la demande est annulée, le lien a expiré),
    `PermissionDenied` si la personne ne répond pas pour l’organisation interrogée.
    """
    ouverts = DemandeAvis.objects.select_for_update(of=("self",), no_key=True)
    avis = ouverts.select_related("dossier__campagne__convention__pilote", "dossier__organisation").get(pk=avis.pk)
    if par is not None:
        par.relire_ses_droits()
        if not repond_a(avis, par):
            raise PermissionDenied
    elif not DemandeAvis.objects.du_lien(jeton).filter(pk=avis.pk).exists():
        raise Blocage(PLUS_ATTENDU)
    if not avis.est_attendu:
        raise Blocage(PLUS_ATTENDU)
    avis.sens, avis.texte, avis.rendu_le, avis.rendu_par = sens, texte, maintenant(), par
    avis.fermer_le_lien()
    avis.save()
    annoncer(annonces.avis_rendu(avis))
    return avis


def repond_a(avis, personne):
    """Un agent de l’organisation interrogée, qui n’est membre d’aucune de celles qui portent le dossier."""
    agit = avis.organisation_id is not None and personne.agit_comme(Qualite.FINANCEUR, avis.organisation_id)
    return agit and not regles.porte(avis.dossier, personne)


@transaction.atomic
def annuler_avis(avis, *, par, motif):
    """Annule la demande, dit pourquoi, ferme le lien et prévient qui devait répondre."""
    par.relire_ses_droits()
    ouverts = DemandeAvis.objects.select_for_update(of=("self",), no_key=True)
    avis = ouverts.select_related("dossier__campagne__convention__pilote", "dossier__organisation").get(pk=avis.pk)
    if not regles.instruit(avis.dossier, par):
        raise PermissionDenied
    if not avis.est_attendu:
        raise Blocage(PLUS_ATTENDU)
    avis.annulee_le, avis.annulee_par, avis.motif = maintenant(), par, motif
    avis.fermer_le_lien()
    avis.save()
    annoncer(annonces.avis_annule(avis))
    return avis


def interrogeables(dossier):
    """Les organisations à qui demander : guichets de la campagne, copilotes, services de la ville ; jamais le porteur."""
    campagne = dossier.campagne
    guichets = campagne.financeurs.values("organisation")
    copilotes = campagne.convention.copilotes.values("pk")
    toutes = Organisation.objects.filter(pk__in=guichets) | Organisation.objects.filter(pk__in=copilotes)
    toutes |= Organisation.objects.filter(parent=campagne.convention.pilote)
    return toutes.exclude(pk=dossier.organisation_id).distinct()
