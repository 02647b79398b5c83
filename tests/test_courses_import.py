"""Deux gestes au même instant sur un import, sur PostgreSQL : ce qui est écrit garde sa trace."""

from threading import Event
from time import sleep

import pytest
from django.db import transaction
from django.urls import reverse

from dossiers.models import Dossier
from echanges.ecriture import importer
from echanges.models import Import, RangImporte
from tests.tableurs import en_xlsx, jusqu_a_l_essai, ligne
from tests.test_courses import ensemble, postgresql, relue  # noqa: F401

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_oublier_un_import_qui_s_ecrit_ne_perd_pas_sa_trace(client, monde, cheffe_de_projet):
    """La cheffe importe ; dans un autre onglet, on oublie le même fichier avant que l’écriture ne soit finie."""
    client.force_login(cheffe_de_projet)
    recu, page = jusqu_a_l_essai(client, monde.campagne, en_xlsx([ligne(monde.campagne.annee, 1)]))
    presque = Event()

    def ecrire():
        with transaction.atomic():
            importer(recu, par=relue(cheffe_de_projet), empreinte=page.context["etude"].empreinte)
            presque.set()
            sleep(1)

    def oublier():
        presque.wait(timeout=20)
        return client.post(reverse("echanges:abandonner", args=[recu.pk]))

    _, reponse = ensemble(ecrire, oublier)
    assert reponse.headers["Location"] == recu.get_absolute_url()
    assert Dossier.objects.count() == RangImporte.objects.exclude(dossier=None).count() == 1
    assert Import.objects.get().ecrit_le is not None
