"""Les pages que tout le monde lit, sans compte."""

from django.urls import path

from gouvernance.public import actions, views

app_name = "public"
urlpatterns = [
    path("quartiers/", views.quartiers, name="quartiers"),
    path("quartiers/<slug:slug>/", views.quartier, name="quartier"),
    path("objectifs/", views.objectifs, name="objectifs"),
    path("actions/", actions.actions, name="actions"),
]
