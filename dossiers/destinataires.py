"""À qui parle-t-on ? Les personnes que concerne un dossier ou une séance, chacune en une requête."""

from collections import defaultdict

from django.db.models import Q

from comptes.models import Adhesion, Droit, Qualite, Utilisateur
from workflows.composee import composee

ECRIVENT = (Droit.REDACTEUR, Droit.SIGNATAIRE)


def _personnes(*conditions, **adhesion):
    """Des comptes actifs, jamais un automate, chacun une fois."""
    filtre = {f"adhesions__{champ}": valeur for champ, valeur in adhesion.items()}
    return Utilisateur.objects.filter(*conditions, is_active=True, est_technique=False, **filtre).distinct()


@composee
def _membres(organisation, *, qualite, droits=tuple(Droit)):
    return _personnes(organisation=organisation, qualite=qualite, droit__in=droits)


def signataires(dossier):
    return _membres.tous(dossier.organisation_id, qualite=Qualite.PORTEUR, droits=(Droit.SIGNATAIRE,))


def redacteurs(dossier):
    """Ceux qui écrivent pour le porteur : rédacteurs et signataires. Un simple lecteur ne reçoit rien."""
    return _membres.tous(dossier.organisation_id, qualite=Qualite.PORTEUR, droits=ECRIVENT)


def signataires_du_partenaire(partenariat):
    """Ceux qui confirment, ou à qui l’on dit que c’est défait."""
    return signataires(partenariat)


def equipe(dossier):
    return _membres.tous(dossier.campagne.convention.pilote_id, qualite=Qualite.EQUIPE)


def membres_de_l_equipe(pilote_id):
    """L’équipe d’une ville pilote, sans dossier en main."""
    return _personnes(organisation=pilote_id, qualite=Qualite.EQUIPE)


def suivi(dossier):
    """Qui suit ce dossier : son référent ; à défaut, toute l’équipe."""
    membres = equipe(dossier)
    return [membre for membre in membres if membre.pk == dossier.referent_id] or membres


def agents(organisation_id):
    """Les agents d’une organisation qui finance, avec leur compte."""
    return _personnes(organisation=organisation_id, qualite=Qualite.FINANCEUR)


def financeurs(seance):
    """Les agents des guichets de la campagne et des copilotes : ceux qui peuvent ouvrir la page de la séance."""
    guichets = Q(adhesions__organisation__guichets__campagnes=seance.campagne_id)
    copilotes = Q(adhesions__organisation__conventions_copilotees=seance.campagne.convention_id)
    return _personnes(guichets | copilotes, qualite=Qualite.FINANCEUR)


def redacteurs_par_organisation(organisations):
    """{organisation: [personnes]} pour toutes ces organisations, en une requête."""
    return _par_organisation(organisations, qualite=Qualite.PORTEUR, droit__in=ECRIVENT)


def agents_par_organisation(organisations):
    """{organisation: [agents]} pour tous ces financeurs, en une requête."""
    return _par_organisation(organisations, qualite=Qualite.FINANCEUR)


def equipes_par_organisation(organisations):
    """{ville pilote: [membres de son équipe]} pour toutes, en une requête."""
    return _par_organisation(organisations, qualite=Qualite.EQUIPE)


def _par_organisation(organisations, **adhesion):
    adhesions = Adhesion.objects.filter(
        organisation__in=organisations, utilisateur__is_active=True, utilisateur__est_technique=False, **adhesion
    ).select_related("utilisateur")
    trouves = defaultdict(list)
    for adhesion in adhesions:
        trouves[adhesion.organisation_id].append(adhesion.utilisateur)
    return trouves
