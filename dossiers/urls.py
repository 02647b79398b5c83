"""Les adresses des dossiers : la liste, la page, le formulaire, le bilan, et une adresse par passage."""

from django.urls import path

app_name = "dossiers"
urlpatterns = []
