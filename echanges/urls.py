"""Les adresses des échanges : importer un tableur, en quatre pas."""

from django.urls import path

from echanges import views

app_name = "echanges"
urlpatterns = [
    path("import/", views.imports, name="imports"),
    path("import/modele.xlsx", views.modele, name="modele"),
    path("import/<int:pk>/", views.compte_rendu, name="import"),
    path("import/<int:pk>/colonnes/", views.colonnes, name="colonnes"),
    path("import/<int:pk>/essai/", views.essai, name="essai"),
    path("import/<int:pk>/fautes.csv", views.fautes, name="fautes"),
    path("import/<int:pk>/abandonner/", views.abandonner, name="abandonner"),
]
