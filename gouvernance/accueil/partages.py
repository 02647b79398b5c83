"""À l’accueil d’un porteur : les dossiers qu’il porte avec d’autres organisations, et les invitations qui l’attendent."""

from dataclasses import dataclass

from comptes.models import Organisation, Qualite
from dossiers import regles
from dossiers.models import Partenariat
from dossiers.statuts import Statut, StatutPartenariat
from gouvernance.accueil.taches import Tache, le_jour
from workflows.composee import composee

RECENTS = 30


@dataclass(frozen=True)
class Partage:
    """Un dossier d’une autre organisation, que l’une des siennes porte avec elle ou est invitée à porter."""

    partenariat: Partenariat
    statut: Statut | None  # None tant que l’invitation attend : le dossier ne se lit pas encore
    attend_sa_reponse: bool


def mes_partages(personne):
    """Les dossiers que ses organisations portent avec d’autres, les invitations d’abord ; en un nombre constant de requêtes."""
    siens = _siens.tous(Organisation.objects.cles_ou_agit(personne, Qualite.PORTEUR))
    return sorted((_partage(p, personne) for p in siens), key=lambda partage: partage.statut is not None)


@composee
def _siens(porteurs):
    siens = Partenariat.objects.des_organisations(porteurs).exclude(dossier__statut=Statut.ABANDONNE)
    return siens.select_related("organisation", "dossier__organisation", "dossier__campagne__convention")[:RECENTS]


def _partage(partenariat, personne):
    if partenariat.statut == StatutPartenariat.CONFIRME:
        # Le sien suffit à savoir qu’elle le porte, et donc ce qui se tait devant elle.
        partenariat.dossier.partenaires_confirmes = [partenariat]
        return Partage(partenariat, partenariat.dossier.statut_pour(personne), False)
    return Partage(partenariat, None, regles.signataire_du_partenaire(partenariat, personne))


def taches_du_partenaire(partages):
    """Les invitations auxquelles un signataire doit répondre, avant la clôture du dépôt."""
    for partage in partages:
        if partage.attend_sa_reponse:
            dossier = partage.partenariat.dossier
            detail = f"{dossier.intitule} · {dossier.organisation}"
            adresse = partage.partenariat.get_absolute_url()
            yield Tache("Répondre à une invitation", detail, adresse, le_jour(dossier.campagne.depot_ferme_le))
