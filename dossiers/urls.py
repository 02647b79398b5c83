from django.urls import path
app_name = "dossiers"
urlpatterns = [path("<int:pk>/", lambda r, pk: None, name="dossier"), path("<int:pk>/bilan/", lambda r, pk: None, name="bilan")]
