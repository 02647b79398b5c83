from django.urls import path
app_name = "seances"
urlpatterns = [path("<int:pk>/", lambda r, pk: None, name="seance")]
