"""Les papiers du comité et ses lettres."""

from django.urls import path

from gouvernance.papiers import envoi, modeles, views

app_name = "papiers"
urlpatterns = [
    path("seances/<int:pk>/papiers/", views.papiers, name="papiers"),
    path("seances/<int:pk>/papiers/extraits/<int:guichet>/<slug:forme>/", views.extrait, name="extrait"),
    path("seances/<int:pk>/papiers/<slug:papier>/<slug:forme>/", views.papier, name="papier"),
    path("seances/<int:pk>/lettres/", envoi.lettres, name="lettres"),
    path("seances/<int:pk>/lettres/envoyer/", envoi.envoyer, name="envoyer"),
    path("seances/<int:pk>/lettres/<int:dossier>/", envoi.apercu, name="apercu"),
    path("lettres/<int:pk>/", envoi.lettre, name="lettre"),
    path("conventions/<int:pk>/lettres/", modeles.modeles, name="modeles"),
    path("conventions/<int:pk>/lettres/<slug:sorte>/", modeles.modele, name="modele"),
]
