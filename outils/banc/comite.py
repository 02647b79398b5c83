"""Le grand comité du banc (P15) : deux cents dossiers, dix financeurs, une séance ouverte, deux tiers des cases décidées."""

from datetime import date
from decimal import Decimal
from itertools import count

from django.db.models import Max

from dossiers.models import Decision, Dossier, Inscription, Ligne, Proposition
from dossiers.statuts import Statut, StatutLigne
from gouvernance.pays.ecriture import analyser, ecrire, recaler
from programmation.models import Enveloppe, Seance, StatutSeance, Temps
from workflows.temps import maintenant

DOSSIERS = 200


def _poser(objet, statut):
    objet._meta.get_field("statut").set_state(objet, str(statut))
    return objet


def _cles(modele):
    return count((modele.objects.aggregate(plus=Max("pk"))["plus"] or 0) + 1)


def grand_comite(convention, chef, nombre=DOSSIERS):
    """Écrit le comité d’un bloc, sous les CHECK de la base ; rend (la séance, les cases que la ville n’a pas décidées)."""
    campagne = convention.campagnes.filter(seances__statut=StatutSeance.OUVERTE).order_by("annee").first()
    guichets = list(campagne.financeurs.order_by("ordre", "pk")[:10])
    seance = Seance(
        pk=next(_cles(Seance)), campagne=campagne, temps=Temps.FINANCEURS, intitule="Grand comité (fictif)",
        prevue_le=maintenant(), statut=StatutSeance.OUVERTE, convoquee_le=maintenant(), ouverte_le=maintenant(),
    )  # fmt: skip
    dossiers = list(_dossiers(campagne, chef, nombre))
    lignes = list(_lignes(campagne, dossiers, guichets))
    inscriptions = [
        Inscription(pk=cle, seance=seance, dossier=dossier, ordre=rang)
        for rang, (cle, dossier) in enumerate(zip(_cles(Inscription), dossiers, strict=False), 1)
    ]
    ecrire([seance, *dossiers])
    ecrire(list(_quartiers(campagne, dossiers)))
    ecrire([*lignes, *inscriptions])
    ecrire(list(_decisions(lignes, inscriptions, chef)))
    ecrire([_proposition(ligne, chef) for ligne in lignes])
    recaler([Seance, Dossier, Ligne, Inscription])
    analyser()
    de_leur_dossier = {inscription.dossier_id: inscription.pk for inscription in inscriptions}
    a_la_ville = {guichet.pk for guichet in guichets if guichet.organisation_id == convention.pilote_id}
    libres = [x for x in lignes if x.pk % 3 == 0 and x.financeur_id in a_la_ville]
    return seance, [(de_leur_dossier[ligne.dossier_id], ligne.pk) for ligne in libres]


def _dossiers(campagne, chef, nombre):
    modele = (
        Dossier.objects.filter(campagne=campagne).exclude(depose_le=None).select_related("objectif_principal").first()
    )
    numeros = count(Dossier.objects.filter(campagne=campagne).aggregate(plus=Max("numero"))["plus"] + 1)
    for cle, numero, rang in zip(_cles(Dossier), numeros, range(nombre), strict=False):
        dossier = Dossier(
            pk=cle, campagne=campagne, organisation_id=modele.organisation_id, numero=numero,
            intitule=f"Action du grand comité n° {rang} (fictive)", description="Dossier fictif.",
            objectif_principal=modele.objectif_principal, date_debut=date(campagne.annee, 1, 15),
            date_fin=date(campagne.annee, 12, 15), depose_le=maintenant(), cree_par=chef, modifie_par=chef,
        )  # fmt: skip
        yield _poser(dossier, Statut.EN_COMITE)


def _lignes(campagne, dossiers, guichets):
    enveloppes = {e.financeur_id: e for e in Enveloppe.objects.filter(campagne=campagne)}
    cles = _cles(Ligne)
    for dossier in dossiers:
        for rang, guichet in enumerate(guichets):
            ligne = Ligne(
                pk=next(cles), dossier=dossier, financeur=guichet, enveloppe=enveloppes.get(guichet.pk),
                demande_contrat_de_ville=Decimal(1000 + 100 * ((dossier.pk + rang) % 40)),
            )  # fmt: skip
            yield _poser(ligne, StatutLigne.RECEVABLE)


def _quartiers(campagne, dossiers):
    quartiers = list(campagne.convention.quartiers.values_list("pk", flat=True))
    for dossier in dossiers:
        yield Dossier.quartiers.through(dossier_id=dossier.pk, quartier_id=quartiers[dossier.pk % len(quartiers)])


def _decisions(lignes, inscriptions, chef):
    inscription = {i.dossier_id: i for i in inscriptions}
    for ligne in lignes:
        if ligne.pk % 3:
            yield Decision(
                inscription=inscription[ligne.dossier_id], ligne=ligne, choix="accorder", version=1, saisie_par=chef,
                contrat_de_ville=Decimal(500 + 10 * (ligne.pk % 50)), saisie_le=maintenant(),
            )  # fmt: skip


def _proposition(ligne, chef):
    montant = ligne.demande_contrat_de_ville / 2
    return Proposition(ligne=ligne, contrat_de_ville=montant, par=chef, role="chef de projet (fictif)", le=maintenant())
