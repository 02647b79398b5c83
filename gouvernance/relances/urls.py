"""Les adresses des relances."""

from django.urls import path

from gouvernance.relances import views

app_name = "relances"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("geste/", views.geste, name="geste"),
    path("<int:pk>/", views.message, name="message"),
    path("apercu/<slug:cle>/", views.apercu, name="apercu"),
]
