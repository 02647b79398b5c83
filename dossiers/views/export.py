"""Emporter la liste : un CSV qu’un tableur français ouvre droit, sans formule cachée, envoyé au fil de l’eau."""

import csv

from django.http import StreamingHttpResponse

from dossiers.statuts import Statut

_DANGEREUX = ("=", "+", "-", "@", "\t", "\r")
_CATALOGUE = ("Référence", "Action", "Porteur", "Statut", "Quartiers", "Enjeu")
_ENTIER = (*_CATALOGUE, "Demandé (€)", "Obtenu (€)")


class _Echo:
    """Un fichier qui rend ce qu’on lui écrit : la réponse part ligne à ligne."""

    def write(self, texte):
        return texte


def cellule(valeur):
    """Le texte d’une cellule ; s’il commence comme une formule, une apostrophe la désarme."""
    if valeur is None:
        return ""
    texte = str(valeur)
    return f"'{texte}" if texte.startswith(_DANGEREUX) else texte


def montant(valeur):
    """« 1234,50 » : un nombre pour le tableur ; rien s’il n’y en a pas."""
    return "" if valeur is None else f"{valeur:.2f}".replace(".", ",")


def _rang(dossier, au_catalogue):
    objectif = dossier.objectif_principal
    textes = (
        dossier.reference,
        dossier.intitule,
        dossier.organisation.nom,
        Statut(dossier.statut_lu).label,
        ", ".join(quartier.nom for quartier in dossier.quartiers.all()),
        objectif.objectif_strategique.enjeu if objectif else None,
    )
    rang = [cellule(texte) for texte in textes]
    return rang if au_catalogue else [*rang, montant(dossier.demande_lue), montant(dossier.obtenu_lu)]


def _lignes(dossiers, au_catalogue):
    ecrivain = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff"
    yield ecrivain.writerow(_CATALOGUE if au_catalogue else _ENTIER)
    for dossier in dossiers.iterator(chunk_size=500):
        yield ecrivain.writerow(_rang(dossier, au_catalogue))


def en_csv(dossiers, *, au_catalogue):
    reponse = StreamingHttpResponse(_lignes(dossiers, au_catalogue), content_type="text/csv; charset=utf-8")
    reponse.headers["Content-Disposition"] = 'attachment; filename="dossiers.csv"'
    return reponse
