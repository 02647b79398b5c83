"""L’application du cadre d’une année ; elle sème les listes fermées dès que les tables existent."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from programmation.referentiel import semer_les_listes


class ProgrammationConfig(AppConfig):
    name = "programmation"
    verbose_name = "Programmation"

    def ready(self):
        post_migrate.connect(semer_les_listes, sender=self)
