"""De quoi charger, refuser et comparer des fichiers de convention, pour les récits qui en parlent."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from programmation.models import (
    Constat,
    Contrat,
    Convention,
    EnjeuPrioritaire,
    Indicateur,
    ObjectifOperationnel,
    ObjectifStrategique,
    Orientation,
    Quartier,
)

DONNEES = Path(__file__).resolve().parent.parent / "programmation" / "donnees"
BETHUNE, SECONDE = DONNEES / "bethune.toml", DONNEES / "demonstration_seconde_commune.toml"
MODELES = (
    Contrat,
    Convention,
    Quartier,
    Indicateur,
    Constat,
    EnjeuPrioritaire,
    Orientation,
    ObjectifStrategique,
    ObjectifOperationnel,
)


def charger(fichier, *options):
    sortie = StringIO()
    call_command("charger_convention", str(fichier), *options, stdout=sortie)
    return sortie.getvalue()


def refus(fichier):
    """Ce que la commande reproche au fichier ; elle ne doit alors rien écrire."""
    avant = empreinte()
    with pytest.raises(CommandError) as erreur:
        charger(fichier)
    assert empreinte() == avant
    return str(erreur.value)


def empreinte():
    """Toutes les lignes de ce que charge une convention, avec leurs identifiants."""
    return [list(modele.objects.order_by("pk").values()) for modele in MODELES]


def redacteur(dossier):
    """Écrit dans ce dossier une variante du fichier de Béthune (ou d’un autre), où des passages sont remplacés."""

    def ecrire(*remplacements, source=BETHUNE, effet=""):
        texte = source.read_text("utf-8")
        if effet:
            remplacements = (("prend_effet_le = 2024-07-09", f"prend_effet_le = {effet}"), *remplacements)
        for ancien, nouveau in remplacements:
            assert ancien in texte
            texte = texte.replace(ancien, nouveau, 1)
        fichier = dossier / "convention.toml"
        fichier.write_text(texte, "utf-8")
        return fichier

    return ecrire


def ligne_de(fichier, passage):
    return next(n for n, ligne in enumerate(fichier.read_text("utf-8").split("\n"), start=1) if passage in ligne)
