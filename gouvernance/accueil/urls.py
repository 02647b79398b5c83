"""L’accueil, et les pages qui n’appartiennent à aucun objet."""

from django.urls import path

from gouvernance.accueil import views

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("machines/", views.machines, name="machines"),
    path("sante/", views.sante, name="sante"),
    path("aide/", views.aide, name="aide"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("donnees-personnelles/", views.donnees_personnelles, name="donnees-personnelles"),
]
