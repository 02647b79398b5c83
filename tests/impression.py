"""Télécharger et composer un papier, comme le font les récits."""

from django.urls import reverse

from dossiers.impression.cerfa import donnees_du_dossier
from dossiers.impression.lecture import imprimable
from papiers import pdf
from tests.conftest import frais


def telecharger(client, personne, dossier, papier="dossier-pdf", **demande):
    client.force_login(personne)
    return client.get(reverse(f"dossiers:{papier}", args=[dossier.pk]), demande)


def imprimer(dossier, **donnees):
    """Le dossier composé, ses données changées au besoin."""
    imprime = imprimable(frais(dossier))
    return pdf.papier("dossier", {**donnees_du_dossier(imprime), **donnees}, instant=imprime.instant)
