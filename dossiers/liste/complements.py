"""Ce qu’un dossier a plusieurs fois (quartiers, financeurs, montants) : lu à part, en une requête pour toute une page."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Sum

from dossiers.models import Dossier, Ligne, Partenariat, PosteBudgetaire
from dossiers.models.portee import portee_de
from dossiers.statuts import ACQUISES, StatutPartenariat
from workflows.composee import composee


def completer(rangs, complements, personne):
    """Ajoute à chaque rang ce que ses colonnes lisent à part ; une requête par complément, quel que soit le nombre."""
    par_cle = {rang["pk"]: rang for rang in rangs}
    for nom in complements:
        _COMPLEMENTS[nom](par_cle, personne)


def _plusieurs(nom, liaison, libelle, ordre):
    """Les libellés reliés à chaque dossier, dans leur ordre : « Catorive, 3 Îlots »."""

    @composee
    def relies(dossiers):
        return liaison.objects.filter(dossier__in=dossiers).order_by(*ordre).values_list("dossier_id", libelle)

    def lire(par_cle, personne):
        noms = defaultdict(list)
        for dossier, texte in relies.tous(list(par_cle)):
            noms[dossier].append(texte)
        for cle, rang in par_cle.items():
            rang[nom] = ", ".join(noms[cle]) if cle in noms else None

    return lire


def _lignes(par_cle, personne):
    """Demandé, obtenu, financeurs. Qui porte un dossier ne compte comme obtenu que ce qui lui est notifié."""
    portes = _portes(par_cle, personne)
    for rang in par_cle.values():
        rang |= {"demande": Decimal(0), "demande_contrat": Decimal(0), "obtenu": Decimal(0), "noms": []}
    for dossier, commun, contrat, acquis, acquis_contrat, statut, notifiee_le, *nom in _lues.tous(list(par_cle)):
        rang = par_cle[dossier]
        rang["demande"] += commun + contrat
        rang["demande_contrat"] += contrat
        rang["noms"].append(next(filter(None, nom)))
        if statut in ACQUISES and (notifiee_le or dossier not in portes):
            rang["obtenu"] += acquis + acquis_contrat
    for rang in par_cle.values():
        rang["financeurs"] = ", ".join(rang.pop("noms")) or None
        rang["obtenu"] = rang["obtenu"] or None  # rien d’accordé : la case est vide, elle ne dit pas zéro


def _portes(par_cle, personne):
    """Les clés de ceux que porte cette personne, seule ou en partenaire ; sans requête pour qui n’est d’aucun porteur."""
    porteur = portee_de(personne).porteur
    if not porteur:
        return frozenset()
    partenariats = Partenariat.objects.filter(
        statut=StatutPartenariat.CONFIRME, organisation__in=porteur, dossier__in=par_cle
    )
    siens = {cle for cle, rang in par_cle.items() if rang["organisation_id"] in porteur}
    return siens | set(partenariats.order_by().values_list("dossier_id", flat=True))


@composee
def _lues(dossiers):
    return (
        Ligne.objects.filter(dossier__in=dossiers)
        .order_by("financeur__ordre", "pk")
        .values_list(
            "dossier_id",
            "demande_droit_commun",
            "demande_contrat_de_ville",
            "accorde_droit_commun",
            "accorde_contrat_de_ville",
            "statut",
            "notifiee_le",
            "financeur__libelle",
            "financeur__organisation__sigle",
            "financeur__organisation__nom",
        )
    )


def _charges(par_cle, personne):
    totaux = PosteBudgetaire.objects.filter(dossier__in=par_cle, sens="charge").order_by().values("dossier_id")
    sommes = dict(totaux.annotate(total=Sum("montant")).values_list("dossier_id", "total"))
    for cle, rang in par_cle.items():
        rang["charges"] = sommes.get(cle)


_COMPLEMENTS = {
    "quartiers": _plusieurs("quartiers", Dossier.quartiers.through, "quartier__nom", ("quartier_id",)),
    "tranches": _plusieurs("tranches", Dossier.tranches_age.through, "trancheage__libelle", ("trancheage__ordre",)),
    "lignes": _lignes,
    "charges": _charges,
}
