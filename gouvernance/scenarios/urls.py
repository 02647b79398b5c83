"""Les scénarios d’un comité, sous l’adresse de leur séance."""

from django.urls import path

from gouvernance.scenarios import views

scenarios = [
    path("", views.liste, name="scenarios"),
    path("comparer/", views.comparer, name="scenarios-comparer"),
    path("<int:scenario>/", views.scenario, name="scenario"),
    path("<int:scenario>/geste/", views.geste, name="scenario-geste"),
    path("<int:scenario>/choisir/", views.choisir, name="scenario-choisir"),
]
