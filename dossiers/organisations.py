"""Ce que la salle des comptes ignore : quelle équipe accompagne une organisation, quel financeur elle sollicite.

Une organisation est « de la convention » quand elle y a un dossier que l’équipe lit : déposé, ou saisi par elle. Elle se
lit d’un financeur qu’un de ses dossiers déposés sollicite (docs/metier.md §15).
"""

from django.db.models import Exists, OuterRef, Q

from comptes.models import Organisation, Qualite
from comptes.models.organisations import AUTRES_LECTEURS, EQUIPE, FINANCEUR
from dossiers.models import Dossier, Ligne
from dossiers.statuts import Statut

_DEPOSE = ~Q(statut=Statut.BROUILLON) & ~Q(statut=Statut.ABANDONNE, depose_le=None)


def suivies_par_l_equipe(personne):
    """Celles qui ont, dans une convention de son équipe, un dossier déposé ou saisi par l’équipe."""
    equipes = Organisation.objects.ou_agit(personne, Qualite.EQUIPE)
    dossiers = Dossier.objects.filter(_DEPOSE | Q(saisi_par_l_equipe=True), campagne__convention__pilote__in=equipes)
    return Q(Exists(dossiers.filter(organisation=OuterRef("pk"))))


def sollicitant(personne):
    """Celles dont un dossier déposé demande quelque chose à un guichet de cette personne."""
    guichets = Organisation.objects.ou_agit(personne, Qualite.FINANCEUR)
    lignes = Ligne.objects.filter(financeur__organisation__in=guichets)
    deposes = Dossier.objects.filter(_DEPOSE, Exists(lignes.filter(dossier=OuterRef("pk"))))
    return Q(Exists(deposes.filter(organisation=OuterRef("pk"))))


AUTRES_LECTEURS[EQUIPE] = suivies_par_l_equipe
AUTRES_LECTEURS[FINANCEUR] = sollicitant
