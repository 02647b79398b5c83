"""Les adresses des dossiers : la liste, la page, le formulaire, le bilan, et une adresse par passage."""

from django.urls import path

from dossiers import views

app_name = "dossiers"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("nouveau/", views.nouveau, name="nouveau"),
    path("saisie/", views.saisir, name="saisie"),
    path("saisie/porteurs/", views.chercher_un_porteur, name="porteurs"),
    path("saisie/jumeaux/", views.chercher_un_jumeau, name="jumeaux"),
    path("<int:pk>/", views.dossier, name="dossier"),
    path("<int:pk>/modifier/", views.modifier_dossier, name="modifier"),
    path("<int:pk>/modifier/<slug:partie>/", views.modifier_dossier, name="partie"),
    path("<int:pk>/relire/", views.relire, name="relire"),
    path("<int:pk>/recevabilite/<slug:transition>/", views.repondre, name="repondre"),
    path("<int:pk>/lignes/<int:ligne>/versement/", views.versement, name="versement"),
    path("<int:pk>/lignes/<int:ligne>/<slug:transition>/", views.ligne_avancer, name="ligne-avancer"),
    path("<int:pk>/bilan/", views.bilan, name="bilan"),
    path("<int:pk>/bilan/<slug:transition>/", views.bilan_avancer, name="bilan-avancer"),
    # En dernier : les mots ci-dessus ne sont pas des transitions.
    path("<int:pk>/<slug:transition>/", views.avancer, name="avancer"),
]
