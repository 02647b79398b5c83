"""manage.py demonstration : charge l’année inventée, et rappelle les comptes à chaque démarrage."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gouvernance.demonstration import chargement
from gouvernance.demonstration.acteurs import comptes_principaux
from gouvernance.demonstration.lecture import lire
from programmation.models import Campagne
from workflows.moteur import Blocage

HORS_DEMONSTRATION = (
    "Cette commande n’écrit que des données inventées : elle est refusée hors démonstration. "
    "Lancez « make demo », ou posez DEMONSTRATION=1 sur une base qui ne sert qu’à cela."
)
VIEILLIE = "Le dépôt inventé est clos depuis : pour la rajeunir, supprimez la base (dossier var/) et relancez."


class Command(BaseCommand):
    help = "Charge la démonstration (tout y est inventé), une fois ; ensuite, rappelle seulement les comptes."

    def handle(self, **_):
        if not settings.DEMONSTRATION:
            raise CommandError(HORS_DEMONSTRATION)
        try:
            vient_d_etre_chargee = chargement.charger()
        except Blocage as blocage:
            raise CommandError(str(blocage)) from None
        self.stdout.write(
            "Démonstration chargée : tout y est inventé, sauf la convention."
            if vient_d_etre_chargee
            else "Démonstration déjà chargée : rien n’a changé."
        )
        if not Campagne.objects.ouvertes_au_depot().exists():
            self.stdout.write(VIEILLIE)
        self._presenter_les_comptes()

    def _presenter_les_comptes(self):
        comptes = comptes_principaux()
        largeur = max(len(role) for role, _ in comptes)
        self.stdout.write("\nComptes de démonstration :")
        for role, adresse in comptes:
            self.stdout.write(f"  {role:<{largeur}}  {adresse}")
        self.stdout.write(f"  Mot de passe de tous : {lire('acteurs')['mot_de_passe']}")
