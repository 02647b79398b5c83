"""Ce à quoi ouvrent les rattachements d’une personne, en clés : de quoi laisser la base se servir de ses index."""

from dataclasses import dataclass

from django.db.models import Q

from comptes.models import Qualite
from programmation.models import Campagne, Financeur, Quartier


@dataclass(frozen=True)
class Portee:
    """Les organisations, campagnes, quartiers et guichets que touche une personne ; le plus souvent, quelques clés.

    Une condition « OU » faite de sous-requêtes oblige la base à lire tous les dossiers ; faite de clés, elle va à l’index.
    """

    porteur: frozenset = frozenset()  # organisations dont elle porte les dossiers
    equipe: frozenset = frozenset()  # campagnes de sa convention
    voisines: frozenset = frozenset()  # campagnes d’autres conventions qui peuvent toucher ses quartiers
    quartiers: frozenset = frozenset()  # quartiers qui s’étendent sur sa commune
    guichets: frozenset = frozenset()  # financeurs au nom desquels elle parle
    copilote: frozenset = frozenset()  # campagnes que son organisation copilote
    lecture: frozenset = frozenset()  # campagnes dont elle lit le catalogue


RIEN = Portee()


def portee_de(personne):
    """La portée d’une personne, lue une fois par requête, comme ses rattachements ; relus, elle l’est aussi."""
    if not personne.is_authenticated:
        return RIEN
    rattachements = personne.rattachements
    deja = getattr(personne, "_portee", None)
    if deja is None or deja[0] is not rattachements:
        deja = personne._portee = (rattachements, _lire(rattachements))
    return deja[1]


def _lire(rattachements):
    organisations = {q: frozenset(o for o, qualite, _ in rattachements if qualite == q) for q in Qualite}
    return Portee(
        porteur=organisations[Qualite.PORTEUR],
        **_pour_l_equipe(organisations[Qualite.EQUIPE]),
        **_pour_un_financeur(organisations[Qualite.FINANCEUR]),
        **_pour_la_lecture(organisations[Qualite.LECTURE]),
    )


def _pour_l_equipe(pilotes):
    if not pilotes:
        return {}
    quartiers = dict(
        Quartier.objects.filter(communes__convention__pilote__in=pilotes).order_by().values_list("pk", "contrat_id")
    )
    campagnes = Campagne.objects.filter(
        Q(convention__pilote__in=pilotes) | Q(convention__contrat__in=set(quartiers.values()))
    )
    pilotes_des_campagnes = dict(campagnes.order_by().values_list("pk", "convention__pilote_id"))
    siennes = frozenset(pk for pk, pilote in pilotes_des_campagnes.items() if pilote in pilotes)
    return {
        "equipe": siennes,
        "voisines": frozenset(pilotes_des_campagnes) - siennes,
        "quartiers": frozenset(quartiers),
    }


def _pour_un_financeur(organisations):
    if not organisations:
        return {}
    return {
        "guichets": _cles(Financeur.objects.filter(organisation__in=organisations)),
        "copilote": _cles(Campagne.objects.filter(convention__copilotes__in=organisations)),
    }


def _pour_la_lecture(organisations):
    return {"lecture": _cles(Campagne.objects.filter(convention__pilote__in=organisations))} if organisations else {}


def _cles(objets):
    return frozenset(objets.order_by().values_list("pk", flat=True))
