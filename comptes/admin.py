"""L’administration : les personnes, les organisations et leurs rattachements. Elle ne lit aucun dossier."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group

from comptes.models import Adhesion, Organisation, Utilisateur

admin.site.site_header = "Administration : comptes et réglages"
admin.site.site_title = admin.site.index_title = "Comptes et réglages"
admin.site.unregister(Group)


class JamaisEfface:
    """Un compte se désactive, une organisation se renomme ; et confirmer un effacement énumérerait les dossiers liés."""

    def has_delete_permission(self, request, obj=None):
        return False


class Rattachements(admin.TabularInline):
    model = Adhesion
    extra = 1
    autocomplete_fields = ["organisation"]


@admin.register(Utilisateur)
class PersonneAdmin(JamaisEfface, UserAdmin):
    ordering = ["nom", "prenom"]
    list_display = ["courriel", "nom", "prenom", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "adhesions__qualite"]
    search_fields = ["courriel", "nom", "prenom"]
    filter_horizontal = []
    inlines = [Rattachements]
    fieldsets = [
        (None, {"fields": ["courriel", "password"]}),
        ("Qui est-ce ?", {"fields": ["prenom", "nom"]}),
        ("Accès", {"fields": ["is_active", "is_staff", "is_superuser"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"classes": ["wide"], "fields": ["courriel", "prenom", "nom", "usable_password", "password1", "password2"]},
        )
    ]

    def get_queryset(self, request):
        """Un automate n’est pas une personne : ni mot de passe ni rattachement à lui donner."""
        return super().get_queryset(request).filter(est_technique=False)


@admin.register(Organisation)
class OrganisationAdmin(JamaisEfface, admin.ModelAdmin):
    list_display = ["nom", "sigle", "nature", "siret", "parent"]
    list_filter = ["nature"]
    search_fields = ["nom", "sigle", "siret"]
    autocomplete_fields = ["parent"]
    view_on_site = False

    def save_model(self, request, obj, form, change):
        """N’écrit que ce qui change : la tête du journal, que le site fait avancer, n’est pas remise en arrière."""
        obj.save(update_fields=form.changed_data if change else None)
