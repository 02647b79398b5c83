"""Un tableur fautif : chaque faute nommée (ligne, colonne, valeur, raison) ; rien ne s’écrit ; corrigé, il passe, et repasse."""

import csv
import io
import zipfile

import pytest
import xlsxwriter
from django.urls import reverse

from dossiers.models import Dossier
from echanges.models import Import
from tests.tableurs import (
    COLONNES,
    RANG,
    apparier,
    deposer,
    en_csv,
    en_xlsx,
    importer,
    jusqu_a_l_essai,
    ligne,
    siret,
    texte,
)

pytestmark = pytest.mark.django_db
FAUTES = [
    ("Quartier(s)", "Le Sablon", "Ce quartier n’est pas dans la liste"),
    ("Objectif", "Construire une fusée", "Cet objectif n’est pas dans la liste"),
    ("Objectif", "Faire vivre un lieu de proximité", "C’est un objectif de Les Îlots"),
    ("Tranche d’âge", "Les centenaires", "Cette tranche d’âge n’est pas dans la liste"),
    ("Financeur", "La Banque du coin", "Ce financeur n’est pas de la campagne"),
    ("SIRET", "12345678900011", "Ce SIRET n’existe pas"),
    ("SIRET", "1234", "Un SIRET a 14 chiffres"),
    ("RNA", "X99", "Un numéro RNA commence par W"),
    ("N° Dauphin", "DA123", "Un numéro Dauphin s’écrit DA"),
    ("N° Dauphin", "DA00000001", "Déjà à la ligne 2"),
    ("N° Dauphin", "00000001", "Déjà à la ligne 2"),
    ("Montant demandé", "-5", "ne peut pas être négatif"),
    ("Montant demandé", "12,345", "deux chiffres au plus après la virgule"),
    ("Montant demandé", "NaN", "n’est pas un montant"),
    ("Montant demandé", "1000000000000000", "trop grand"),
    ("Montant demandé", "beaucoup", "n’est pas un montant"),
    ("Date de début", "30/02/2027", "n’est pas une date"),
    ("Date de début", "01/01/20226", "n’est pas une date"),
    ("Date de début", "01/01/1999", "hors du calendrier"),
    ("Date de fin", "01/01/2027", "finit avant de commencer"),
    ("Dont QPV", "500", "dépasse le total de 120"),
    ("Bénéficiaires", "-3", "n’est pas un nombre de personnes"),
    ("Titre de l’action", "", "L’intitulé est vide"),
    ("Titre de l’action", "a" * 256, "trop long"),
    ("Résumé", "b" * 8001, "trop long"),
    ("Titre de l’action", "Cloche\x07", "caractère invisible"),
    ("Titre de l’action", "Renversé \u202egnp.exe", "caractère invisible"),
    ("Exercice", 2019, "Cette ligne est de l’exercice 2019"),
    ("Statut", "Envolée", "n’est pas l’un de ceux de Dauphin"),
    ("Statut", "Rejetée", "ne se devine pas"),
    ("Organisme", "", "ajoutez le nom"),
    ("Résumé", "#REF!", "erreur du tableur"),
]


def lignes_fautives(annee, nombre=40):
    """Les fautes ci-dessus, l’une après l’autre, jusqu’à `nombre` lignes ; la faute d’une ligne est la seule de sa ligne."""
    for rang in range(nombre):
        colonne, valeur, raison = FAUTES[rang % len(FAUTES)]
        changements = {colonne: valeur.replace("2027", str(annee)) if isinstance(valeur, str) else valeur}
        if colonne == "Organisme":
            changements["SIRET"] = siret(500)
        yield ligne(annee, 1000 + rang, **changements), colonne, raison


# 1. Trois cents lignes, quarante fautives ------------------------------------------------------------------


@pytest.mark.parametrize("en", [en_xlsx, en_csv])
def test_trois_cents_lignes_dont_quarante_fautives_chacune_nommee_puis_corrigees(equipe, monde, en):
    annee = monde.campagne.annee
    bonnes, fautives = [ligne(annee, rang + 1) for rang in range(260)], list(lignes_fautives(annee))
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en([*bonnes, *(rangee for rangee, _, _ in fautives)]))
    etude = page.context["etude"]
    assert etude.lignes_fautives == list(range(262, 302))
    for faute, (rangee, colonne, raison) in zip(etude.fautes, fautives, strict=True):
        assert colonne in faute.colonne
        assert raison in faute.raison
        assert faute.valeur[:20].replace("␇", "\x07") == str(rangee[RANG[colonne]])[:20]
    assert len({(colonne, raison) for _, colonne, raison in fautives}) >= 12
    assert "rien n’est écrit" in texte(importer(equipe, recu, page))
    assert not Dossier.objects.exists()

    corrige = en([*bonnes, *(ligne(annee, 1000 + rang) for rang in range(40))])
    for attendu in ({"cree": 300}, {"inchange": 300}):
        recu, page = jusqu_a_l_essai(equipe, monde.campagne, corrige)
        assert dict(page.context["etude"].comptes) == attendu
        importer(equipe, recu, page)
        assert Dossier.objects.deposes().count() == 300


def test_les_lignes_fautives_se_telechargent_sans_formule_qui_s_execute(equipe, monde):
    annee = monde.campagne.annee
    lignes = [ligne(annee, 1), ligne(annee, 2, **{"Quartier(s)": "Le Sablon", "Contact": "=cmd|' /C calc'!A0"})]
    recu, _ = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(lignes))
    reponse = equipe.get(reverse("echanges:fautes", args=[recu.pk]))
    entetes, rangee = csv.reader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";")
    assert entetes[2:] == list(COLONNES)
    assert rangee[0] == "3"
    assert "Ce quartier n’est pas dans la liste" in rangee[1]
    assert rangee[-1].startswith("'=cmd")


def test_une_ligne_a_plusieurs_fautes_les_dit_toutes(equipe, monde):
    fautive = ligne(monde.campagne.annee, 1, **{"Quartier(s)": "Le Sablon", "SIRET": "12", "Montant demandé": "x"})
    _, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx([fautive]))
    assert {f.colonne for f in page.context["etude"].fautes} == {
        "Quartier(s) (colonne H)", "SIRET (colonne D)", "Montant demandé (colonne Q)",
    }  # fmt: skip


def test_un_dossier_dit_transmis_sans_objectif_ne_peut_pas_etre_depose(equipe, monde):
    _, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx([ligne(monde.campagne.annee, 1, **{"Objectif": ""})]))
    [faute] = page.context["etude"].fautes
    assert "L’objectif principal manque" in faute.raison


# 2. Les fichiers, d’où qu’ils viennent ---------------------------------------------------------------------


@pytest.mark.parametrize("separateur", [";", ",", "\t"])
@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_tout_encodage_et_tout_separateur_se_lisent(equipe, monde, separateur, encodage):
    contenu = en_csv([ligne(monde.campagne.annee, 1), [""] * len(COLONNES)], separateur=separateur, encodage=encodage)
    _, page = jusqu_a_l_essai(equipe, monde.campagne, contenu, nom="sans-extension")
    assert dict(page.context["etude"].comptes) == {"cree": 1}


def test_un_titre_au_dessus_des_colonnes_et_des_lignes_vides_ne_genent_pas(equipe, monde):
    avant = [["Export des demandes"], [], ["édité le", "02/03/2027"]]
    contenu = en_xlsx([ligne(monde.campagne.annee, 1), [], ligne(monde.campagne.annee, 2)], avant=avant)
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, contenu)
    assert recu.ligne_des_entetes == 4
    assert [rang.ligne for rang in page.context["etude"].rangs] == [5, 7]


def test_dates_formules_erreurs_et_fusions_d_un_classeur(equipe, monde):
    annee, tampon = monde.campagne.annee, io.BytesIO()
    classeur = xlsxwriter.Workbook(tampon)
    feuille = classeur.add_worksheet()
    jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
    for numero, rangee in enumerate([COLONNES, ligne(annee, 1), ligne(annee, 2), ligne(annee, 3), ligne(annee, 4)]):
        feuille.write_row(numero, 0, rangee)
    feuille.write_number(1, RANG["Date de début"], 46419, jour)  # le 1er février 2027 du tableur
    feuille.write_formula(1, RANG["Montant demandé"], "=500+0.1+0.2", None, 500.30000000000001)
    feuille.write_formula(2, RANG["Montant demandé"], "=1/0", None, "#DIV/0!")
    feuille.merge_range(3, RANG["Bénéficiaires"], 4, RANG["Bénéficiaires"], 120)
    classeur.close()
    _, page = jusqu_a_l_essai(equipe, monde.campagne, tampon.getvalue())
    etude = page.context["etude"]
    assert [(f.ligne, f.colonne.split(" (")[0]) for f in etude.fautes] == [
        (3, "Montant demandé"), (4, "Bénéficiaires"), (5, "Bénéficiaires"),
    ]  # fmt: skip
    juste = etude.rangs[0].lue
    assert str(juste.valeurs["date_debut"]) == "2027-02-01"
    assert str(juste.demandes[monde.etat]["contrat"]) == "500.3"


def test_le_modele_se_telecharge_se_remplit_et_s_importe(equipe, monde):
    reponse = equipe.get(reverse("echanges:modele"), {"campagne": monde.campagne.pk})
    assert reponse.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert "n’a que ses en-têtes" in texte(deposer(equipe, monde.campagne, reponse.content))
    archive = zipfile.ZipFile(io.BytesIO(reponse.content))
    mots = archive.read("xl/sharedStrings.xml").decode()
    for attendu in (
        "État, P147 : contrat de ville",
        "Le Plateau",
        "Développer la pratique sportive",
        "Ne fusionnez aucune",
    ):
        assert attendu in mots


# 3. Les fichiers hostiles ---------------------------------------------------------------------------------


def archive(**entrees):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as sortie:
        for nom, contenu in entrees.items():
            sortie.writestr(nom.replace("__", "/").replace("_xml", ".xml"), contenu)
    return tampon.getvalue()


def retouche(contenu, nom, changer):
    """Le même classeur, une de ses pièces changée."""
    tampon, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(contenu))
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as sortie:
        for piece in source.namelist():
            sortie.writestr(piece, changer(source.read(piece)) if piece == nom else source.read(piece))
    return tampon.getvalue()


def entites(feuille):
    return feuille.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet', 1)


HOSTILES = {
    "vide": (lambda bon: b"", "vide"),
    "des espaces": (lambda bon: b" \n\n", "vide"),
    "un PDF": (lambda bon: b"%PDF-1.7 ...", "PDF"),
    "un ancien classeur": (lambda bon: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "XLSX"),
    "une image": (lambda bon: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "image"),
    "du binaire": (lambda bon: bytes(range(256)) * 20, "pas un tableur"),
    "un texte seul": (lambda bon: b"Bonjour", "n’a que ses en-têtes"),
    "un classeur coupé": (lambda bon: bon[: len(bon) // 2], "abîmé"),
    "un autre document": (lambda bon: archive(word__document_xml="<w/>"), "n’est pas un tableur"),
    "des macros": (lambda bon: archive(xl__workbook_xml="<w/>", **{"xl__vbaProject.bin": "x"}), "macros"),
    "un chemin qui remonte": (lambda bon: archive(xl__workbook_xml="<w/>", **{"..__passwd": "x"}), "ne ressemble pas"),
    "une bombe": (lambda bon: archive(xl__workbook_xml="<w/>", xl__bombe_xml=b"0" * 150_000_000), "démesuré"),
    "des entités": (lambda bon: retouche(bon, "xl/worksheets/sheet1.xml", entites), "entités"),
    "trop de lignes": (lambda bon: b"Titre\n" + b"a\n" * 6000, "plus de 5000 lignes"),
    "trop de colonnes": (lambda bon: b";".join([b"a"] * 300) + b"\nb", "plus de 200 colonnes"),
    "dix mégaoctets et un octet": (lambda bon: b"a" * (10 * 1024 * 1024 + 1), "10 Mo"),
    "une ligne sans fin": (lambda bon: b'Titre\n"' + b"a" * 3_000_000, "guillemet"),
}


@pytest.mark.parametrize("nom", HOSTILES)
def test_un_fichier_hostile_est_refuse_avec_une_phrase_et_rien_n_est_garde(equipe, monde, nom):
    fabriquer, phrase = HOSTILES[nom]
    reponse = deposer(
        equipe, monde.campagne, fabriquer(en_xlsx([ligne(monde.campagne.annee, 1)])), nom="../../x\0.xlsx"
    )
    assert reponse.status_code == 200
    assert phrase in texte(reponse)
    assert not Import.objects.exists()


def test_un_nom_de_fichier_piege_se_lit_sans_rien_ouvrir(equipe, monde):
    deposer(equipe, monde.campagne, en_xlsx([ligne(monde.campagne.annee, 1)]), nom="<b>été\u202e\x07.xlsx")
    assert Import.objects.get().nom_du_fichier == "<b>été.xlsx"
    assert "<b>été" not in equipe.get(reverse("echanges:imports")).content.decode()


def test_sans_fichier_ou_avec_un_choix_inconnu_la_page_dit_quoi(equipe, monde):
    page = texte(equipe.post(reverse("echanges:imports"), {"campagne": monde.campagne.pk}))
    assert "Choisissez le tableur à importer" in page
    deposer(equipe, monde.campagne, en_xlsx([ligne(monde.campagne.annee, 1)]))
    recu = Import.objects.get()
    assert "Ce choix n’est pas dans la liste" in texte(apparier(equipe, recu, c0="\0"))
    assert "modifié depuis que vous l’avez ouvert" in texte(apparier(equipe, recu, version="7"))
    assert not Import.objects.get().est_apparie
