"""Prouve que chaque séance actée est telle qu’elle fut scellée, avenants compris ; sort en erreur sinon."""

from django.core.management.base import BaseCommand, CommandError

from dossiers.sceau import fautes_du_sceau
from programmation.models import Seance, StatutSeance


class Command(BaseCommand):
    help = "Recalcule le sceau de chaque séance actée et l’enchaînement de ses avenants."

    def handle(self, *args, **options):
        actees = Seance.objects.filter(statut=StatutSeance.ACTEE).order_by("pk")
        fautives = 0
        for seance in actees:
            for faute in fautes_du_sceau(seance):
                fautives += 1
                self.stderr.write(f"Séance {seance.pk}, « {seance} » : {faute}.")
        if fautives:
            raise CommandError(f"{fautives} faute{'s' if fautives > 1 else ''}.")
        self.stdout.write(f"{len(actees)} séance{'s' if len(actees) > 1 else ''}, chacune telle qu’elle fut scellée.")
