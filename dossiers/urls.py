"""Les adresses des dossiers : la liste, la page, le formulaire, le bilan, et une adresse par passage."""

from django.urls import path

from dossiers import views

app_name = "dossiers"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("nouveau/", views.nouveau, name="nouveau"),
    path("<int:pk>/", views.dossier, name="dossier"),
    path("<int:pk>/modifier/", views.modifier_dossier, name="modifier"),
    path("<int:pk>/modifier/<slug:partie>/", views.modifier_dossier, name="partie"),
    path("<int:pk>/relire/", views.relire, name="relire"),
    path("<int:pk>/recevabilite/<slug:transition>/", views.repondre, name="repondre"),
    path("<int:pk>/lignes/<int:ligne>/versement/", views.versement, name="versement"),
    path("<int:pk>/lignes/<int:ligne>/<slug:transition>/", views.ligne_avancer, name="ligne-avancer"),
    path("<int:pk>/bilan/", views.bilan, name="bilan"),
    path("<int:pk>/bilan/<slug:transition>/", views.bilan_avancer, name="bilan-avancer"),
    path("<int:pk>/reconduire/", views.reconduire, name="reconduire"),
    path("<int:pk>/annee-suivante/", views.annee_suivante, name="annee-suivante"),
    path("<int:pk>/partenaires/", views.partenaires, name="partenaires"),
    path("<int:pk>/partenaires/part/", views.part_du_porteur, name="part-du-porteur"),
    path("<int:pk>/partenaires/<int:partenariat>/", views.part_du_partenaire, name="part-du-partenaire"),
    path(
        "<int:pk>/partenaires/<int:partenariat>/<slug:transition>/",
        views.partenariat_avancer,
        name="partenariat-avancer",
    ),
    # En dernier : les mots ci-dessus ne sont pas des transitions.
    path("<int:pk>/<slug:transition>/", views.avancer, name="avancer"),
]
