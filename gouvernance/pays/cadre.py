"""Le cadre du pays : contrats, communes, conventions, quartiers, objectifs, guichets, campagnes, séances."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from comptes.models import Nature, Organisation
from gouvernance.pays import mots
from gouvernance.pays.calendrier import EXERCICES, Exercice
from programmation.models import (
    Campagne,
    Commune,
    Contrat,
    Convention,
    Enjeu,
    EnjeuAnnuel,
    Financeur,
    ObjectifOperationnel,
    ObjectifStrategique,
    Orientation,
    Quartier,
)

# La première convention tient six dossiers sur dix : c’est sa liste que l’on mesure. La dernière est d’un autre contrat.
PARTS = (12, 2, 2, 1, 1, 1, 1)


@dataclass
class Lieu:
    """Une convention et ce qui s’y joue ; `part` : combien de dossiers sur vingt y naissent."""

    convention: Convention
    part: int
    quartiers: list
    objectifs: list  # par quartier
    guichets: list
    campagnes: list = field(default_factory=list)  # (Exercice, Campagne)


def batir(nombre_de_quartiers=4):
    """Crée le cadre par les modèles, ordinairement : il est petit. Rend les lieux."""
    guichets = [_guichet(rang, *fiche) for rang, fiche in enumerate(mots.GUICHETS, 1)]
    contrats = [_contrat(nom) for nom in ("A", "B")]
    rangs = count(1)
    return [
        _lieu(contrats[rang == len(PARTS) - 1], mots.COMMUNES[rang], part, guichets, nombre_de_quartiers, rangs)
        for rang, part in enumerate(PARTS)
    ]


def _guichet(rang, nom, nature, dispositif):
    organisation, _ = Organisation.objects.get_or_create(nom=nom, nature=nature)
    return Financeur.objects.create(organisation=organisation, dispositif=dispositif, ordre=rang)


def _contrat(lettre):
    contrat = Contrat.objects.create(
        nom=f"Contrat de ville fictif {lettre}", agglomeration=f"Agglomération fictive {lettre}", debut_annee=2024,
        fin_le=date(2030, 12, 31), description="Contrat fictif : rien de ce qu’il contient n’existe.",
    )  # fmt: skip
    for numero, libelle in enumerate(mots.ENJEUX, 1):
        enjeu = Enjeu.objects.create(contrat=contrat, numero=numero, libelle=f"{libelle} (fictif)")
        orientation = Orientation.objects.create(enjeu=enjeu, libelle=f"Orientation fictive {numero}")
        for ordre, objectif in enumerate(mots.OBJECTIFS, 1):
            ObjectifStrategique.objects.create(enjeu=enjeu, orientation=orientation, libelle=objectif, ordre=ordre)
    return contrat


def _lieu(contrat, nom, part, guichets, nombre_de_quartiers, rangs):
    commune = Commune.objects.create(nom=f"{nom} (commune fictive)")
    ville = Organisation.objects.create(nom=f"Ville de {nom} (fictive)", nature=Nature.COMMUNE)
    convention = Convention.objects.create(
        contrat=contrat, commune=commune, pilote=ville, signee_le=date(2024, 7, 9), signee_a=f"{nom} (fictif)",
        valable_jusqu_au=date(2030, 12, 31),
    )  # fmt: skip
    convention.copilotes.add(guichets[0].organisation, guichets[5].organisation)
    quartiers = [_quartier(convention, commune, nom, next(rangs)) for _ in range(nombre_de_quartiers)]
    if part == 2:  # le premier quartier s’étend aussi sur ces communes
        contrat.quartiers.order_by("pk").first().communes.add(commune)
    siens = [Financeur.objects.create(organisation=ville, dispositif="contrat de ville", ordre=10), *guichets]
    lieu = Lieu(convention, part, quartiers, [_objectifs(convention, q) for q in quartiers], siens)
    lieu.campagnes = [(e, _campagne(convention, e, siens)) for e in map(Exercice, EXERCICES)]
    return lieu


def _quartier(convention, commune, nom, rang):
    quartier = Quartier.objects.create(
        contrat=convention.contrat, nom=f"{mots.QUARTIERS[rang % len(mots.QUARTIERS)]} de {nom} n° {rang} (quartier fictif)",
        slug=f"quartier-fictif-{rang}", statut="QPV" if rang % 3 else "QIC",
    )  # fmt: skip
    quartier.communes.add(commune)
    quartier.conventions.add(convention)
    return quartier


def _objectifs(convention, quartier):
    strategiques = ObjectifStrategique.objects.filter(enjeu__contrat=convention.contrat_id)
    return ObjectifOperationnel.objects.bulk_create(
        ObjectifOperationnel(
            convention=convention, quartier=quartier, objectif_strategique=strategique, ordre=rang,
            libelle=f"{strategique.libelle} au plus près des habitants (objectif fictif {rang})", valide_du=date(2020, 1, 1),
        )
        for rang, strategique in enumerate(strategiques, 1)
    )  # fmt: skip


def _campagne(convention, exercice, guichets):
    campagne = Campagne.objects.create(
        convention=convention, annee=exercice.annee, depot_ouvre_le=exercice.ouvre_le, depot_ferme_le=exercice.ferme_le,
        bilan_du_le=exercice.bilan_du_le, close_le=date(exercice.annee + 2, 1, 31) if exercice.ecart < -1 else None,
    )  # fmt: skip
    campagne.financeurs.set(guichets)
    EnjeuAnnuel.objects.create(
        campagne=campagne, exercice=exercice.annee + 1, titre="Que chaque enfant trouve une activité (enjeu fictif)",
        pourquoi="Balade urbaine fictive.",
    )  # fmt: skip
    return campagne
