"""Les séances des trois temps."""

from django.urls import path

from gouvernance.financeurs import grille_vive
from gouvernance.financeurs.views import decisions
from gouvernance.perspectives.views import suites
from gouvernance.seances import agenda, presences, views

app_name = "seances"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("nouvelle/", views.nouvelle, name="nouvelle"),
    path("<int:pk>/", views.seance, name="seance"),
    path("<int:pk>/modifier/", views.modifier, name="modifier"),
    path("<int:pk>/inscrire/", agenda.inscrire, name="inscrire"),
    path("<int:pk>/ordre/", agenda.ordonner, name="ordre"),
    path("<int:pk>/inscriptions/<int:inscription>/", decisions, name="decisions"),
    path("<int:pk>/inscriptions/<int:inscription>/retirer/", agenda.retirer, name="retirer"),
    path("<int:pk>/grille/rangs/", grille_vive.rangs, name="rangs"),
    path("<int:pk>/grille/changements/", grille_vive.changements, name="changements"),
    path("<int:pk>/grille/projeter/", grille_vive.projeter, name="projeter"),
    path("<int:pk>/grille/<int:inscription>/<int:ligne>/", grille_vive.case, name="case"),
    path("<int:pk>/presences/", presences.presences, name="presences"),
    path("<int:pk>/suites/", suites, name="suites"),
    path("<int:pk>/<slug:transition>/", views.avancer, name="avancer"),
]
