"""Les adresses du site : chaque salle apporte les siennes."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("gouvernance.accueil.urls")),
    path("", include("comptes.urls")),
    path("", include("gouvernance.public.urls")),
    path("organisations/", include("comptes.organisations.urls")),
    path("", include("dossiers.urls")),
    path("", include("gouvernance.papiers.urls")),  # avant les séances : « papiers » n’est pas un passage
    path("seances/", include("gouvernance.seances.urls")),
    path("guichet/", include("gouvernance.financeurs.urls_guichet")),
    path("campagnes/", include("gouvernance.campagnes.urls")),
    path("suites/", include("gouvernance.suites.urls")),
    path("echanges/", include("echanges.urls")),
    path("relances/", include("gouvernance.relances.urls")),
    path("courriels/", include("gouvernance.relances.urls_courriels")),
    path("administration/", admin.site.urls),
]

handler404 = "gouvernance.accueil.erreurs.page_absente"
handler403 = "gouvernance.accueil.erreurs.page_absente"
handler500 = "gouvernance.accueil.erreurs.panne"
handler400 = "gouvernance.accueil.erreurs.requete_refusee"
