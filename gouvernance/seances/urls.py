"""Les séances des trois temps."""

from django.urls import include, path

from gouvernance.financeurs import avenants, grille_vive, guichets, pouvoirs, retraits
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
    path("<int:pk>/grille/rangs/", grille_vive.rangs, name="rangs"),
    path("<int:pk>/grille/changements/", grille_vive.changements, name="changements"),
    path("<int:pk>/grille/projeter/", grille_vive.projeter, name="projeter"),
    path("<int:pk>/grille/<int:inscription>/<int:ligne>/", grille_vive.case, name="case"),
    path("<int:pk>/presences/", presences.presences, name="presences"),
    path("<int:pk>/suites/", suites, name="suites"),
    path("<int:pk>/guichets/", guichets.guichets, name="guichets"),
    path("<int:pk>/guichets/<int:financeur>/lien/", guichets.lien, name="lien"),
    path("<int:pk>/guichets/<int:financeur>/pouvoir/", pouvoirs.pouvoir, name="pouvoir"),
    path("<int:pk>/liens/<int:lien>/", guichets.relire, name="lien-relire"),
    path("<int:pk>/liens/<int:lien>/revoquer/", guichets.revoquer, name="lien-revoquer"),
    path("<int:pk>/pouvoirs/<int:pouvoir>/papier/", pouvoirs.papier, name="pouvoir-papier"),
    path("<int:pk>/retraits/", retraits.retraits, name="retraits"),
    path("<int:pk>/retraits/<int:retrait>/lever/", retraits.lever, name="retrait-lever"),
    path("<int:pk>/inscriptions/<int:inscription>/me-retirer/", retraits.me_retirer, name="me-retirer"),
    path("<int:pk>/avenants/", avenants.avenants, name="avenants"),
    path("<int:pk>/decisions/<int:decision>/avenant/", avenants.avenant, name="avenant"),
    path("<int:pk>/ordre-du-jour.pdf", convocation.ordre_du_jour, name="ordre-du-jour"),
    path("<int:pk>/agenda.ics", convocation.agenda, name="agenda"),
    path("<int:pk>/dossier-de-seance/<int:financeur>.pdf", convocation.dossier_de_seance, name="dossier-de-seance"),
    path("<int:pk>/images/", images, name="images"),
    path("<int:pk>/scenarios/", include(scenarios)),
    path("<int:pk>/<slug:transition>/", views.avancer, name="avancer"),
]
