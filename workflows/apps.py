"""L’application du moteur ; elle repose les déclencheurs du journal après chaque migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from workflows.declencheurs import poser_les_declencheurs


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "Moteur"

    def ready(self):
        # Un AlterField recrée la table sous SQLite et perd ses déclencheurs : on les repose à chaque fois.
        post_migrate.connect(poser_les_declencheurs, dispatch_uid="declencheurs-du-journal")
