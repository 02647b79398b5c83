"""Le passé d’une organisation : ce qu’elle a demandé, obtenu, reçu, et les bilans qu’elle n’a pas rendus."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from comptes.acces import EQUIPE, FINANCEUR, ouvert_a
from comptes.models import Organisation, Qualite
from dossiers.models import Bilan, Dossier, Ligne
from dossiers.statuts import ACQUISES, FINIES
from workflows.temps import aujourd_hui


@dataclass
class Annee:
    """Un exercice chez un financeur, en euros. `accorde` vaut None tant que rien ne l’est : absent n’est pas zéro."""

    annee: int
    financeur: object
    dossiers: list = field(default_factory=list)
    demande: Decimal = Decimal(0)
    accorde: Decimal | None = None
    verse: Decimal = Decimal(0)
    attend: bool = False  # une décision peut encore venir

    def ajouter(self, ligne):
        self.dossiers.append(ligne.dossier)
        self.demande += ligne.demande
        self.attend |= ligne.statut not in FINIES
        if ligne.statut in ACQUISES:
            self.accorde = (self.accorde or Decimal(0)) + ligne.accorde
        self.verse += sum((v.montant for v in ligne.versements.all()), Decimal(0))


@ouvert_a(EQUIPE, FINANCEUR)
@require_safe
def passe(request, pk):
    organisation = get_object_or_404(Organisation, pk=pk)
    lignes = lignes_lues(request.user).filter(dossier__organisation=organisation)
    if not lignes.exists():
        raise Http404
    contexte = {
        "organisation": organisation,
        "annees": par_annee(lignes),
        "bilans": bilans_manquants(organisation, request.user),
    }
    return render(request, "dossiers/passe.html", contexte)


def _siens(personne):
    """L’équipe : les dossiers de sa convention. Un financeur : ses lignes. Jamais ceux qu’elle porte elle-même."""
    equipe = Organisation.objects.ou_agit(personne, Qualite.EQUIPE)
    financeur = Organisation.objects.ou_agit(personne, Qualite.FINANCEUR)
    return Q(dossier__campagne__convention__pilote__in=equipe), financeur


def lignes_lues(personne):
    """Les demandes passées que cette personne peut lire : dossiers déposés, de sa convention ou à son guichet."""
    de_l_equipe, financeur = _siens(personne)
    deposees = Ligne.objects.filter(
        de_l_equipe | Q(financeur__organisation__in=financeur), dossier__in=Dossier.objects.visibles_par(personne),
        dossier__depose_le__isnull=False,
    )  # fmt: skip
    return deposees.exclude(dossier__in=Dossier.objects.portes_par(personne))


def par_annee(lignes):
    """Une rangée par exercice et par financeur, la plus récente d’abord, en deux requêtes."""
    rangees = {}
    lues = lignes.select_related("dossier__campagne", "financeur__organisation").prefetch_related("versements")
    for ligne in lues.order_by("-dossier__campagne__annee", "financeur__ordre", "financeur", "dossier"):
        cle = ligne.dossier.campagne.annee, ligne.financeur_id
        rangees.setdefault(cle, Annee(cle[0], ligne.financeur)).ajouter(ligne)
    return list(rangees.values())


def bilans_manquants(organisation, personne, avant=None):
    """Les bilans en retard de cette organisation que cette personne peut savoir ; `avant` : d’exercices antérieurs."""
    de_l_equipe, financeur = _siens(personne)
    sollicites = Ligne.objects.filter(financeur__organisation__in=financeur).values("dossier")
    bilans = Bilan.objects.en_retard_au(aujourd_hui()).filter(de_l_equipe | Q(dossier__in=sollicites))
    bilans = bilans.filter(dossier__organisation=organisation, dossier__in=Dossier.objects.visibles_par(personne))
    if avant is not None:
        bilans = bilans.filter(dossier__campagne__annee__lt=avant)
    return list(bilans.select_related("dossier__campagne"))
