"""Ce qui se lit d’un coup, ou par un ordre composé d’avance, est ce que la base aurait rendu sans cela."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Count, prefetch_related_objects
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from dossiers import actions, fiche
from dossiers.models import (
    DemandeAvis,
    Dossier,
    IndicateurDeResultat,
    Lieu,
    Ligne,
    MoyenHumain,
    NoteInterne,
    PassageDossier,
    PosteBudgetaire,
    Proposition,
    PublicParAge,
)
from dossiers.models.projet import LISTES
from programmation.models import Seance, TrancheAge
from tests import fabriques
from tests.conftest import frais
from workflows.composee import composee


@pytest.fixture
def fourni(monde, porteuse):
    """Un dossier qui énumère de tout, dans un ordre qui n’est pas celui de l’écriture."""
    dossier = fabriques.dossier(
        monde.campagne, monde.association, porteuse, demandes={monde.ville: 1000, monde.etat: Decimal("12.30")},
        quartiers=[monde.quartier, monde.ilots], objectif_=monde.objectif,
    )  # fmt: skip
    Lieu.objects.create(dossier=dossier, rang=2, nom="Le parc « d’Essai »", quartier=monde.quartier)
    Lieu.objects.create(dossier=dossier, rang=1, nom="La \\ maison", adresse="1, rue Fictive")
    IndicateurDeResultat.objects.create(dossier=dossier, libelle="Séances", cible=Decimal("0.10"))
    MoyenHumain.objects.create(dossier=dossier, categorie="cdi", etpt=Decimal("1.50"))
    PosteBudgetaire.objects.create(dossier=dossier, sens="charge", compte="61", montant=Decimal("5.05"))
    for tranche in TrancheAge.objects.all()[:2]:
        PublicParAge.objects.create(dossier=dossier, tranche=tranche, personnes=12)
    partenaire = fabriques.organisation("Le Relais d’Essai")
    dossier.partenariats.create(organisation=partenaire, part_pourcent=Decimal("40.00"), invite_par=porteuse)
    return dossier


def valeurs(objet):
    return {champ.attname: getattr(objet, champ.attname) for champ in objet._meta.concrete_fields}


def test_d_un_coup_ou_une_a_une_les_listes_sont_les_memes(fourni):
    une_a_une, d_un_coup = Dossier.objects.get(pk=fourni.pk), Dossier.objects.get(pk=fourni.pk)
    prefetch_related_objects([une_a_une], *["__".join((nom, *liens)) for nom, liens in LISTES.items()])
    assert connection.features.supports_json_field  # SQLite le demande à la base, une fois
    with CaptureQueriesContext(connection) as requetes:
        d_un_coup.lire_ses_listes()
        for nom in LISTES:
            attendus, lus = getattr(une_a_une, nom).all(), getattr(d_un_coup, nom).all()
            assert [valeurs(lu) for lu in lus] == [valeurs(attendu) for attendu in attendus], nom
        lignes = [(x.financeur.organisation.nom, str(x.demande_contrat_de_ville)) for x in d_un_coup.lignes.all()]
        assert [x.dossier is d_un_coup for x in d_un_coup.lignes.all()] == [True, True]
        assert [lieu.quartier and lieu.quartier.nom for lieu in d_un_coup.lieux.all()]
    assert len(requetes) == 1
    assert lignes == [(x.financeur.organisation.nom, str(x.demande_contrat_de_ville)) for x in une_a_une.lignes.all()]


def test_ce_qui_est_deja_lu_ne_se_relit_pas_et_une_liste_filtree_reste_celle_du_dossier(fourni):
    dossier = Dossier.objects.get(pk=fourni.pk)
    dossier.lire_ses_listes("lieux", "postes")
    with CaptureQueriesContext(connection) as requetes:
        dossier.lire_ses_listes("lieux")
    assert len(requetes) == 0
    assert dossier.lieux.filter(rang=2).get().nom == "Le parc « d’Essai »"
    assert not Dossier.objects.get(pk=fourni.pk).lieux.filter(nom="ailleurs").exists()


def test_la_fiche_se_lit_en_deux_requetes_et_ne_vieillit_pas_sur_le_dossier(fourni):
    dossier = fiche.avec_ses_liens(Dossier.objects.filter(pk=fourni.pk)).get()
    with CaptureQueriesContext(connection) as requetes:
        avant = fiche.contenu(dossier)
    assert len(requetes) == 2  # ce que le dossier énumère, et ce que son organisation énumère
    Lieu.objects.create(dossier=dossier, rang=3, nom="Un lieu de plus")
    assert fiche.contenu(dossier) != avant
    assert fiche.contenu(dossier) == fiche.contenu(fiche.avec_tout(Dossier.objects.filter(pk=fourni.pk)).get())


def test_un_dossier_qui_n_enumere_rien(monde, porteuse):
    brouillon = actions.ouvrir_un_dossier(monde.campagne, monde.association, par=porteuse, intitule="Rien encore")
    dossier = Dossier.objects.get(pk=brouillon.pk)
    dossier.lire_ses_listes()
    assert not dossier.a_un_lieu
    assert dossier.total_demande == 0


@composee
def _par_cle(cles, cle, texte, *, liens):
    """De chaque sorte de clé : une liste, un UUID, un texte ; et une annotation."""
    dossiers = Dossier.objects.filter(pk__in=cles, cle=cle, intitule=texte).select_related(*liens)
    return dossiers.annotate(rangs=Count("lignes")).order_by("pk")


def test_un_ordre_compose_d_avance_rend_ce_que_rend_la_base(fourni, monde, porteuse):
    autre = fabriques.dossier(
        monde.campagne, monde.association, porteuse, demandes={monde.ville: 1}, quartiers=[], objectif_=monde.objectif
    )
    for dossier in (fourni, autre):
        cle = uuid.uuid4()
        Dossier.objects.filter(pk=dossier.pk).update(cle=cle)
        (lu,) = _par_cle.tous(
            [fourni.pk, autre.pk], cle, dossier.intitule, liens=("campagne__convention", "organisation")
        )
        assert valeurs(lu) == valeurs(frais(dossier))
        assert (lu.rangs, lu.campagne.convention.pilote_id) == (dossier.lignes.count(), monde.convention.pilote_id)
        assert not _par_cle.tous([], cle, dossier.intitule, liens=())
        assert not _par_cle.tous([10**30], cle, dossier.intitule, liens=())


MURS = (Dossier, Ligne, PassageDossier, Seance, DemandeAvis, NoteInterne, Proposition)


@composee
def _vus(personne, *, modele):
    return modele.objects.visibles_par(personne).order_by("pk")


def test_un_mur_compose_pour_l_un_ne_montre_a_l_autre_que_le_sien(
    fourni, depose, seance, monde, porteuse, redacteur, voisin, cheffe_de_projet, instructeur, agente
):
    """Deux personnes aux mêmes titres partagent l’ordre, jamais ce qu’il rend ; nul mur ne regarde autre chose d’elles."""
    ailleurs = fabriques.convention("Cévaux", monde.convention.contrat)
    gens = [
        porteuse,
        voisin,
        redacteur,
        cheffe_de_projet,
        fabriques.equipier(ailleurs, prenom="Odile"),
        instructeur,
        agente,
    ]
    gens += [fabriques.agent(monde.caf, "Karim", "Vasseur"), fabriques.personne()]
    for modele in MURS:
        vus = {qui.pk: list(modele.objects.visibles_par(qui).order_by("pk")) for qui in gens}
        for qui in (*gens, *reversed(gens)):
            assert _vus.tous(qui, modele=modele) == vus[qui.pk], (modele, qui)


@pytest.mark.django_db(transaction=True)
def test_un_verrou_ne_se_prend_que_dans_une_transaction(fourni):
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite ne verrouille que la base entière")
    with transaction.atomic():
        assert Dossier.verrouiller(fourni.pk) == fourni
    with pytest.raises(TransactionManagementError):
        Dossier.verrouiller(fourni.pk)
