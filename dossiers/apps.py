"""L’application des dossiers ; elle met en service ses relances, et dit qui lit une organisation, dans tout processus."""

from importlib import import_module

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = "Dossiers"

    def ready(self):
        # Les règles se déclarent à l’import ; le site, le facteur et les commandes doivent tous les connaître.
        for nom in ("relances", "relances_d_avis", "relances_des_suites", "organisations", "annonces_du_comite"):
            import_module(f"dossiers.{nom}")
