"""Les adresses d’une organisation."""

from django.urls import path

from comptes.organisations import views, vues_membres

app_name = "organisations"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("<int:pk>/", views.fiche, name="fiche"),
    path("<int:pk>/modifier/<slug:section>/", views.modifier, name="modifier"),
    path("<int:pk>/membres/", vues_membres.membres, name="membres"),
    path("<int:pk>/membres/<int:membre>/", vues_membres.membre, name="membre"),
    path("<int:pk>/invitations/<int:invitation>/", vues_membres.invitation, name="invitation"),
]
