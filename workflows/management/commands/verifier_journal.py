"""`manage.py verifier_journal` : relit toutes les chaînes et nomme ce qui est altéré, manquant ou déplacé."""

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from workflows.journal import Passage, anomalies


class Command(BaseCommand):
    help = "Vérifie que le journal n’a été ni altéré, ni amputé, ni réordonné ; sort en erreur sinon."

    def handle(self, *args, **options):
        phrases, lus = [], 0
        for modele in apps.get_models():
            if issubclass(modele, Passage):
                lus += modele.objects.count()
                phrases += anomalies(modele)
        for phrase in phrases:
            self.stderr.write(phrase)
        if phrases:
            raise CommandError(f"{len(phrases)} anomalie(s) sur {lus} passages.")
        self.stdout.write(f"Le journal se tient : {lus} passages relus, aucune anomalie.")
