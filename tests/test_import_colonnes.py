"""Les colonnes d’un import, ses porteurs et ses statuts : ce qui se reconnaît, ce qui se demande, ce qui se retient."""

import pytest
from django.urls import reverse

from comptes.models import Organisation
from dossiers.models import Dossier
from echanges.models import AppariementRetenu, Import, RangImporte
from tests import fabriques
from tests.conftest import frais
from tests.tableurs import (
    COLONNES,
    RANG,
    apparier,
    deposer,
    en_xlsx,
    importer,
    issues,
    jusqu_a_l_essai,
    ligne,
    siret,
    texte,
)

pytestmark = pytest.mark.django_db


# 1. Les organisations -------------------------------------------------------------------------------------


def test_le_siret_puis_le_rna_puis_le_nom_designent_le_porteur(equipe, monde):
    par_rna = fabriques.organisation("Club des deux rives", rna="W621000001")
    annee = monde.campagne.annee
    lignes = [
        ligne(annee, 1, **{"Organisme": "L’AUTRE association", "SIRET": ""}),
        ligne(annee, 2, **{"Organisme": "Écrit de travers", "SIRET": "", "RNA": "W621000001"}),
        ligne(annee, 3, **{"Organisme": "Nouvelle Asso", "SIRET": siret(7)}),
        ligne(annee, 4, **{"Organisme": "Nouvelle asso (siège)", "SIRET": siret(7)}),
    ]
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(lignes))
    assert [o.nom for o in page.context["etude"].nouvelles] == ["Nouvelle Asso"]
    assert "1 organisation nouvelle" in texte(page)
    importer(equipe, recu, page)
    porteurs = [d.organisation for d in Dossier.objects.order_by("numero")]
    assert porteurs[:2] == [monde.voisine, par_rna]
    assert porteurs[2] == porteurs[3]
    assert Organisation.objects.filter(siret=siret(7)).count() == 1


# 2. Les colonnes et les statuts ---------------------------------------------------------------------------


def test_l_appariement_choisi_est_retenu_pour_la_convention(equipe, monde, justes):
    colonnes = ["Truc" if nom == "Titre de l’action" else nom for nom in COLONNES]
    contenu = en_xlsx(justes, colonnes)
    deposer(equipe, monde.campagne, contenu)
    recu = Import.objects.get()
    assert "intitule" not in recu.appariement.values()
    assert "Aucune colonne n’est l’intitulé" in texte(apparier(equipe, recu))
    assert apparier(equipe, recu, c1="intitule").status_code == 302
    deposer(equipe, monde.campagne, contenu)
    assert Import.objects.latest("pk").appariement[str(RANG["Titre de l’action"])] == "intitule"
    assert AppariementRetenu.objects.get(entete="contact").colonne == ""


def test_deux_colonnes_ne_disent_pas_la_meme_chose(equipe, monde, justes):
    deposer(equipe, monde.campagne, en_xlsx(justes))
    page = texte(apparier(equipe, Import.objects.get(), c18="intitule"))
    assert "La colonne B est déjà « Intitulé de l’action »" in page


def test_cloturee_ne_se_devine_pas(equipe, monde):
    lignes = [ligne(monde.campagne.annee, 1), ligne(monde.campagne.annee, 2, Statut="Cloturée")]
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(lignes))
    [faute] = page.context["etude"].fautes
    assert (faute.ligne, faute.valeur) == (3, "Cloturée")
    assert "écartée, ou traitée et payée" in faute.raison
    recu.refresh_from_db()
    assert "écartée, ou traitée et payée" in texte(equipe.get(reverse("echanges:colonnes", args=[recu.pk])))
    apparier(equipe, recu, q_cloturee="ecarter")
    page = equipe.get(reverse("echanges:essai", args=[recu.pk]))
    assert issues(page) == {"cree": 1, "ecarte": 1}
    importer(equipe, recu, page)
    assert Dossier.objects.count() == 1
    assert RangImporte.objects.get(issue="ecarte").brut[RANG["Statut"]] == "Cloturée"


def test_la_ligne_brute_est_gardee_avec_ce_qui_ne_sert_pas(equipe, monde, justes):
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(justes), nom="Dauphin 2027.xlsx")
    importer(equipe, recu, page)
    rang = RangImporte.objects.get(ligne=2, import_recu=recu)
    assert rang.brut[RANG["Contact"]] == "06 00 00 00 00"
    assert rang.dossier.numero_dauphin == "DA00000001"
    rendu = texte(equipe.get(recu.get_absolute_url()))
    assert "06 00 00 00 00" in rendu
    assert "Dauphin 2027.xlsx" in rendu
    assert frais(recu).comptes == {"cree": 3, "organisations": 2}
