"""Tout le monde lit les quartiers et les objectifs, sans compte : le portrait, la parole de la ville, la recherche."""

import re
from html import unescape

import pytest
from django.urls import reverse

from dossiers import actions
from programmation.models import Convention, Indicateur, Quartier
from tests import fabriques
from tests.conftest import frais
from tests.fichiers_de_convention import BETHUNE, SECONDE, charger

pytestmark = pytest.mark.django_db
QUARTIERS, OBJECTIFS = "/quartiers/", "/objectifs/"


@pytest.fixture
def bethune():
    charger(BETHUNE)
    return Convention.objects.get(commune__nom="Béthune")


def lire(client, adresse, attendu=200, **parametres):
    """Le texte d’une page, débarrassé de ses balises et de ses espaces."""
    reponse = client.get(adresse, parametres)
    assert reponse.status_code == attendu
    return dire(reponse.content.decode())


def dire(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def annonce(client, **parametres):
    """Le compte que la page annonce : (trouvés, en tout)."""
    contexte = client.get(OBJECTIFS, parametres).context
    return contexte["trouves"], contexte["total"]


# Les quartiers -------------------------------------------------------------


def test_la_liste_nomme_les_trois_quartiers_et_leurs_objectifs(client, bethune):
    page = lire(client, QUARTIERS)
    assert "Convention de Béthune, 3 quartiers" in page
    for morceau in ("Mont Liébaut", "3 Îlots", "Catorive", "28 objectifs", "33 objectifs", "environ 760 habitants"):
        assert morceau in page
    assert "le 9 juillet 2024 à Marles-les-Mines" in page


def test_la_liste_distingue_le_quartier_de_la_seconde_commune(client, bethune):
    charger(SECONDE)
    page = lire(client, QUARTIERS)
    assert "Convention de Béthune, 3 quartiers" in page
    assert "Convention de Valdoux-les-Essais (commune fictive), 1 quartier" in page
    assert "relève de la convention d’une autre commune : Les Confins (quartier fictif)" in page


def test_la_fiche_montre_le_quartier_a_cote_de_l_agglomeration(client, bethune):
    page = client.get(reverse("public:quartier", args=["mont-liebaut"])).content.decode()
    assert "Taux de pauvreté : 46,1\u202f% dans le quartier, 18,8\u202f% dans l’agglomération" in page
    assert 'width="36.9%"' in page
    assert "Sigville" in page
    assert "ancien périmètre" in page
    assert "Problématiques identitaires" in page
    assert "QP062008" in page


def test_un_indice_n_est_pas_un_pourcentage(client, bethune):
    page = lire(client, "/quartiers/catorive/")
    assert "72 , contre 104 dans l’agglomération" in page
    assert not re.search(r"72\s?%|104\s?%", page)


def test_ce_qui_manque_se_dit_non_renseigne(client, bethune):
    page = lire(client, "/quartiers/catorive/")
    assert "Surface non renseigné" in page
    assert "Taux d’emploi des 15-64 ans non renseigné 58,8 %" in page
    assert not re.search(r"(?<![\d,])0\s(%|hectares)", page)


def test_un_quartier_sans_portrait_ni_constat_le_dit(client):
    convention = fabriques.convention()
    quartier = fabriques.quartier(convention)
    page = lire(client, reverse("public:quartier", args=[quartier.slug]))
    assert "Portrait statistique : non renseigné" in page
    assert "0 objectif pour le quartier" in page


def test_la_mesure_la_plus_recente_est_celle_qui_se_lit(client, bethune):
    quartier = Quartier.objects.get(slug="catorive")
    ancienne = Indicateur.objects.get(quartier=quartier, code="pauvrete")
    ancienne.pk, ancienne.annee, ancienne.valeur = None, 2028, 20
    ancienne.save()
    assert "20 % dans le quartier" in unescape(client.get("/quartiers/catorive/").content.decode()).replace(
        "\u202f", " "
    )


def test_un_quartier_inconnu_est_une_page_absente(client, bethune):
    assert client.get("/quartiers/nulle-part/").status_code == 404


# L’arbre et sa recherche ---------------------------------------------------


def test_l_arbre_annonce_quatre_vingt_neuf_objectifs(client, bethune):
    page = lire(client, OBJECTIFS)
    assert "89 objectifs opérationnels en vigueur" in page
    assert "Enjeu 3 : Des quartiers à l’épreuve des transitions" in page


def test_une_orientation_que_le_document_laisse_vide_est_a_preciser(client, bethune):
    page = lire(client, OBJECTIFS)
    assert page.count("Orientation à préciser") == 1
    debut = page.index("Orientation à préciser")
    assert "Favoriser l’accès à la culture" in page[debut : debut + 300]


@pytest.mark.parametrize("mots", ["santé", "SANTE", "  Sante ", "physique SANTÉ mentale"])
def test_la_recherche_ignore_accents_casse_et_ordre(client, bethune, mots):
    trouves, total = annonce(client, q=mots)
    assert total == 89
    assert trouves == annonce(client, q=mots.strip().lower())[0] > 0


def test_la_recherche_trouve_un_mot_de_l_objectif_lui_meme(client, bethune):
    assert annonce(client, q="friches") == (1, 89)
    assert annonce(client, q="coeurs d'ilots") == (1, 89)
    assert "Réhabiliter les friches" in lire(client, OBJECTIFS, q="FRICHES")


@pytest.mark.parametrize(("slug", "nombre"), [("mont-liebaut", 28), ("3-ilots", 28), ("catorive", 33)])
def test_le_filtre_par_quartier_compte_juste(client, bethune, slug, nombre):
    assert annonce(client, quartier=slug) == (nombre, 89)


def test_rien_de_trouve_se_dit_et_propose_une_suite(client, bethune):
    page = lire(client, OBJECTIFS, q="astronautique")
    assert "0 objectif opérationnel sur 89" in page
    assert "Aucun objectif ne correspond" in page


FAUTES = {
    "quartier": ({"quartier": "ailleurs"}, "Quartier : Ce quartier n’est pas de cette convention."),
    "trop long": ({"q": "é" * 101}, "Mots cherchés : Cette recherche compte 101 caractères : 100 au plus."),
    "caractère nul": ({"q": "a\0b"}, "Mots cherchés : "),
}


@pytest.mark.parametrize("faute", FAUTES)
def test_une_recherche_fautive_nomme_le_champ_et_garde_la_saisie(client, bethune, faute):
    parametres, phrase = FAUTES[faute]
    page = lire(client, OBJECTIFS, attendu=400, **parametres)
    assert phrase in page
    assert "Erreur : Objectifs" in page
    if faute == "trop long":
        assert "é" * 101 in client.get(OBJECTIFS, parametres).content.decode()


def test_une_recherche_hostile_est_montree_sans_etre_executee(client, bethune):
    page = client.get(OBJECTIFS, {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_chaque_convention_a_son_arbre(client, bethune):
    charger(SECONDE)
    seconde = Convention.objects.exclude(pk=bethune.pk).get()
    assert annonce(client) == (89, 89)
    assert annonce(client, convention=seconde.pk) == (4, 4)
    for inconnue in ("999", "x", "1 OR 1=1"):
        assert client.get(OBJECTIFS, {"convention": inconnue}).status_code == 404


def test_sans_convention_chargee_les_pages_le_disent(client):
    assert "Aucune convention n’est encore chargée" in lire(client, QUARTIERS)
    assert "Aucune convention n’est encore chargée" in lire(client, OBJECTIFS)


# Les actions financées et les enjeux de l’année, sur la fiche -----------------


@pytest.fixture
def annoncees(monde, porteuse, cheffe_de_projet):
    """Rend de quoi annoncer n actions du quartier du monde : votées, notifiées, annoncées."""

    def annoncer(nombre):
        comite = fabriques.seance(monde.campagne)
        fabriques.presence(comite)
        comite = fabriques.ouvrir(comite, cheffe_de_projet)
        for rang in range(nombre):
            nouveau = fabriques.dossier(
                monde.campagne, monde.association, porteuse, demandes={monde.ville: 1000}, quartiers=[monde.quartier],
                objectif_=monde.objectif, intitule=f"Action {comite.pk}-{rang}",
            )  # fmt: skip
            actions.avancer(nouveau, "deposer", par=porteuse)
            actions.repondre_pour_toutes(frais(nouveau), "declarer_recevable", par=cheffe_de_projet)
            inscription = actions.inscrire(comite, frais(nouveau), par=cheffe_de_projet)
            actions.saisir(
                inscription, nouveau.lignes.get(), par=cheffe_de_projet, choix="accorder", contrat_de_ville=913
            )
        assert actions.acter(comite, par=cheffe_de_projet) == {}
        for inscription in comite.inscriptions.all():
            ligne = inscription.dossier.lignes.get()
            acte = {"vote_le": fabriques.date(2027, 4, 1), "vote_reference": "D 1"}
            actions.avancer(ligne, "voter", par=cheffe_de_projet, donnees=acte)
            actions.avancer(ligne, "notifier", par=cheffe_de_projet)
            actions.avancer(inscription.dossier, "annoncer", par=cheffe_de_projet)

    return annoncer


def test_la_fiche_montre_les_actions_annoncees_sans_montant(client, monde, annoncees, depose):
    adresse = reverse("public:quartier", args=[monde.quartier.slug])
    assert "Aucune décision n’est encore annoncée" in client.get(adresse).content.decode()
    annoncees(2)
    page = client.get(adresse).content.decode()
    assert f"2 actions financées en {monde.campagne.annee}" in page
    assert "Ville de Béville" in page
    assert depose.intitule not in page
    assert "913" not in page


def test_la_fiche_montre_les_enjeux_une_fois_presentes(client, monde, annoncees, cheffe_de_projet):
    adresse = reverse("public:quartier", args=[monde.quartier.slug])
    enjeu = fabriques.enjeu_annuel(monde.campagne)
    enjeu.quartiers.add(monde.quartier)
    assert enjeu.titre not in client.get(adresse).content.decode()
    annoncees(1)
    temps_3 = fabriques.seance(monde.campagne, 3)
    fabriques.presence(temps_3)
    inscription = actions.inscrire(temps_3, actions.inscriptibles(temps_3).get(), par=cheffe_de_projet)
    inscription.suite = "reconduire"
    inscription.save()
    assert actions.acter(fabriques.ouvrir(temps_3, cheffe_de_projet), par=cheffe_de_projet) == {}
    page = client.get(adresse).content.decode()
    assert enjeu.titre in page
    assert enjeu.pourquoi in page


def test_la_fiche_fait_autant_de_requetes_pour_une_action_que_pour_six(
    client, monde, annoncees, django_assert_max_num_queries
):
    adresse = reverse("public:quartier", args=[monde.quartier.slug])
    for nombre in (1, 5):
        annoncees(nombre)
        with django_assert_max_num_queries(16):
            client.get(adresse)


# Ce qui vaut pour toutes -----------------------------------------------------

PAGES = {"/quartiers/": 9, "/quartiers/mont-liebaut/": 14, "/objectifs/": 4, "/objectifs/?q=sante&quartier=catorive": 4}


@pytest.mark.parametrize("adresse", PAGES)
def test_une_page_fait_un_nombre_constant_de_requetes(client, bethune, adresse, django_assert_max_num_queries):
    with django_assert_max_num_queries(PAGES[adresse]):
        client.get(adresse)
    charger(SECONDE)
    with django_assert_max_num_queries(PAGES[adresse]):
        client.get(adresse)


@pytest.mark.parametrize("adresse", PAGES)
def test_une_page_ne_porte_ni_style_en_ligne_ni_ressource_exterieure(client, bethune, adresse):
    page = client.get(adresse).content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"""(src|href)=["'](https?:)?//""", page)
