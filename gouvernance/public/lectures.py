"""Ce que lisent les pages publiques, rassemblé en un nombre constant de requêtes."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch

from dossiers.models import Dossier
from gouvernance.public.arbre import dresser
from gouvernance.public.portrait import portrait_de
from programmation.models import (
    Constat,
    Convention,
    EnjeuAnnuel,
    EnjeuPrioritaire,
    ObjectifOperationnel,
    ObjectifStrategique,
    Quartier,
)


@dataclass(frozen=True)
class LigneDeQuartier:
    """Un quartier dans la liste d’une convention."""

    quartier: Quartier
    portrait: object
    objectifs: int


@dataclass(frozen=True)
class ConventionPubliee:
    """Une convention, les quartiers qu’elle décrit, et ceux que sa commune partage sans les décrire."""

    convention: Convention
    lignes: list
    partages: list


def conventions_publiees(personne):
    quartiers = list(
        Quartier.objects.visibles_par(personne).prefetch_related("communes", "conventions__commune", "indicateurs")
    )
    comptes = {
        (convention, quartier): nombre
        for convention, quartier, nombre in ObjectifOperationnel.objects.visibles_par(personne)
        .en_vigueur()
        .order_by()
        .values_list("convention", "quartier")
        .annotate(Count("pk"))
    }
    conventions = Convention.objects.visibles_par(personne).select_related("commune", "contrat", "pilote")
    for convention in conventions.prefetch_related("signataires", "copilotes"):
        siens = [quartier for quartier in quartiers if convention in quartier.conventions.all()]
        partages = [q for q in quartiers if q not in siens and convention.commune in q.communes.all()]
        lignes = [LigneDeQuartier(q, portrait_de(q), comptes.get((convention.pk, q.pk), 0)) for q in siens]
        yield ConventionPubliee(convention, lignes, partages)


@dataclass(frozen=True)
class Parole:
    """Ce qu’une convention dit d’un quartier : constats, enjeux prioritaires, objectifs."""

    convention: Convention
    irritants: list
    opportunites: list
    enjeux: list
    arbre: list

    @property
    def nombre(self):
        return sum(rameau.nombre for rameau in self.arbre)


def quartiers_a_lire(personne):
    """Les quartiers avec tout ce que leur fiche montre aujourd’hui."""
    return (
        Quartier.objects.visibles_par(personne)
        .select_related("contrat")
        .prefetch_related(
            "communes",
            "indicateurs",
            "conventions__commune",
            Prefetch("constats", Constat.objects.en_vigueur()),
            Prefetch("enjeux_prioritaires", EnjeuPrioritaire.objects.en_vigueur()),
            Prefetch("objectifs", ObjectifOperationnel.objects.en_vigueur().dans_l_arbre()),
        )
    )


def paroles_sur(quartier):
    return [_parole(quartier, convention) for convention in quartier.conventions.all()]


def _parole(quartier, convention):
    constats = [constat for constat in quartier.constats.all() if constat.convention_id == convention.pk]
    objectifs = [objectif for objectif in quartier.objectifs.all() if objectif.convention_id == convention.pk]
    strategiques = list(dict.fromkeys(objectif.objectif_strategique for objectif in objectifs))
    return Parole(
        convention,
        irritants=[constat for constat in constats if constat.nature == Constat.Nature.IRRITANT],
        opportunites=[constat for constat in constats if constat.nature == Constat.Nature.OPPORTUNITE],
        enjeux=[enjeu for enjeu in quartier.enjeux_prioritaires.all() if enjeu.convention_id == convention.pk],
        arbre=dresser(strategiques, objectifs, elaguer=True),
    )


def strategiques_du(contrat):
    strategiques = ObjectifStrategique.objects.filter(enjeu__contrat=contrat)
    return strategiques.select_related("enjeu", "orientation").order_by("enjeu__numero", "ordre", "pk")


@dataclass(frozen=True)
class Programme:
    """Ce qui se fait dans un quartier l’année la plus récente où des actions sont annoncées."""

    annee: int
    actions: list


def programme_de(quartier):
    """Les actions annoncées du quartier, pour leur dernière année ; None tant qu’aucune ne l’est."""
    annoncees = Dossier.objects.au_catalogue().filter(quartiers=quartier)
    actions = list(
        annoncees.select_related("organisation", "campagne", "objectif_principal")
        .prefetch_related("lignes__financeur__organisation")
        .order_by("-campagne__annee", "intitule")
    )
    if not actions:
        return None
    annee = actions[0].campagne.annee
    return Programme(annee, [action for action in actions if action.campagne.annee == annee])


def enjeux_a_venir(quartier):
    """Les enjeux de la dernière année présentée, s’ils nomment ce quartier."""
    presentes = EnjeuAnnuel.objects.filter(
        quartiers=quartier, campagne__seances__temps=3, campagne__seances__statut="actee"
    )
    enjeux = list(presentes.prefetch_related("tranches_age").order_by("-exercice", "ordre", "pk").distinct())
    return [enjeu for enjeu in enjeux if enjeu.exercice == enjeux[0].exercice]
