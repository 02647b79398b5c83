"""Ce à quoi ouvrent les rattachements d’une personne : en sous-requêtes pour un dossier, en clés pour une liste."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Value

from comptes.models import Qualite
from programmation.models import Campagne, Financeur, Quartier
from workflows.composee import composee

RIEN = frozenset()
_PARTS = ("equipe", "voisines", "quartiers", "guichets", "copilote", "lecture")


@dataclass(frozen=True)
class Portee:
    """Les organisations, campagnes, quartiers et guichets que touche une personne : des clés, ou la requête qui les rend.

    Une condition « OU » faite de sous-requêtes oblige la base à lire tous les dossiers ; faite de clés, elle va à l’index.
    """

    porteur: frozenset = RIEN  # organisations dont elle porte les dossiers : toujours des clés
    equipe: object = RIEN  # campagnes de sa convention
    voisines: object = RIEN  # campagnes d’autres conventions du contrat, qui peuvent toucher ses quartiers
    quartiers: object = RIEN  # quartiers qui s’étendent sur sa commune
    guichets: object = RIEN  # financeurs au nom desquels elle parle
    copilote: object = RIEN  # campagnes que son organisation copilote
    lecture: object = RIEN  # campagnes dont elle lit le catalogue


def ouvre(part):
    """Vrai si cette part de la portée peut ouvrir quelque chose ; une requête ne se lit pas pour le savoir."""
    return isinstance(part, QuerySet) or bool(part)


def portee_de(personne):
    """La portée d’une personne : en clés si une liste les a lues, sinon en sous-requêtes, sans rien demander à la base.

    Gardée sur la personne tant que ses rattachements sont ceux-là : une page l’emploie dix fois.
    """
    if not personne.is_authenticated:
        return Portee()
    rattachements, connue = getattr(personne, "_portee", (None, None))
    if rattachements is not personne.rattachements:
        connue = _en_requetes(personne.rattachements)
        personne._portee = (personne.rattachements, connue)
    return connue


def lire_la_portee(personne):
    """Lit les clés, en une requête, pour toutes les listes de cette visite ; des droits relus les font oublier."""
    portee = portee_de(personne)
    if any(isinstance(getattr(portee, nom), QuerySet) for nom in _PARTS):
        cles = defaultdict(set)
        for nom, cle in _cles.tous(personne):
            cles[nom].add(cle)
        portee = Portee(portee.porteur, **{nom: frozenset(cles[nom]) for nom in _PARTS})
        personne._portee = (personne.rattachements, portee)
    return portee


@composee
def _cles(personne):
    portee = portee_de(personne)
    parts = {nom: getattr(portee, nom) for nom in _PARTS if ouvre(getattr(portee, nom))}
    premiere, *autres = (part.values_list(Value(nom), "pk") for nom, part in parts.items())
    return premiere.union(*autres, all=True)


def _en_requetes(rattachements):
    titres = {q: frozenset(o for o, qualite, _ in rattachements if qualite == q) for q in Qualite}
    parts = {}
    if pilotes := titres[Qualite.EQUIPE]:
        quartiers = Quartier.objects.filter(communes__convention__pilote__in=pilotes)
        voisines = Q(convention__contrat__in=quartiers.values("contrat")) & ~Q(convention__pilote__in=pilotes)
        parts |= {"equipe": _campagnes(Q(convention__pilote__in=pilotes)), "voisines": _campagnes(voisines)}
        parts["quartiers"] = quartiers
    if financeurs := titres[Qualite.FINANCEUR]:
        parts["guichets"] = Financeur.objects.filter(organisation__in=financeurs)
        parts["copilote"] = _campagnes(Q(convention__copilotes__in=financeurs))
    if lues := titres[Qualite.LECTURE]:
        parts["lecture"] = _campagnes(Q(convention__pilote__in=lues))
    return Portee(titres[Qualite.PORTEUR], **{nom: part.order_by() for nom, part in parts.items()})


def _campagnes(condition):
    return Campagne.objects.filter(condition)
