"""Le fil de l’action : ses dossiers d’année en année, tels que cette personne peut les lire, en dessin et en tableau."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from dossiers.models import Dossier
from dossiers.statuts import Statut, StatutBilan
from papiers.svg import BarresComparees, comparer
from workflows.templatetags.ecriture import FINE, nombre

RENDUS = (StatutBilan.RECU, StatutBilan.ACCEPTE)


@dataclass(frozen=True)
class Annee:
    """Un exercice du fil ; `realises` et `obtenu` sont None tant que rien n’en est lisible : absent n’est pas zéro."""

    dossier: Dossier
    statut: Statut
    demande: Decimal
    obtenu: Decimal | None
    realises: int | None
    est_ici: bool
    dessin: BarresComparees


def fil(dossier, personne):
    """Les années de l’action, de la première à la dernière ; rien si elle n’en a qu’une. Deux requêtes au plus."""
    racine = dossier.racine_du_fil
    if dossier.origine_id is None and not Dossier.objects.filter(origine=racine).order_by().exists():
        return []  # le plus souvent : un dossier d’une seule année ne fait pas bâtir le mur une fois de plus
    lus = Dossier.objects.lus_en_entier_par(personne).filter(Q(pk=racine) | Q(origine=racine))
    lus = lus.avec_statut_lisible(personne).avec_montants(personne).exclude(~Q(pk=dossier.pk), statut=Statut.ABANDONNE)
    lus = list(lus.select_related("campagne", "bilan").order_by("campagne__annee", "pk"))
    if len(lus) < 2:
        return []
    maximum = max([1, *(d.demande for d in lus), *(d.obtenu for d in lus)])
    return [_annee(d, maximum, est_ici=d.pk == dossier.pk) for d in lus]


def _annee(lu, maximum, est_ici):
    accorde = lu.obtenu or None
    demande = f"{_euros(lu.demande)} demandés"
    obtenu = f"{_euros(accorde)} accordés" if accorde else "rien d’accordé à ce jour"
    dessin = comparer(
        str(lu.campagne.annee), f"{lu.campagne.annee} : {demande}, {obtenu}", (accorde, obtenu),
        (lu.demande, demande), maximum=maximum,
    )  # fmt: skip
    return Annee(lu, Statut(lu.statut_lu), lu.demande, accorde, _realises(lu), est_ici, dessin)


def _euros(montant):
    return f"{nombre(montant)}{FINE}€"


def _realises(lu):
    """Les personnes touchées, une fois le bilan rendu et si la décision est lisible."""
    bilan = lu.bilan_ou_rien
    if bilan is None or lu.statut_lu != lu.statut or bilan.statut not in RENDUS:
        return None
    return bilan.beneficiaires_total
