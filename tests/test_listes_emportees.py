"""La liste emportée, et son prix : le fichier est celui de l’écran, la page coûte toujours autant."""

import csv
import io
import zipfile
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from dossiers import actions
from dossiers.models import Dossier
from tests import fabriques
from tests.test_listes_arrangees import LISTE, entetes, intitules
from workflows.envois import Envoi
from workflows.temps import maintenant


def tableur(client, **parametres):
    """Les rangs du fichier Excel que donne cette adresse, typés comme Excel les lit."""
    reponse = client.get(LISTE, parametres | {"format": "xlsx"})
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="dossiers.xlsx"'
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(reponse.streaming_content)))
    return classeur.get_sheet_by_index(0).to_python()


# Emporter ------------------------------------------------------------------------------------------------

TOUT = "reference,intitule,demande,obtenu,beneficiaires,debut,depose_le,exercice,charges,financeurs,tranches"


def test_dans_excel_un_nombre_reste_un_nombre_et_une_date_une_date(client, ouvrir, porteuse, depose, monde):
    client.force_login(porteuse)
    entete, rang = tableur(client, colonnes=TOUT)
    assert entete[:4] == ["Référence", "Action", "Demandé", "Obtenu"]
    lus = dict(zip(entete, rang, strict=True))
    assert (lus["Demandé"], lus["Bénéficiaires"], lus["Exercice"]) == (6000.0, 120.0, float(monde.campagne.annee))
    assert lus["Coût de l’action"] == 7000.0
    assert lus["Obtenu"] == ""  # rien d’accordé n’est pas zéro
    assert lus["Début"] == date(monde.campagne.annee, 2, 1)
    assert isinstance(lus["Déposé le"], datetime)
    assert lus["Financeurs sollicités"] == "État, Ville de Béville"


def test_l_excel_et_le_csv_sont_ceux_de_l_ecran(client, lire, ouvrir, porteuse):
    for nom in ("Alpha", "Bravo", "Charlie"):
        ouvrir(nom, description="Du sport." if nom != "Bravo" else "Rien.")
    demande = {"q": "sport", "tri": "-intitule", "colonnes": "fin,intitule,statut"}
    page = lire(porteuse, **demande)
    rangs = tableur(client, **demande)
    assert rangs[0] == entetes(page)
    assert [rang[1] for rang in rangs[1:]] == intitules(page) == ["Charlie", "Alpha"]


@pytest.mark.parametrize("debut", ["=", "+", "-", "@", "\t", "\r"])
def test_dans_excel_aucun_texte_n_est_une_formule(client, ouvrir, porteuse, debut):
    dossier = ouvrir()
    Dossier.objects.filter(pk=dossier.pk).update(intitule=f"{debut}1+1")
    client.force_login(porteuse)
    reponse = client.get(LISTE, {"format": "xlsx", "colonnes": "intitule"})
    fichier = io.BytesIO(b"".join(reponse.streaming_content))
    feuille, styles = (_du_classeur(fichier, nom) for nom in ("xl/worksheets/sheet1.xml", "xl/styles.xml"))
    assert "<f>" not in feuille
    assert 't="inlineStr"' in feuille
    assert 'quotePrefix="1"' in styles


def _du_classeur(fichier, nom):
    return zipfile.ZipFile(fichier).read(nom).decode()


def test_l_export_va_chercher_par_milliers(client, ouvrir, porteuse, django_assert_max_num_queries):
    """Le nombre de requêtes d’un export ne dépend pas du nombre de dossiers."""

    def requetes():
        client.force_login(porteuse)
        with django_assert_max_num_queries(25) as compteur:
            b"".join(client.get(LISTE, {"format": "csv", "colonnes": TOUT}).streaming_content)
        return len(compteur)

    ouvrir()
    avant = requetes()
    for rang in range(20):
        ouvrir(f"Action {rang}")
    assert requetes() == avant


# Les autres listes ---------------------------------------------------------------------------------------


def rangs_csv(client, adresse, **demande):
    reponse = client.get(adresse, demande | {"format": "csv"})
    texte = b"".join(reponse.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(texte), delimiter=";"))


def test_les_seances_se_cherchent_se_rangent_et_s_emportent(client, monde, cheffe_de_projet):
    for nom in ("Comité d’été", "Atelier"):
        fabriques.seance(monde.campagne, intitule=nom, lieu="Mairie")
    client.force_login(cheffe_de_projet)
    assert [rang[0] for rang in rangs_csv(client, "/seances/", tri="seance")] == ["Séance", "Atelier", "Comité d’été"]
    (entete, rang) = rangs_csv(client, "/seances/", q="COMITE ete")
    assert dict(zip(entete, rang, strict=True))["Lieu"] == "Mairie"
    assert "Atelier" not in client.get("/seances/", {"q": "comité"}).content.decode()
    assert client.get("/seances/", {"q": "\0" * 9, "tri": "\0", "format": "exe"}).status_code == 200


def test_les_actions_financees_s_emportent_sans_montant(client, monde, seance, en_seance, cheffe_de_projet):
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    assert len(rangs_csv(client, "/actions/")) == 1  # rien n’est annoncé
    fabriques.annoncer(ligne, cheffe_de_projet)
    entete, rang = rangs_csv(client, "/actions/", tri="porteur")
    assert entete == ["Action", "Porteur", "Année", "Commune", "Quartiers", "Objectif", "Tranches d’âge"]
    assert "700" not in ";".join(rang)
    assert len(rangs_csv(client, "/actions/", q="introuvable")) == 1


def test_les_courriels_partis_s_emportent_sans_leur_texte(client, depose, cheffe_de_projet, porteuse):
    Envoi.objects.update(statut=Envoi.Statut.ENVOYEE, envoyee_le=maintenant())
    client.force_login(cheffe_de_projet)
    entete, *rangs = rangs_csv(client, "/relances/")
    assert entete == ["Quand", "Objet", "À qui", "Adresse", "Suite", "Motif"]
    assert {rang[4] for rang in rangs} == {"Remis"}
    assert len(rangs_csv(client, "/relances/", q="introuvable")) == 1


# Le prix d’une page --------------------------------------------------------------------------------------


@pytest.mark.parametrize("demande", [{}, {"lignes": "100"}, {"page": "2"}, {"filtres": "1"}, {"q": "action"}], ids=str)
def test_la_page_coute_toujours_autant_et_peu(client, monde, ouvrir, cheffe_de_projet, demande):
    """Douze requêtes au plus pour l’équipe, quel que soit le nombre de lignes ; le panneau des facettes en demande d’autres."""

    def requetes():
        client.force_login(cheffe_de_projet)
        with CaptureQueriesContext(connection) as lues:
            assert client.get(LISTE, demande).status_code == 200
        return len(lues)

    _deposer([ouvrir(f"Action {rang}") for rang in range(30)])
    avant = requetes()
    _deposer([ouvrir(f"Encore {rang}") for rang in range(40)])
    assert requetes() == avant
    assert avant <= (12 if "filtres" not in demande else 23)


def _deposer(dossiers):
    """Assez de dossiers déposés pour deux pages, sans rejouer soixante-dix dépôts : la liste seule est en cause."""
    with connection.cursor() as curseur:
        for dossier in dossiers:
            curseur.execute(
                "UPDATE dossiers_dossier SET statut = 'depose', depose_le = cree_le WHERE id = %s", [dossier.pk]
            )


def test_la_derniere_page_suit_l_ordre_des_autres(client, lire, ouvrir, porteuse):
    """Elle se lit depuis la fin : ce doit être la même suite."""
    for rang in range(60):
        ouvrir(f"Action {rang:02}")
    for tri in ("intitule", "-intitule", "-demande", "statut", "obtenu"):
        suite = [titre for page in (1, 2, 3) for titre in intitules(lire(porteuse, tri=tri, page=page))]
        assert len(set(suite)) == 60
        assert suite == intitules(lire(porteuse, tri=tri, lignes=100)), tri
