"""Selon quoi l’on additionne l’argent d’un comité : enjeu, quartier, objectif, porteur, tranche d’âge.

Chaque dossier compte une fois : s’il a plusieurs quartiers (ou tranches d’âge), sa part est « plusieurs quartiers ». Les
parties font donc le tout, au centime.
"""

from django.db.models import Prefetch

from programmation.models import Quartier, TrancheAge

SANS = "Non renseigné"


def enjeu_de(dossier):
    objectif = dossier.objectif_principal
    return str(objectif.objectif_strategique.enjeu) if objectif else SANS


def objectif_de(dossier):
    return dossier.objectif_principal.objectif_strategique.libelle if dossier.objectif_principal else SANS


def porteur_de(dossier):
    return str(dossier.organisation)


def quartier_de(dossier):
    return _seul_ou_plusieurs([quartier.nom for quartier in dossier.quartiers.all()], "Plusieurs quartiers")


def tranche_de(dossier):
    return _seul_ou_plusieurs([str(tranche) for tranche in dossier.tranches_age.all()], "Plusieurs tranches d’âge")


def _seul_ou_plusieurs(noms, plusieurs):
    return plusieurs if len(noms) > 1 else noms[0] if noms else SANS


AXES = {  # code : (ce que dit le titre, la fonction du dossier)
    "enjeu": ("Enjeu", enjeu_de),
    "quartier": ("Quartier", quartier_de),
    "objectif": ("Objectif stratégique", objectif_de),
    "porteur": ("Porteur", porteur_de),
    "tranche": ("Tranche d’âge", tranche_de),
}
_DERNIERS = ("Plusieurs", SANS)


def ranges(noms):
    """Les noms d’un axe, dans l’ordre où on les lit : l’alphabet, puis « plusieurs », puis ce qui manque."""
    return sorted(noms, key=lambda nom: (nom.startswith(_DERNIERS), nom == SANS, nom.casefold()))


def avec_ses_axes(lignes):
    """Ces lignes avec tout ce que les axes et les enveloppes en lisent, en trois requêtes."""
    return lignes.select_related(
        "financeur__organisation", "enveloppe__quartier", "enveloppe__enjeu", "enveloppe__financeur__organisation",
        "dossier__organisation", "dossier__campagne", "dossier__objectif_principal__objectif_strategique__enjeu",
    ).prefetch_related(
        Prefetch("dossier__quartiers", Quartier.objects.order_by("nom")),
        Prefetch("dossier__tranches_age", TrancheAge.objects.all()),
    )  # fmt: skip
