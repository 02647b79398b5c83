"""Les pièces qu’une demande de compléments attend : lesquelles, et celles que le porteur a jointes depuis."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from dossiers.models.piece import Piece
from dossiers.parties import LES_PIECES
from dossiers.pieces import MODELES, Modele
from dossiers.statuts import Statut


@dataclass(frozen=True)
class PieceDemandee:
    modele: Modele
    est_jointe: bool  # depuis la demande
    adresse: str


def pieces_demandees(dossier):
    """Celles de la demande en cours, dans son ordre. Deux requêtes si elle en attend, sinon aucune."""
    if dossier.statut != Statut.INCOMPLET or LES_PIECES not in dossier.parties_rouvertes:
        return []
    demandes = dossier.passages.filter(transition="demander_complements").order_by("-rang")
    donnees, le = demandes.values_list("donnees", "le").first()
    types = [type_ for type_ in donnees["pieces"] if type_ in MODELES]
    siennes = Q(organisation=dossier.organisation_id, dossier=None) | Q(dossier=dossier)
    depuis = Piece.objects.filter(siennes, est_courante=True, type__in=types, ajoutee_le__gte=le)
    jointes = set(depuis.order_by().values_list("type", flat=True))
    page = reverse("dossiers:pieces-du-dossier", args=[dossier.pk])
    return [PieceDemandee(m := MODELES[type_], type_ in jointes, f"{page}#{m.ancre}") for type_ in types]
