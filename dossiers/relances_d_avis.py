"""Le rappel d’un avis demandé : à J-3 et le jour même, à qui doit encore répondre ; et le lien de son courriel."""

from datetime import timedelta

from django.urls import reverse

from dossiers import annonces, destinataires
from dossiers.models import DemandeAvis
from dossiers.relances import avant
from dossiers.statuts import Statut
from workflows import liens
from workflows.relances import Regle, declarer
from workflows.temps import maintenant

_AVIS = DemandeAvis.objects.select_related(
    "dossier__campagne__convention__pilote", "dossier__organisation", "organisation"
)
FINIS = (Statut.ABANDONNE, Statut.DESISTE)


def rappels_de(avis):
    """Trois jours avant, puis le jour même, à neuf heures ; jamais avant la demande ni après l’échéance."""
    return {e for e in (avant(avis.echeance, jours) for jours in (3, 0)) if avis.le < e < avis.echeance}


def avis_dus(debut, fin):
    attendus = _AVIS.attendus().filter(echeance__gt=debut).exclude(dossier__statut__in=FINIS)
    dus = [(avis, e) for avis in attendus for e in sorted(rappels_de(avis)) if debut < e <= fin]
    agents = destinataires.agents_par_organisation({avis.organisation_id for avis, _ in dus}) if dus else {}
    return [
        envoi
        for avis, e in dus
        for envoi in annonces.envoi_d_avis(
            avis, "", "avis_du", e, sujet_seul=f"Votre avis est attendu : {avis.dossier}", agents=agents
        )
    ]


def _avis_de(envoi):
    return _AVIS.filter(pk=envoi.objet.removeprefix("avis:")).first()


def avis_voulu(envoi):
    avis = _avis_de(envoi)
    if avis is None or not avis.est_attendu:
        return "L’avis n’est plus attendu : il est rendu, ou sa demande est annulée."
    if avis.dossier.statut in FINIS:
        return "Le porteur a retiré son dossier."
    if maintenant() > avis.echeance:
        return "L’échéance est passée."
    if envoi.adresse not in {adresse for adresse, _, _ in annonces.repondants(avis)}:
        return "Cette personne ne répond plus pour cette organisation."
    return ""


def composer_l_avis(envoi):
    avis = _avis_de(envoi)
    nom = next(nom for adresse, nom, _ in annonces.repondants(avis) if adresse == envoi.adresse)
    lien = avis.get_absolute_url() if envoi.personne_id else liens.MARQUE
    return annonces.texte_d_avis(avis, "relances/avis_du", lien, nom, envoi.pourquoi)


def lien_de(envoi):
    """Le chemin du lien personnel d’un avis ; l’accueil, s’il ne s’ouvre plus."""
    avis = (
        DemandeAvis.objects.attendus().filter(pk=envoi.objet.removeprefix("avis:")).exclude(jeton_condense=None).first()
    )
    return reverse("dossiers:avis-lien", args=[avis.jeton]) if avis else "/"


for _regle in ("avis.demander", "avis.annuler", "avis_du"):
    liens.declarer_le_lien(_regle, lien_de)
declarer(
    Regle(
        nom="avis_du",
        libelle="Avis attendu",
        quand="À J-3 et le jour même de l’échéance, à 9 h.",
        dus=avis_dus,
        voulu=avis_voulu,
        composer=composer_l_avis,
        fenetre=timedelta(days=1),
    )
)
