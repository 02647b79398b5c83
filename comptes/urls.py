"""Entrer, sortir, tenir son compte ; et l’entrée de l’administration, qui passe par la même porte."""

from django.urls import path

from comptes import demonstration, views, vues_liens

app_name = "comptes"
urlpatterns = [
    path("connexion/", views.connexion, name="connexion"),
    path("deconnexion/", views.deconnexion, name="deconnexion"),
    path("moi/", views.moi, name="moi"),
    path("invitation/<slug:jeton>/", vues_liens.invitation, name="invitation"),
    path("mot-de-passe/", vues_liens.oublie, name="mot-de-passe-oublie"),
    path("mot-de-passe/<slug:jeton>/", vues_liens.nouveau_mot_de_passe, name="nouveau-mot-de-passe"),
    path("demonstration/", demonstration.demonstration, name="demonstration"),
    path("demonstration/entrer/", demonstration.entrer, name="demonstration-entrer"),
    # Avant admin.site.urls : la page de connexion de Django n’aurait pas notre frein.
    path("administration/login/", views.entree_de_l_administration, name="administration"),
]
