"""Les chemins de la base, sur PostgreSQL : qui voit peu de dossiers n’en fait pas lire des milliers, quoi qu’il cherche."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptes.models import Nature, Organisation, Qualite
from dossiers.models import Dossier, Ligne
from tests import fabriques
from workflows.temps import maintenant

pytestmark = [pytest.mark.services, pytest.mark.django_db]
AILLEURS, ICI, ANNONCES = 6000, 40, 10


@pytest.fixture(autouse=True)
def postgresql():
    if connection.vendor != "postgresql":
        pytest.fail("Les plans se lisent sur PostgreSQL : SQLite a les siens.")


@pytest.fixture
def pays(monde, porteuse):
    """Des milliers de dossiers d’ailleurs, dont un voisin du même contrat, et quarante d’ici."""
    pilote_voisin = fabriques.convention("Cévaux", monde.convention.contrat)
    loin = fabriques.convention("Dambreuil")
    monde.guichet_national = fabriques.financeur("Fondation", Nature.AUTRE, ordre=9)
    associations = Organisation.objects.bulk_create([Organisation(nom=f"Association {n}") for n in range(200)])
    ailleurs = _dossiers(fabriques.campagne(loin), associations, porteuse, AILLEURS)
    voisins = _dossiers(fabriques.campagne(pilote_voisin), associations, porteuse, 300)
    ici = _dossiers(monde.campagne, [monde.association], porteuse, ICI)
    Dossier.quartiers.through.objects.bulk_create(
        Dossier.quartiers.through(dossier=d, quartier=monde.quartier) for d in (*ici, *voisins[:5])
    )
    Ligne.objects.bulk_create(Ligne(dossier=d, financeur=monde.guichet_national) for d in (*ailleurs[:20], *ici[:10]))
    with connection.cursor() as curseur:
        curseur.execute("UPDATE dossiers_dossier SET statut = 'depose'")
        curseur.execute(
            "UPDATE dossiers_dossier SET statut = 'programme', annonce_le = now() WHERE id = ANY(%s)",
            [[d.pk for d in ici[:ANNONCES]]],
        )
        curseur.execute("ANALYZE")
    return monde


def _dossiers(campagne, organisations, par, nombre):
    return Dossier.objects.bulk_create(
        Dossier(
            campagne=campagne,
            organisation=organisations[rang % len(organisations)],
            numero=rang + 1,
            intitule=f"Action {rang}",
            description="Des séances chaque mercredi. " * 20,
            recherche=f"action numero{rang} rare{rang % 500} " + "des seances chaque mercredi. " * 20,
            depose_le=maintenant(),
            cree_par=par,
            modifie_par=par,
        )
        for rang in range(nombre)
    )


def _noeuds(plan):
    yield plan
    for dessous in plan.get("Plans", ()):
        yield from _noeuds(dessous)


def noeuds_de(sql):
    with connection.cursor() as curseur:
        curseur.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        rendu = curseur.fetchone()[0]
    return list(_noeuds((json.loads(rendu) if isinstance(rendu, str) else rendu)[0]["Plan"]))


def lectures_entieres(client, **demande):
    """Les requêtes de la liste qui parcourent toute la table des dossiers."""
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.get("/dossiers/", demande)
    assert reponse.status_code == 200
    lues = [q["sql"] for q in requetes if '"dossiers_dossier"' in q["sql"] and q["sql"].startswith("SELECT")]
    assert lues
    return [
        sql
        for sql in lues
        if any(n["Node Type"] == "Seq Scan" and n.get("Relation Name") == "dossiers_dossier" for n in noeuds_de(sql))
    ]


def _personne(pays, qui):
    if qui == "la porteuse":
        return fabriques.membre(Organisation.objects.get(nom="Association 7")), AILLEURS // 200 + 2
    if qui == "la cheffe":
        return fabriques.equipier(pays.convention), ICI
    if qui == "la cheffe d’un quartier partagé":
        return fabriques.equipier(pays.convention, prenom="Alix"), ICI + 5
    if qui == "l’agent d’un guichet":
        return fabriques.agent(pays.guichet_national), 30
    if qui == "l’agent qui copilote aussi":
        pays.convention.copilotes.add(pays.guichet_national.organisation)
        return fabriques.agent(pays.guichet_national), ICI + 20
    elue = fabriques.personne("Édith", "Élue")
    fabriques.rattacher(elue, pays.convention.pilote, Qualite.LECTURE, "lecteur")
    return elue, ANNONCES


DEMANDES = [
    {},
    {"q": "rare17"},
    {"statut": "depose"},
    {"tri": "-demande"},
    {"tri": "intitule", "page": "2"},
    {"filtres": "1"},
]
PEU = [
    "la porteuse",
    "la cheffe",
    "la cheffe d’un quartier partagé",
    "l’agent d’un guichet",
    "l’agent qui copilote aussi",
    "l’élue",
]


@pytest.mark.parametrize("qui", PEU)
def test_qui_voit_peu_ne_fait_pas_tout_lire(client, pays, qui):
    personne, nombre = _personne(pays, qui)
    if qui != "la cheffe d’un quartier partagé":
        Dossier.quartiers.through.objects.filter(dossier__campagne__convention__commune__nom="Cévaux").delete()
    assert Dossier.objects.visibles_par(personne).count() == nombre
    client.force_login(personne)
    for demande in DEMANDES:
        assert lectures_entieres(client, **demande) == [], demande


def test_la_recherche_plein_texte_va_a_son_index(pays):
    with CaptureQueriesContext(connection) as requetes:
        assert Dossier.objects.dont_le_texte_dit("RARE17 mercredi").count() > AILLEURS // 500
    noeuds = noeuds_de(requetes[0]["sql"])
    assert "dossiers_recherche_trigrammes" in {n.get("Index Name") for n in noeuds}
    assert "Seq Scan" not in {n["Node Type"] for n in noeuds}
