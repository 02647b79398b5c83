"""Les adresses du site, et celle du plancher."""

from django.urls import path

from config.urls import urlpatterns as _du_site
from outils.banc.plancher import plancher

urlpatterns = [path("plancher/", plancher), *_du_site]
