"""Ouvrir un dossier par sa clé, s’il est sous la main de cette personne : pour le lire, ou pour agir, sous verrou."""

from comptes.models import Organisation, Qualite
from dossiers.models.dossier import Dossier
from workflows.composee import composee
from workflows.moteur import sous_verrou

_TITRES = (Qualite.PORTEUR, Qualite.EQUIPE, Qualite.FINANCEUR)


def ouvrir_pour(personne, pk, liens):
    """Le dossier, lu avec ces liens ; rien s’il n’est pas sous la main : le mur entier reste à demander."""
    return _a_lire.premier(*_organisations(personne), pk, liens=liens)


def verrouiller_pour(personne, pk):
    """Le même, sous verrou : le mur se juge sur le rang verrouillé. L’appelant tient la transaction."""
    return _a_verrouiller.premier(*_organisations(personne), pk)


def _organisations(personne):
    return (Organisation.objects.cles_ou_agit(personne, titre) for titre in _TITRES)


@composee
def _a_lire(porteurs, equipes, financeurs, pk, *, liens):
    proches = Dossier.objects.sous_la_main(porteurs, equipes, financeurs)
    return proches.select_related(*liens).filter(pk=pk).order_by()


@composee
def _a_verrouiller(porteurs, equipes, financeurs, pk):
    return sous_verrou(Dossier.objects.sous_la_main(porteurs, equipes, financeurs).filter(pk=pk))
