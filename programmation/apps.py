"""L’application du cadre d’une année ; elle sème les tranches d’âge dès que les tables existent."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from programmation.referentiel import semer_les_tranches_d_age


class ProgrammationConfig(AppConfig):
    name = "programmation"
    verbose_name = "Programmation"

    def ready(self):
        post_migrate.connect(semer_les_tranches_d_age, sender=self)
