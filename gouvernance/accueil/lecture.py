"""Ce que lit qui ne porte ni n’instruit rien : la programmation retenue, par quartier, et le calendrier."""

from dataclasses import dataclass

from django.db.models import Count

from comptes.models import Organisation, Qualite
from dossiers.models import Dossier
from programmation.models import Campagne, Quartier


@dataclass(frozen=True)
class Programme:
    """Les actions annoncées d’une année, comptées par quartier."""

    campagne: Campagne
    actions: int
    quartiers: list

    @property
    def se_recoupent(self):
        """Vrai si une action compte dans plusieurs quartiers : leur somme dépasse alors le total."""
        return sum(quartier.actions for quartier in self.quartiers) > self.actions


def campagnes_publiques(personne):
    return Campagne.objects.visibles_par(personne).en_cours()


def campagnes_de_lecture(personne):
    lues = Organisation.objects.ou_agit(personne, Qualite.LECTURE)
    return campagnes_publiques(personne).filter(convention__pilote__in=lues)


def programme_de(campagnes):
    """Le catalogue de la dernière année qui en a un ; None si rien n’est encore annoncé."""
    catalogue = Dossier.objects.au_catalogue().filter(campagne__in=campagnes)
    annees = set(catalogue.order_by().values_list("campagne", flat=True))
    derniere = max((c for c in campagnes if c.pk in annees), key=lambda c: c.annee, default=None)
    if derniere is None:
        return None
    retenus = catalogue.filter(campagne=derniere)
    quartiers = Quartier.objects.filter(dossiers__in=retenus).annotate(actions=Count("dossiers")).order_by("nom")
    return Programme(derniere, retenus.count(), list(quartiers))
