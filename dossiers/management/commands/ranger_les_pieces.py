"""Range le coffre des pièces : quarantaines reprises, envois interrompus ôtés, fichiers sans rangée mis de côté."""

from django.core.management.base import BaseCommand, CommandError

from dossiers import actions
from dossiers.actions.pieces import BORNE


class Command(BaseCommand):
    help = "Reprend les quarantaines, ôte les envois interrompus, met de côté (dans « perdus ») ce que nulle pièce ne cite."

    def add_arguments(self, parser):
        parser.add_argument("--borne", type=int, default=BORNE, help=f"combien, au plus, de chaque ({BORNE})")

    def handle(self, *args, borne, **options):
        if borne < 1:
            raise CommandError("La borne est un nombre positif.")
        for geste, combien in actions.ranger_les_pieces(borne).items():
            self.stdout.write(f"{combien} {geste}")
