"""Les séances des trois temps."""

from django.urls import include, path

from gouvernance.financeurs.views import decisions
from gouvernance.images.views import images
from gouvernance.perspectives.views import suites
from gouvernance.scenarios.urls import scenarios
from gouvernance.seances import agenda, convocation, presences, views

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
    path("<int:pk>/presences/", presences.presences, name="presences"),
    path("<int:pk>/suites/", suites, name="suites"),
    path("<int:pk>/ordre-du-jour.pdf", convocation.ordre_du_jour, name="ordre-du-jour"),
    path("<int:pk>/agenda.ics", convocation.agenda, name="agenda"),
    path("<int:pk>/dossier-de-seance/<int:financeur>.pdf", convocation.dossier_de_seance, name="dossier-de-seance"),
    path("<int:pk>/images/", images, name="images"),
    path("<int:pk>/scenarios/", include(scenarios)),
    path("<int:pk>/<slug:transition>/", views.avancer, name="avancer"),
]
