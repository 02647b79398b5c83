"""Les papiers du comité : le relevé, le tableau de programmation, les extraits, l’annexe, tous lus des mêmes décisions."""

import io
import re
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from python_calamine import load_workbook

from dossiers import actions
from dossiers.models import Decision, Inscription
from gouvernance.papiers import programmation, releve
from gouvernance.papiers.lectures import programmation_de
from tests import comite_decide as comites
from tests import fabriques, lecture_pdf
from tests.conftest import frais
from workflows.temps import aujourd_hui

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
ESPACES = re.compile(r"\s+")


@pytest.fixture(autouse=True)
def _a_part(a_part):
    """Chaque récit compose ses papiers dans son dossier à lui."""


@pytest.fixture(scope="module")
def tenu(django_db_setup, django_db_blocker):
    with comites.pose(django_db_blocker) as pose:
        yield pose


@pytest.fixture
def monde(tenu):
    return tenu.monde


@pytest.fixture
def porteuse(tenu):
    return frais(tenu.gens.porteuse)


@pytest.fixture
def cheffe_de_projet(tenu):
    return frais(tenu.gens.cheffe)


@pytest.fixture
def instructeur(tenu):
    return frais(tenu.gens.instructeur)


@pytest.fixture
def agente(tenu):
    return frais(tenu.gens.agente)


@pytest.fixture
def decide(db, tenu):
    return comites.a_soi(tenu.comite)


@pytest.fixture
def acte(decide):
    return comites.acter(decide)


def prendre(client, qui, seance, *chemin):
    """La réponse au papier demandé : ("releve", "pdf"), ou ("extraits", guichet, "xlsx")."""
    client.force_login(qui)
    nom = "papiers:extrait" if chemin[0] == "extraits" else "papiers:papier"
    return client.get(reverse(nom, args=[seance.pk, *(chemin[1:] if nom == "papiers:extrait" else chemin)]))


def lire(client, qui, seance, *chemin):
    reponse = prendre(client, qui, seance, *chemin)
    assert reponse.status_code == 200
    return reponse.content


def texte_de(octets):
    return ESPACES.sub(" ", lecture_pdf.texte(octets))


# 1. Le relevé ---------------------------------------------------------------------------------------------


def test_le_releve_dit_tout_de_la_seance(client, acte, cheffe_de_projet):
    octets = lire(client, cheffe_de_projet, acte.seance, "releve", "pdf")
    dit = texte_de(octets)
    for mot in (
        "Relevé de décisions", "Salle du conseil", "Élise Lenoir", "Paul Absent", "Une directrice fictive",
        "Mercredis en mouvement", "2 500,50 €", "Sous réserve : La convention d’occupation signée", "avant le 30 avril",
        "Hors des quartiers prioritaires", "Le plan du jardin manque", "Droit commun", "Sur la parole de",
    ):  # fmt: skip
        assert mot in dit, mot
    assert acte.seance.sceau in dit.replace(" ", "")
    assert "PROJET" not in dit.upper().replace("CHEF DE PROJET", "")


def test_le_releve_est_balise_et_en_francais(client, acte, cheffe_de_projet):
    octets = lire(client, cheffe_de_projet, acte.seance, "releve", "pdf")
    racine = lecture_pdf.ouvrir(octets).trailer["/Root"]
    noms = [nom for nom, _ in lecture_pdf.balises(octets)]
    assert racine["/Lang"] == "fr-FR"
    assert noms.count("/Table") >= 7
    assert {"/Title", "/H1", "/H2", "/TH", "/TD", "/L"} <= set(noms) | {"/Title"}
    assert lecture_pdf.hors_balise(octets) == []


def test_avant_l_acte_le_releve_se_dit_un_projet(client, decide, cheffe_de_projet, agente):
    octets = lire(client, cheffe_de_projet, decide.seance, "releve", "pdf")
    assert "Projet de relevé" in texte_de(octets)
    assert "n’est pas actée" in texte_de(octets)
    assert lecture_pdf.hors_balise(octets) == []  # le filigrane est un artefact : il ne se lit pas à chaque page
    assert prendre(client, agente, decide.seance, "releve", "pdf").status_code == 404


def test_le_docx_dit_la_meme_chose_que_le_pdf(client, acte, cheffe_de_projet):
    docx = Document(io.BytesIO(lire(client, cheffe_de_projet, acte.seance, "releve", "docx")))
    mots = [p.text for p in docx.paragraphs] + [c.text for t in docx.tables for r in t.rows for c in r.cells]
    dit = texte_de(lire(client, cheffe_de_projet, acte.seance, "releve", "pdf")).replace(" ", "")
    for mot in mots:
        assert ESPACES.sub("", mot) in dit or not mot.strip(), mot
    assert docx.core_properties.language == "fr-FR"
    assert [p.style.name for p in docx.paragraphs if p.text == "Les décisions"] == ["Heading 1"]
    assert all(t.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for t in docx.tables)


def test_chaque_fichier_docx_est_du_xml_bien_forme(client, acte, cheffe_de_projet):
    fabriques.presence(acte.seance, "Zoé \x07 Cloche")
    with zipfile.ZipFile(io.BytesIO(lire(client, cheffe_de_projet, acte.seance, "releve", "docx"))) as archive:
        for nom in archive.namelist():
            if nom.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(nom))
        assert "[U+0007]" in archive.read("word/document.xml").decode()


def test_un_retrait_se_lit_au_releve_sans_son_motif(client, decide, cheffe_de_projet, instructeur):
    inscription = Inscription.objects.get(seance=decide.seance, dossier=decide.dossiers["ajourne"])
    actions.recuser(inscription, instructeur, par=cheffe_de_projet, motif="Cousin de la présidente.")
    dit = texte_de(lire(client, cheffe_de_projet, decide.seance, "releve", "pdf"))
    assert f"{instructeur} n’a pas pris part à la décision sur « Jardin partagé »" in dit.replace("\u202f", " ")
    assert "Cousin" not in dit


def test_un_avenant_s_ajoute_et_la_premiere_decision_reste_lisible(client, acte, cheffe_de_projet, monde):
    decision = Decision.objects.get(ligne=comites.ligne(acte, "refuse", monde.etat))
    actions.prendre_un_avenant(
        decision, "accorder_par_avenant", par=cheffe_de_projet, motif="Une pièce retrouvée.", pris_le=aujourd_hui(),
        contrat_de_ville=Decimal("1200"),
    )  # fmt: skip
    lue = programmation_de(acte.seance)
    dit = texte_de(lire(client, cheffe_de_projet, acte.seance, "releve", "pdf"))
    assert "Hors des quartiers prioritaires" in dit
    assert "Une pièce retrouvée" in dit
    assert "avenant n° 1" in dit
    refuse = next(a for a in lue.actions if a.dossier.pk == acte.dossiers["refuse"].pk)
    assert (refuse.parts[monde.etat.pk].decide, refuse.accorde) == (None, Decimal(1200))
    assert lue.avenants[0].empreinte in dit.replace(" ", "")


# 2. Le tableau de programmation ---------------------------------------------------------------------------


def formules(octets):
    """{feuille: {case: (formule ou rien, valeur)}}, lues dans le XML du classeur."""
    espace = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    trouvees = {}
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        mots = [
            "".join(t.text or "" for t in si.iter(f"{{{espace['x']}}}t"))
            for si in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        ]
        livre = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        for rang, feuille in enumerate(livre.iterfind(".//x:sheet", espace), start=1):
            page = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{rang}.xml"))
            cases = {}
            for case in page.iterfind(".//x:c", espace):
                valeur, formule = case.find("x:v", espace), case.find("x:f", espace)
                lue = None if valeur is None else valeur.text
                lue = mots[int(lue)] if case.get("t") == "s" else lue and Decimal(lue)
                cases[case.get("r")] = (None if formule is None else formule.text, lue)
            trouvees[feuille.get("name")] = cases
    return trouvees


class Tableur:
    """Recalcule ce que nos formules savent dire (SUM, SUMPRODUCT, + et -), comme le ferait le tableur de la ville."""

    def __init__(self, feuilles):
        self.feuilles = feuilles

    def valeur(self, feuille, case):
        formule, lue = self.feuilles[feuille].get(case, (None, None))
        return self.calculer(feuille, formule) if formule else lue

    def calculer(self, feuille, formule):
        if trouve := re.fullmatch(r"SUM\((.*)\)", formule):
            return sum((v or 0 for morceau in trouve[1].split(",") for v in self.plage(feuille, morceau)), Decimal(0))
        if trouve := re.fullmatch(r"SUMPRODUCT\(--\((.*?)=\$A(\d+)\)(?:,(.*))?\)", formule):
            cle, memes = self.valeur(feuille, f"A{trouve[2]}"), self.plage(feuille, trouve[1])
            poids = self.plage(feuille, trouve[3]) if trouve[3] else [Decimal(1)] * len(memes)
            return sum((p or 0 for meme, p in zip(memes, poids, strict=True) if meme == cle), Decimal(0))
        gauche, signe, droite = re.fullmatch(r"([A-Z]+\d+)([+-])([A-Z]+\d+)", formule).groups()
        a, b = self.valeur(feuille, gauche) or 0, self.valeur(feuille, droite) or 0
        return a + b if signe == "+" else a - b

    def plage(self, feuille, texte):
        if "!" in texte:
            feuille, texte = texte.split("!")
            feuille = feuille.strip("'")
        bornes = re.findall(r"([A-Z]+)(\d+)", texte.replace("$", ""))
        if len(bornes) == 1:
            return [self.valeur(feuille, "".join(bornes[0]))]
        (premiere, haut), (derniere, bas) = bornes
        if premiere != derniere:
            return [self.valeur(feuille, f"{colonne}{haut}") for colonne in (premiere, derniere)]
        return [self.valeur(feuille, f"{premiere}{n}") for n in range(int(haut), int(bas) + 1)]


def test_chaque_total_est_une_formule_et_retombe_sur_les_decisions(client, acte, cheffe_de_projet):
    octets = lire(client, cheffe_de_projet, acte.seance, "programmation", "xlsx")
    feuilles, tableur = formules(octets), Tableur(formules(octets))
    nombre = 0
    for feuille, cases in feuilles.items():
        for case, (formule, valeur) in cases.items():
            if formule:
                nombre += 1
                assert tableur.valeur(feuille, case) == valeur, (feuille, case, formule)
    assert nombre > 60
    accordees = Decision.objects.filter(inscription__seance=acte.seance, choix="accorder")
    total = sum(d.montant for d in accordees)
    assert total == Decimal("9300.50")
    derniere = {nom: [v for v in cases.values() if v[0]][-1][1] for nom, cases in feuilles.items()}
    assert derniere["Programmation"] == derniere["Par enjeu"] == derniere["Par quartier"] == total


def test_le_classeur_a_ses_feuilles_et_ses_colonnes(client, acte, cheffe_de_projet):
    livre = load_workbook(io.BytesIO(lire(client, cheffe_de_projet, acte.seance, "programmation", "xlsx")))
    assert livre.sheet_names == ["Programmation", "Par enjeu", "Par quartier", "Enveloppes"]
    groupes, titres, *rangs = livre.get_sheet_by_name("Programmation").to_python()
    assert groupes[7] == "État, P147"
    assert titres[7:9] == ["Contrat de ville", "Droit commun"]
    assert rangs[0][1:4] == [acte.dossiers["entier"].reference, "Mercredis en mouvement", "Les Passerelles d’Essai"]
    quartiers = {rang[0]: rang[1] for rang in livre.get_sheet_by_name("Par quartier").to_python()[2:]}
    assert quartiers == {"Le Plateau": 1, "Les Îlots": 2, "Plusieurs quartiers": 1, "Total": 4}


def test_un_texte_qui_ressemble_a_une_formule_reste_un_texte(client, acte, cheffe_de_projet):
    for chemin in (("programmation", "xlsx"), ("extraits", acte.monde.etat.pk, "xlsx")):
        cases = [
            case
            for feuille in formules(lire(client, cheffe_de_projet, acte.seance, *chemin)).values()
            for case in feuille.values()
        ]
        assert (None, comites.FORMULE) in cases
        assert not any(formule and "HYPERLINK" in formule for formule, _ in cases)


def test_le_pdf_du_tableau_est_en_paysage_et_porte_les_memes_totaux(client, acte, cheffe_de_projet):
    octets = lire(client, cheffe_de_projet, acte.seance, "programmation", "pdf")
    page = lecture_pdf.ouvrir(octets).pages[0].mediabox
    assert page.width > page.height
    dit = texte_de(octets)
    for mot in ("9 300,50 €", "Par enjeu", "Par quartier", "Plusieurs quartiers", "État, P147"):
        assert mot in dit, mot
    assert lecture_pdf.hors_balise(octets) == []


def test_dix_financeurs_tiennent_sur_la_page(client, decide, monde, cheffe_de_projet):
    for rang in range(7):
        guichet = fabriques.financeur(f"Financeur {rang}", ordre=10 + rang, campagnes=[monde.campagne])
        type(comites.ligne(decide, "entier", monde.etat)).objects.create(
            dossier=decide.dossiers["entier"], financeur=guichet, demande_contrat_de_ville=1000
        )
    octets = lire(client, cheffe_de_projet, decide.seance, "programmation", "pdf")
    assert "Financeur 6" in texte_de(octets)


# 3. L’extrait et l’annexe ---------------------------------------------------------------------------------


@pytest.mark.parametrize("forme", ["pdf", "xlsx"])
def test_un_financeur_n_emporte_que_ses_lignes(client, acte, agente, monde, forme):
    octets = lire(client, agente, acte.seance, "extraits", monde.etat.pk, forme)
    dit = texte_de(octets) if forme == "pdf" else str(formules(octets)).replace("\u202f", " ")
    assert "Mercredis en mouvement" in dit
    assert "La convention d’occupation signée" in dit
    for secret in ("Déjà aidé par ailleurs", "Jardin partagé", "Le plan du jardin manque", "10 000", "10000"):
        assert secret not in dit, secret
    assert prendre(client, agente, acte.seance, "extraits", monde.ville.pk, forme).status_code == 404


def test_ce_qu_un_financeur_emporte_et_ce_que_lit_l_equipe(client, acte, agente, instructeur, porteuse):
    for papier, forme in (("programmation", "xlsx"), ("programmation", "pdf"), ("annexe", "pdf"), ("annexe", "docx")):
        assert prendre(client, instructeur, acte.seance, papier, forme).status_code == 200
        assert prendre(client, agente, acte.seance, papier, forme).status_code == 404
    assert prendre(client, agente, acte.seance, "releve", "docx").status_code == 200
    for chemin in (("releve", "pdf"), ("programmation", "pdf"), ("extraits", acte.monde.etat.pk, "pdf")):
        assert prendre(client, porteuse, acte.seance, *chemin).status_code == 404
    for absurde in (
        ("releve", "xlsx"),
        ("inconnu", "pdf"),
        ("extraits", 10**9, "pdf"),
        ("extraits", acte.monde.etat.pk, "csv"),
    ):
        assert prendre(client, instructeur, acte.seance, *absurde).status_code == 404


def test_le_releve_d_un_financeur_ne_dit_l_enveloppe_de_personne(client, acte, agente):
    dit = texte_de(lire(client, agente, acte.seance, "releve", "pdf"))
    assert "20 000 €" not in dit
    assert "10 000 €" not in dit
    assert "Ce que débite chaque enveloppe" in dit


def test_l_annexe_n_a_que_les_subventions_de_la_ville(client, acte, cheffe_de_projet):
    octets = lire(client, cheffe_de_projet, acte.seance, "annexe", "pdf")
    dit = texte_de(octets)
    assert "2 000 €" in dit
    assert "Mercredis en mouvement" in dit
    assert "2 autres demandes faites à la ville" in dit
    for secret in ("Jardin partagé", "4 000 €", "Déjà aidé par ailleurs"):
        assert secret not in dit, secret


# 4. La page, et ce que cela coûte -------------------------------------------------------------------------


def test_la_page_des_papiers_donne_a_chacun_les_siens(client, acte, decide, cheffe_de_projet, agente, monde):
    client.force_login(cheffe_de_projet)
    page = client.get(reverse("papiers:papiers", args=[acte.seance.pk])).content.decode()
    assert page.count("/papiers/extraits/") == 6
    assert "annexe/docx" in page
    assert acte.seance.sceau in page
    client.force_login(agente)
    page = client.get(reverse("papiers:papiers", args=[acte.seance.pk])).content.decode()
    assert page.count("/papiers/extraits/") == 2
    assert "annexe" not in page
    assert "releve/pdf" in page


def test_lire_une_seance_coute_autant_pour_peu_que_pour_beaucoup(acte, monde, porteuse, cheffe_de_projet):
    def lire_tout():
        with CaptureQueriesContext(connection) as requetes:
            lue = programmation_de(acte.seance)
            releve.releve(lue)
            programmation.classeur(lue)
        return len(requetes)

    peu = lire_tout()
    autre = fabriques.seance(monde.campagne)
    for rang in range(6):
        dossier = comites._recevable(
            monde, porteuse, cheffe_de_projet, f"Action {rang}", [monde.ilots], {monde.etat: 10, monde.caf: 20}
        )
        actions.inscrire(autre, dossier, par=cheffe_de_projet)
    acte.seance = type(autre).objects.select_related("campagne__convention__pilote").get(pk=autre.pk)
    assert lire_tout() <= peu <= 16


def test_une_seance_vide_a_quand_meme_ses_papiers(client, monde, cheffe_de_projet):
    vide = fabriques.seance(monde.campagne)
    for chemin in (("releve", "pdf"), ("programmation", "xlsx"), ("programmation", "pdf"), ("annexe", "docx")):
        assert prendre(client, cheffe_de_projet, frais(vide), *chemin).status_code == 200
    pilotage = fabriques.seance(monde.campagne, temps=2)
    assert prendre(client, cheffe_de_projet, pilotage, "releve", "pdf").status_code == 404
