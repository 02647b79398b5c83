"""Remettre les courriels sans Celery : la même boucle, lancée à la main ou par un minuteur du système."""

import time

from django.core.management.base import BaseCommand

from workflows.expedition import expedier


class Command(BaseCommand):
    help = "Remet les courriels dus, une fois, ou sans fin avec --boucle."

    def add_arguments(self, parser):
        parser.add_argument("--boucle", type=float, metavar="SECONDES", help="recommence après cette pause, sans fin")

    def handle(self, *args, boucle=None, **options):
        while True:
            issues = expedier()
            for issue, nombre in sorted(issues.items()):
                self.stdout.write(f"{nombre} {issue}")
            if boucle is None:
                return
            time.sleep(boucle)
