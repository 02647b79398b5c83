"""L’application des dossiers ; elle met en service ses relances, et dit qui lit une organisation, dans tout processus."""

from importlib import import_module

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = "Dossiers"

    def ready(self):
        # Les règles se déclarent à l’import ; le site, le facteur et les commandes doivent tous les connaître.
        for declarations in (
            "dossiers.relances",
            "dossiers.relances_d_avis",
            "dossiers.relances_des_suites",
            "dossiers.organisations",
        ):
            import_module(declarations)
