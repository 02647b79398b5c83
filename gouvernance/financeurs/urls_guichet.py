"""La colonne d’un financeur sans compte : le jeton est dans l’adresse."""

from django.urls import path

from gouvernance.financeurs import colonne

app_name = "guichet"
urlpatterns = [
    path("<str:jeton>/", colonne.colonne, name="colonne"),
    path("<str:jeton>/<int:inscription>/", colonne.decider, name="decider"),
]
