"""Plusieurs lignes d’un financeur d’un seul geste : toutes, ou aucune, et chacune dit ce qui l’empêche."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers.actions.passages import avancer
from dossiers.actions.versements import VERSER, verser
from dossiers.models import Dossier, Ligne, PassageDossier
from dossiers.statuts import ACQUISES
from programmation.models import Enveloppe
from workflows.moteur import Blocage

SANS_DROIT = "Vous ne répondez pas pour ce financeur."
VIDE = "Rien n’est saisi : remplissez au moins une ligne."


@dataclass(frozen=True)
class Rang:
    """Ce que l’on fait d’une ligne : la transition (ou « verser »), ses données, la version que l’on avait sous les yeux."""

    ligne: Ligne
    geste: str
    version: int
    motif: str = ""
    donnees: dict = field(default_factory=dict)


class _RienNeBouge(Exception):
    def __init__(self, blocages):
        self.blocages = blocages


def jouer_en_bloc(rangs, *, par, cle=None):
    """Joue tous ces rangs en une transaction. Rend {clé de la ligne: phrases} de ce qui bloque ; vide quand tout est fait.

    Un rang bloqué, et aucun n’est écrit. Le même formulaire renvoyé (`cle`) ne refait rien. Les verrous se prennent dans
    l’ordre de la maison, enveloppes puis dossiers puis lignes, chacun par sa clé : deux gestes ne s’attendent pas l’un l’autre.
    """
    if not rangs:
        return {0: (VIDE,)}
    try:
        with transaction.atomic():
            _verrouiller(rangs)
            if cle and _deja_fait(rangs, par, cle):
                return {}
            blocages = {}
            for n, rang in enumerate(sorted(rangs, key=lambda rang: rang.ligne.pk)):
                if phrases := _jouer(rang, par, cle if n == 0 else None):
                    blocages[rang.ligne.pk] = phrases
            if blocages:
                raise _RienNeBouge(blocages)
    except _RienNeBouge as arret:
        return arret.blocages
    return {}


def deja_joue(cle, par):
    """Vrai si ce formulaire a déjà servi à cette personne : un double envoi ne se juge pas de nouveau."""
    return cle is not None and PassageDossier.objects.filter(cle=cle, par=par, ligne__isnull=False).exists()


def _verrouiller(rangs):
    cles = [rang.ligne.pk for rang in rangs]
    for objets in (
        Enveloppe.objects.filter(pk__in=Ligne.objects.filter(pk__in=cles).values("enveloppe")),
        Dossier.objects.filter(pk__in=Ligne.objects.filter(pk__in=cles).values("dossier")),
        Ligne.objects.filter(pk__in=cles),
    ):
        list(objets.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


def _deja_fait(rangs, par, cle):
    deja = PassageDossier.objects.filter(cle=cle).first()
    if deja and (deja.par_id, deja.ligne_id) not in {(par.pk, rang.ligne.pk) for rang in rangs}:
        raise Blocage("Ce formulaire a déjà servi. Rechargez la page, puis recommencez.")
    return deja is not None


def _jouer(rang, par, cle):
    """Les phrases de ce qui bloque ce rang. Le point de reprise laisse essayer les suivants."""
    try:
        with transaction.atomic():
            _GESTES.get(rang.geste, _avancer)(rang, par, cle)
    except Blocage as blocage:
        return tuple(map(str, blocage.motifs))
    except PermissionDenied:
        return (SANS_DROIT,)
    return ()


def _avancer(rang, par, cle):
    avancer(
        rang.ligne, rang.geste, par=par, version=rang.version, motif=rang.motif, donnees=rang.donnees or None, cle=cle
    )


def _verser(rang, par, cle):
    verser(rang.ligne, par=par, version=rang.version, cle=cle, **rang.donnees)


_GESTES: dict[str, Callable] = {VERSER: _verser}


# Ce que le vote changera --------------------------------------------------------------------------------


@dataclass(frozen=True)
class CeQuiSuit:
    """Ce qu’un vote change, dit avant : montants en euros ; `perdus` : les dossiers qui n’ont plus rien."""

    votes: int
    montant_vote: object
    contraires: int
    rendu: object  # à l’enveloppe, la part du contrat de ville
    perdus: list


def ce_que_change_le_vote(favorables, contraires):
    """`favorables`, `contraires` : des lignes accordées, dossier lu. Rien n’est écrit ; une requête pour les autres lignes."""
    refuses = {ligne.pk for ligne in contraires}
    dossiers = {ligne.dossier_id: ligne.dossier for ligne in contraires}
    autres = Ligne.objects.filter(dossier__in=dossiers, statut__in=ACQUISES).exclude(pk__in=refuses)
    restent = set(autres.values_list("dossier", flat=True))
    return CeQuiSuit(
        votes=len(favorables),
        montant_vote=sum(ligne.accorde for ligne in favorables),
        contraires=len(contraires),
        rendu=sum(ligne.accorde_contrat_de_ville for ligne in contraires if ligne.enveloppe_id),
        perdus=[dossier for pk, dossier in dossiers.items() if pk not in restent],
    )
