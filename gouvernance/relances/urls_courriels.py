"""L’adresse de la boîte d’envoi de la démonstration."""

from django.urls import path

from gouvernance.relances import views

app_name = "courriels"
urlpatterns = [path("", views.courriels, name="liste")]
