"""manage.py semer_un_pays : remplit une base vierge d’un pays fictif, pour mesurer."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gouvernance.pays.semis import semer
from workflows.moteur import Blocage

HORS_ESSAI = (
    "Cette commande n’écrit que des données inventées, sans passer par la porte : elle est refusée hors démonstration. "
    "Sur une base qui ne sert qu’à mesurer, dites-le par --base-d-essai."
)


class Command(BaseCommand):
    help = (
        "Sème un pays fictif dans une base vierge : contrats, conventions, personnes, dossiers dans tous leurs états."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dossiers", type=int, default=10_000)
        parser.add_argument("--graine", type=int, default=7, help="la même graine sème le même pays")
        parser.add_argument(
            "--base-d-essai", action="store_true", help="cette base ne sert qu’à mesurer, et se jettera"
        )

    def handle(self, *, dossiers, graine, base_d_essai, **_):
        if not (settings.DEMONSTRATION or base_d_essai):
            raise CommandError(HORS_ESSAI)
        debut = time.monotonic()
        try:
            pays = semer(dossiers, graine)
        except Blocage as blocage:
            raise CommandError(str(blocage)) from None
        duree = time.monotonic() - debut
        self.stdout.write(f"Pays fictif semé : {dossiers} dossiers, {pays.passages} passages, en {duree:.1f} s.")
        self.stdout.write(", ".join(f"{nombre} {statut}" for statut, nombre in sorted(pays.dossiers.items())))
