"""Qui visite, et où : les personnes du pays fictif, leurs sessions, et les pages que l’on mesure."""

from django.db.models import Count, Q
from django.test import Client as ClientDeDjango

from comptes.models import Utilisateur
from dossiers.models import Dossier
from outils.banc.client import Client
from programmation.models import Campagne, Convention

CHEF, COPILOTE = "chef.1@pays.invalid", "agent.1@pays.invalid"
PORTEUR_DE_150, PORTEUR_DE_30 = "porteur.1@pays.invalid", "porteur.2@pays.invalid"


def personne(courriel):
    return Utilisateur.objects.get(courriel=courriel)


def session(qui):
    """La session d’une personne, ouverte comme à la connexion."""
    client = ClientDeDjango()
    client.force_login(qui)
    return client.cookies["sessionid"].value


def visiteur(port, qui):
    return Client(port, session(qui))


def grande_convention():
    """Celle dont la liste se mesure : la plus peuplée."""
    return Convention.objects.annotate(n=Count("campagnes__dossiers")).order_by("-n").select_related("pilote")[0]


def campagne_ouverte(convention):
    return Campagne.objects.ouvertes_au_depot().select_related("convention__pilote").get(convention=convention)


def dossier_fourni(convention):
    """Un dossier de dix lignes et d’une trentaine de passages : la page que l’on mesure (P4)."""
    fournis = Dossier.objects.filter(campagne__convention=convention, passages_nombre__gte=30)
    fournis = fournis.annotate(lignes_nombre=Count("lignes", distinct=True)).filter(lignes_nombre=10)
    return fournis.order_by("passages_nombre", "pk").first()


def dossier_maigre(convention):
    """Le même genre de dossier, à une ligne et peu de passages : le nombre de requêtes doit être le même."""
    maigres = Dossier.objects.filter(Q(statut="presente") | Q(statut="programme"), campagne__convention=convention)
    maigres = maigres.annotate(lignes_nombre=Count("lignes", distinct=True)).filter(lignes_nombre=1)
    return maigres.order_by("passages_nombre", "pk").first()
