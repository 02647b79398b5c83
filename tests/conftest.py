"""Les personnages et les lieux des récits : une convention, son équipe, ses financeurs, une porteuse et son voisin."""

import html
from types import SimpleNamespace

import pytest
from django.db import connection

from comptes.models import Droit, Nature, Organisation
from dossiers import actions
from dossiers.models import Inscription, Ligne
from tests import fabriques
from tests.tableurs import ligne, siret
from workflows.composee import oublier_les_ordres


@pytest.fixture
def a_part(settings, tmp_path):
    """Un dossier de papiers à soi, encore vide."""
    settings.PAPIERS = tmp_path / "papiers"
    return settings.PAPIERS


@pytest.fixture
def regles_neuves():
    """Ce qu’une règle ôtée a fait composer ne survit pas à l’essai."""
    yield
    oublier_les_ordres()


@pytest.fixture
def monde(db):
    return batir_le_monde()


def batir_le_monde():
    """Une convention à deux quartiers, une campagne ouverte au dépôt, trois financeurs, deux associations."""
    convention = fabriques.convention()
    campagne = fabriques.campagne(convention)
    etat = fabriques.financeur("État", Nature.ETAT, dispositif="P147", ordre=1, campagnes=[campagne])
    ville = fabriques.financeur(
        organisation_=convention.pilote, dispositif="contrat de ville", ordre=2, campagnes=[campagne]
    )
    caf = fabriques.financeur("CAF", Nature.ORGANISME_SOCIAL, ordre=3, campagnes=[campagne])
    quartier = fabriques.quartier(convention, "Le Plateau")
    ilots = fabriques.quartier(convention, "Les Îlots")
    return SimpleNamespace(
        convention=convention,
        campagne=campagne,
        etat=etat,
        ville=ville,
        caf=caf,
        quartier=quartier,
        ilots=ilots,
        objectif=fabriques.objectif(convention, quartier),
        objectif_des_ilots=fabriques.objectif(convention, ilots, "Faire vivre un lieu de proximité"),
        association=fabriques.organisation("Les Passerelles d’Essai"),
        voisine=fabriques.organisation("L’Autre Association"),
    )


@pytest.fixture
def porteuse(monde):
    """Nadia, signataire de son association."""
    return fabriques.membre(monde.association)


@pytest.fixture
def redacteur(monde):
    """Samir écrit, mais ne dépose pas."""
    return fabriques.membre(monde.association, Droit.REDACTEUR, "Samir", "Delattre")


@pytest.fixture
def voisin(monde):
    """Le signataire d’une autre association : il ne doit rien voir."""
    return fabriques.membre(monde.voisine, prenom="Victor", nom="Voisin")


@pytest.fixture
def cheffe_de_projet(monde):
    return fabriques.equipier(monde.convention)


@pytest.fixture
def instructeur(monde):
    return fabriques.equipier(monde.convention, Droit.INSTRUCTEUR, "Louis", "Marle")


@pytest.fixture
def agente(monde):
    """Élise, agente de l’État."""
    return fabriques.agent(monde.etat)


@pytest.fixture
def dossier(monde, porteuse):
    """Un brouillon complet, prêt à déposer, qui sollicite l’État et la ville."""
    return fabriques.dossier(
        monde.campagne,
        monde.association,
        porteuse,
        demandes={monde.etat: 4000, monde.ville: 2000},
        quartiers=[monde.quartier],
        objectif_=monde.objectif,
    )


@pytest.fixture
def depose(dossier, porteuse):
    actions.avancer(dossier, "deposer", par=porteuse)
    return frais(dossier)


@pytest.fixture
def recevable(depose, cheffe_de_projet):
    actions.repondre_pour_toutes(depose, "declarer_recevable", par=cheffe_de_projet)
    return frais(depose)


@pytest.fixture
def seance(monde, cheffe_de_projet):
    """Un comité des financeurs ouvert, quelqu’un présent, l’ordre du jour encore vide."""
    comite = fabriques.seance(monde.campagne)
    fabriques.presence(comite)
    return fabriques.ouvrir(comite, cheffe_de_projet)


@pytest.fixture
def en_seance(monde, porteuse, cheffe_de_projet, seance):
    """Met une ligne de la ville à l’ordre du jour, avec sa décision saisie ; rend la ligne."""
    fabriques.enveloppe(monde.campagne, monde.ville, 1000)

    def inscrire(decision="accorder", montant=700, motif="", demande=2000):
        nouveau = fabriques.dossier(
            monde.campagne,
            monde.association,
            porteuse,
            demandes={monde.ville: demande},
            quartiers=[monde.quartier],
            objectif_=monde.objectif,
        )
        actions.avancer(nouveau, "deposer", par=porteuse)
        actions.repondre_pour_toutes(frais(nouveau), "declarer_recevable", par=cheffe_de_projet)
        inscription = actions.inscrire(seance, frais(nouveau), par=cheffe_de_projet)
        ligne = Ligne.objects.get(dossier=nouveau)
        montants = {"contrat_de_ville": montant} if decision == "accorder" else {}
        actions.saisir(inscription, ligne, par=cheffe_de_projet, choix=decision, motif=motif, **montants)
        return ligne

    return inscrire


@pytest.fixture
def comite(monde, recevable, cheffe_de_projet):
    """Un comité ouvert, un dossier à l’ordre du jour, l’État et la ville sollicités."""
    fabriques.enveloppe(monde.campagne, monde.ville, 1500)
    comite = fabriques.seance(monde.campagne)
    fabriques.presence(comite)
    actions.inscrire(comite, recevable, par=cheffe_de_projet)
    return fabriques.ouvrir(comite, cheffe_de_projet)


@pytest.fixture
def inscription(comite):
    return Inscription.objects.get(seance=comite)


@pytest.fixture
def equipe(client, cheffe_de_projet):
    """Le navigateur de la cheffe de projet, déjà entrée."""
    client.force_login(cheffe_de_projet)
    return client


@pytest.fixture
def lire(client):
    """Ce qu’une personne lit d’une page, avec ces paramètres."""

    def lire(personne, adresse="/dossiers/", **parametres):
        client.force_login(personne)
        reponse = client.get(adresse, parametres, follow=True)
        assert reponse.status_code == 200
        return html.unescape(reponse.content.decode())

    return lire


@pytest.fixture
def ouvrir(monde, porteuse):
    """Ouvre un brouillon de l’association, sur le premier objectif ; `champs` en change ce que le récit veut."""

    def ouvrir(intitule="Une action", quartier=None, **champs):
        return fabriques.dossier(
            monde.campagne,
            champs.pop("organisation", monde.association),
            porteuse,
            demandes=champs.pop("demandes", {monde.ville: 1000}),
            quartiers=[quartier or monde.quartier],
            objectif_=monde.objectif,
            intitule=intitule,
            **champs,
        )

    return ouvrir


@pytest.fixture
def justes(monde):
    """Trois lignes justes, deux porteurs nouveaux et un connu."""
    Organisation.objects.filter(pk=monde.association.pk).update(siret=siret(99))
    annee = monde.campagne.annee
    return [
        ligne(annee, 1),
        ligne(annee, 2, **{"Organisme": "Un autre nom", "SIRET": siret(99)}),
        ligne(annee, 3, **{"Statut": "En cours de saisie"}),
    ]


def frais(objet):
    """L’objet tel que la base le connaît maintenant."""
    return type(objet).objects.get(pk=objet.pk)


def statut(objet):
    return frais(objet).statut


def pytest_collection_modifyitems(config, items):
    """Sur PostgreSQL, ce qui ne touche pas la base a déjà été joué sur SQLite : on ne le rejoue pas."""
    if connection.vendor == "sqlite":
        return
    vers_la_base = {"db", "transactional_db", "_django_db_helper", "django_db_setup", "django_db", "services"}
    garder, ecarter = [], []
    for essai in items:
        liens = {*essai.fixturenames, *(marque.name for marque in essai.iter_markers())}
        (garder if liens & vers_la_base else ecarter).append(essai)
    config.hook.pytest_deselected(items=ecarter)
    items[:] = garder
