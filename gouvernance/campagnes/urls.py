"""Les campagnes : leur calendrier, leurs enveloppes, les enjeux qu’elles annoncent."""

from django.urls import path

from gouvernance.campagnes import enjeux, enveloppes, views

app_name = "campagnes"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("nouvelle/", views.nouvelle, name="nouvelle"),
    path("<int:pk>/", views.campagne, name="campagne"),
    path("<int:pk>/modifier/", views.modifier, name="modifier"),
    path("<int:pk>/enveloppes/", enveloppes.enveloppes, name="enveloppes"),
    path("<int:pk>/enveloppes/<int:enveloppe>/", enveloppes.enveloppe, name="enveloppe"),
    path("<int:pk>/enveloppes/<int:enveloppe>/demandes/", enveloppes.rattacher, name="enveloppe-demandes"),
    path("<int:pk>/enjeux/", enjeux.enjeux, name="enjeux"),
    path("<int:pk>/enjeux/<int:enjeu>/", enjeux.enjeu, name="enjeu"),
    path("<int:pk>/enjeux/<int:enjeu>/retirer/", enjeux.retirer, name="retirer-enjeu"),
]
