"""L’administration du référentiel : guichets, communes, copilotes, listes fermées. Aucune séance, aucun dossier."""

from django.contrib import admin

from comptes.admin import JamaisEfface
from programmation.models import (
    Commune,
    Convention,
    Dispositif,
    Financeur,
    GroupeDeTravail,
    Thematique,
    TrancheAge,
)


@admin.register(Financeur)
class FinanceurAdmin(JamaisEfface, admin.ModelAdmin):
    list_display = ["__str__", "organisation", "dispositif", "ordre"]
    list_editable = ["ordre"]
    search_fields = ["organisation__nom", "dispositif"]
    autocomplete_fields = ["organisation"]
    list_select_related = ["organisation"]


@admin.register(Convention)
class ConventionAdmin(JamaisEfface, admin.ModelAdmin):
    """Le texte de la convention se charge d’un fichier ; ici, qui la pilote et qui la copilote."""

    fields = ["commune", "pilote", "copilotes"]
    readonly_fields = ["commune"]
    autocomplete_fields = ["pilote", "copilotes"]

    def has_add_permission(self, request):
        return False


@admin.register(TrancheAge, Thematique, GroupeDeTravail, Dispositif)
class ListeAdmin(JamaisEfface, admin.ModelAdmin):
    list_display = ["libelle", "code", "ordre"]
    list_editable = ["ordre"]


@admin.register(Commune)
class CommuneAdmin(JamaisEfface, admin.ModelAdmin):
    list_display = ["nom", "code_insee"]
    search_fields = ["nom"]
