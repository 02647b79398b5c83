"""Recalcule l’empreinte de chaque exemplaire gardé au dépôt, et nomme ceux dont le contenu ne lui répond plus."""

from django.core.management.base import BaseCommand, CommandError

from dossiers.models import Exemplaire


class Command(BaseCommand):
    help = "Vérifie que chaque exemplaire déposé répond à son empreinte. S’arrête en erreur s’il en manque un seul."

    def handle(self, *args, **options):
        lus, alteres = 0, []
        for exemplaire in (
            Exemplaire.objects.select_related("dossier__campagne").order_by("pk").iterator(chunk_size=200)
        ):
            lus += 1
            if not exemplaire.est_intact():
                alteres.append(str(exemplaire))
        for nom in alteres:
            self.stderr.write(f"{nom} : le contenu ne répond pas à son empreinte.")
        if alteres:
            raise CommandError(f"{len(alteres)} exemplaire(s) altéré(s) sur {lus}.")
        self.stdout.write(f"{lus} exemplaires vérifiés : chacun répond à son empreinte.")
