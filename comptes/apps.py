"""L’application des comptes ; elle enregistre le contrôle « toute vue dit à qui elle s’ouvre »."""

from importlib import import_module

from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "comptes"
    verbose_name = "Personnes et organisations"

    def ready(self):
        # Les contrôles s’enregistrent à l’import ; celui-ci a besoin des modèles, donc après leur chargement.
        import_module("comptes.acces")
        import_module("comptes.oubli")  # sa règle d’envoi : le facteur doit la connaître aussi
