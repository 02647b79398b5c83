"""Les suites du comité : la chaîne, les gestes en bloc, les actes, l’état des versements, les subventions d’un porteur."""

from django.urls import path

from gouvernance.suites import actes, versements, views

app_name = "suites"
urlpatterns = [
    path("mes-subventions/", versements.mes_subventions, name="mes-subventions"),
    path("<int:campagne>/", views.chaine, name="chaine"),
    path("<int:campagne>/actes/", actes.actes, name="actes"),
    path("<int:campagne>/actes/<int:organisation>/<int:financeur>/", actes.noter, name="noter-un-acte"),
    path("<int:campagne>/versements/", versements.versements, name="versements"),
    path("<int:campagne>/versements/<int:versement>/", versements.corriger, name="corriger"),
    path("<int:campagne>/financeurs/<int:financeur>/<slug:geste>/", views.bloc, name="bloc"),
]
