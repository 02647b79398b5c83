"""Les rappels d’un dossier : un bloc par règle, qui dit quand elle rappelle, si c’est encore utile, et quoi."""

from datetime import datetime, time, timedelta

from django.db.models import Max, Q

from dossiers import destinataires, regles
from dossiers.models import Dossier, pieces_demandees
from dossiers.statuts import Statut
from workflows.envois import Envoi
from workflows.moteur import phrase_de
from workflows.redaction import rediger, une_ligne
from workflows.relances import Regle, declarer
from workflows.temps import PARIS, maintenant

HEURE = time(9)


def a_neuf_heures(jour):
    """Neuf heures à Paris ce jour-là, heure d’été ou d’hiver."""
    return datetime.combine(jour, HEURE, tzinfo=PARIS)


def avant(instant, jours):
    """Neuf heures à Paris, tant de jours avant celui d’un instant."""
    return a_neuf_heures(instant.astimezone(PARIS).date() - timedelta(days=jours))


def _envois(regle, dossiers, echeances_de, debut, fin, sujet, pourquoi):
    """Un envoi par dossier, par échéance dans ]debut, fin] et par personne qui y écrit."""
    dus = [(d, e) for d in dossiers for e in sorted(echeances_de(d)) if debut < e <= fin]
    personnes = destinataires.redacteurs_par_organisation({d.organisation_id for d, _ in dus}) if dus else {}
    return [
        Envoi(
            regle=regle, objet=f"dossier:{dossier.pk}", adresse=personne.courriel, echeance=echeance, personne=personne,
            perimetre=f"convention:{dossier.campagne.convention_id}", pourquoi=pourquoi(dossier),
            lien=dossier.get_absolute_url(), sujet=sujet.format(dossier),
        )
        for dossier, echeance in dus
        for personne in personnes.get(dossier.organisation_id, ())
    ]  # fmt: skip


def _dossier_de(envoi, dossiers):
    return dossiers.filter(pk=envoi.objet.removeprefix("dossier:")).first()


def _ecrit_encore(envoi, dossier):
    return any(personne.courriel == envoi.adresse for personne in destinataires.redacteurs(dossier))


def _composer(envoi, dossier, **faits):
    return rediger(
        f"courriels/relances/{envoi.regle}.txt", lien=envoi.lien, personne=envoi.personne, pourquoi=envoi.pourquoi,
        dossier=dossier, intitule=une_ligne(dossier.intitule), campagne=dossier.campagne, **faits,
    )  # fmt: skip


# 1. Un brouillon dort ----------------------------------------------------------------------------------

_BROUILLONS = Dossier.objects.filter(saisi_par_l_equipe=False).select_related("campagne__convention", "organisation")


def rappels_du_brouillon(dossier):
    """Au dixième jour sans changement, puis quatre jours avant la clôture ; jamais hors de la période de dépôt."""
    campagne = dossier.campagne
    dort = avant(dossier.modifie_le, -campagne.brouillon_dort_apres)
    fin = avant(campagne.depot_ferme_le, 4)
    return {e for e in (dort, fin) if max(dossier.cree_le, campagne.depot_ouvre_le) < e < campagne.depot_ferme_le}


def brouillons_dus(debut, fin):
    dossiers = _BROUILLONS.brouillons().filter(campagne__depot_ouvre_le__lte=fin, campagne__depot_ferme_le__gte=debut)
    return _envois(
        "brouillon_qui_dort", dossiers, rappels_du_brouillon, debut, fin, "Votre dossier {0.reference} est encore un brouillon",
        lambda dossier: f"vous écrivez ce dossier pour {dossier.organisation} et il n’est pas déposé",
    )  # fmt: skip


def brouillon_voulu(envoi):
    dossier = _dossier_de(envoi, _BROUILLONS)
    if dossier is None:
        return "Le dossier n’existe plus."
    if dossier.statut != Statut.BROUILLON:
        return f"Le dossier a changé d’état entre-temps : {dossier.get_statut_display().lower()}."
    if maintenant() >= dossier.campagne.depot_ferme_le:
        return "Le dépôt est clos."
    if envoi.echeance not in rappels_du_brouillon(dossier):
        return "Le brouillon a été repris entre-temps."
    if not _ecrit_encore(envoi, dossier):
        return "Cette personne n’écrit plus pour ce porteur."
    return ""


def composer_le_brouillon(envoi):
    dossier = _dossier_de(envoi, _BROUILLONS)
    return _composer(envoi, dossier, manques=regles_manquantes(dossier))


def regles_manquantes(dossier):
    """Ce qui manque encore pour déposer, dans les mots mêmes des gardes."""
    return [phrase_de(garde, dossier) for garde in regles.PRET_A_RELIRE if not garde(dossier)]


declarer(
    Regle(
        nom="brouillon_qui_dort",
        libelle="Brouillon qui dort",
        quand="Après 10 jours sans changement (réglage de la campagne), puis à J-4 de la clôture, à 9 h.",
        dus=brouillons_dus,
        voulu=brouillon_voulu,
        composer=composer_le_brouillon,
        fenetre=timedelta(days=2),
        est_discrete=True,
    )
)


# 2. Des compléments sont dus ---------------------------------------------------------------------------

_demande = Q(passages__transition="demander_complements")
_INCOMPLETS = Dossier.objects.select_related("campagne__convention", "organisation").annotate(
    demande_le=Max("passages__le", filter=_demande)
)


def rappels_du_complement(dossier):
    """À J-5, à J-1 et le jour même ; seulement entre la demande et son échéance."""
    if dossier.echeance is None:
        return set()
    rappels = (avant(dossier.echeance, jours) for jours in (5, 1, 0))
    return {e for e in rappels if (dossier.demande_le or dossier.modifie_le) < e < dossier.echeance}


def complements_dus(debut, fin):
    dossiers = _INCOMPLETS.filter(statut=Statut.INCOMPLET, echeance__gt=debut)
    return _envois(
        "complements_dus", dossiers, rappels_du_complement, debut, fin, "Des compléments sont attendus pour « {0} »",
        lambda dossier: f"vous écrivez ce dossier pour {dossier.organisation} et il attend des compléments",
    )  # fmt: skip


def complement_voulu(envoi):
    dossier = _dossier_de(envoi, _INCOMPLETS)
    if dossier is None:
        return "Le dossier n’existe plus."
    if dossier.statut != Statut.INCOMPLET:
        return "Les compléments ne sont plus attendus : ils ont été envoyés, ou la demande a été annulée."
    if maintenant() > dossier.echeance:
        return "Le délai pour compléter est passé."
    if envoi.echeance not in rappels_du_complement(dossier):
        return "L’échéance a changé entre-temps."
    if not _ecrit_encore(envoi, dossier):
        return "Cette personne n’écrit plus pour ce porteur."
    return ""


def composer_le_complement(envoi):
    """Le rappel ne cite que les pièces qui manquent encore."""
    dossier = _dossier_de(envoi, _INCOMPLETS)
    return _composer(envoi, dossier, pieces=[p.modele for p in pieces_demandees(dossier) if not p.est_jointe])


declarer(
    Regle(
        nom="complements_dus",
        libelle="Compléments attendus",
        quand="À J-5, à J-1 et le jour même de l’échéance, à 9 h.",
        dus=complements_dus,
        voulu=complement_voulu,
        composer=composer_le_complement,
        fenetre=timedelta(days=1),
    )
)
