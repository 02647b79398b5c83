"""Chacun arrange sa liste : ses colonnes, ses vues, ses facettes, ses cases cochées ; et l’emporte telle qu’il la lit."""

import csv
import html
import io
import re

import pytest

from comptes.models import Qualite
from dossiers.models import Dossier, Vue
from dossiers.models.vue import VUES_PAR_PERSONNE
from tests import fabriques

LISTE, COLONNES, VUES, CHOISIR = "/dossiers/", "/dossiers/colonnes/", "/dossiers/vues/", "/dossiers/selection/"


def entetes(page):
    tete = page[page.index("<thead>") : page.index("</thead>")]
    return [
        re.sub(r"<[^>]*>|[↑↓]|\(ordre.*\)", "", th).strip() for th in re.findall(r"<th .*?</th>", tete, re.DOTALL)[1:]
    ]


def intitules(page):
    return re.findall(r'<th scope="row" class="action"><a href="[^"]*">(.*?)</a>', page)


# Les colonnes --------------------------------------------------------------------------------------------


def test_l_adresse_dit_les_colonnes_et_leur_ordre(lire, ouvrir, porteuse):
    ouvrir()
    page = lire(porteuse, colonnes="beneficiaires,intitule,dauphin,beneficiaires,inconnue")
    assert entetes(page) == ["Bénéficiaires", "Action", "Numéro Dauphin"]
    assert entetes(lire(porteuse, colonnes="statut")) == ["Action", "Statut"]  # l’intitulé mène au dossier : il reste


def test_les_colonnes_choisies_se_gardent_d_une_visite_a_l_autre(client, lire, ouvrir, porteuse, voisin):
    ouvrir()
    client.force_login(porteuse)
    # L’intitulé était en deuxième ; la fin, qui n’y était pas, prend le même rang et passe devant.
    choix = {"intitule": "on", "rang-intitule": "2", "fin": "on", "rang-fin": "2", "retour": "tri=intitule"}
    reponse = client.post(COLONNES, choix)
    assert reponse.headers["Location"] == "/dossiers/?tri=intitule&colonnes=fin%2Cintitule"
    assert entetes(lire(porteuse)) == ["Fin", "Action"]
    assert entetes(lire(porteuse, q="action")) == ["Fin", "Action"]
    assert "Fin" not in lire(voisin)
    client.force_login(porteuse)
    client.post(COLONNES, {"geste": "origine"})
    assert len(entetes(lire(porteuse))) == 8


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ({}, "Cochez au moins une colonne."),
        ({"fin": "on", "rang-fin": "0"}, "Un rang est un nombre entier, de 1 à 99."),
        ({"fin": "on", "rang-fin": "1" * 40}, "Un rang est un nombre entier, de 1 à 99."),
        ({"fin": "on", "rang-fin": "premier"}, "Un rang est un nombre entier, de 1 à 99."),
    ],
)
def test_un_rang_mal_ecrit_est_dit_et_rien_ne_se_garde(client, porteuse, saisie, phrase):
    client.force_login(porteuse)
    page = html.unescape(client.post(COLONNES, {"retour": "q=a", **saisie}).content.decode())
    assert phrase in page
    assert not Vue.objects.exists()


def test_l_elue_ne_choisit_que_des_colonnes_du_catalogue(lire, monde):
    elue = fabriques.personne("Édith", "Élue")
    fabriques.rattacher(elue, monde.convention.pilote, Qualite.LECTURE, "lecteur")
    page = lire(elue, COLONNES)
    assert "Tranches d’âge" in page
    for reservee in ("Demandé", "Obtenu", "Financeurs sollicités", "Coût de l’action", "Numéro Dauphin"):
        assert reservee not in page


# Les vues ------------------------------------------------------------------------------------------------


@pytest.fixture
def garder(client):
    def garder(personne, nom, retour, **champs):
        client.force_login(personne)
        return client.post(VUES, {"nom": nom, "retour": retour, **champs})

    return garder


def test_une_vue_garde_filtres_colonnes_et_tri(lire, garder, ouvrir, porteuse, voisin):
    ouvrir("Le jardin")
    ouvrir("La fanfare")
    retour = "page=3&q=jardin&tri=-intitule&colonnes=intitule%2Cfin&filtres=1"
    assert garder(porteuse, "Mes jardins", retour).headers["Location"].startswith("/dossiers/?q=jardin&tri=-intitule")
    vue = Vue.objects.get()
    page = lire(porteuse, **dict(couple.split("=") for couple in vue.parametres.replace("%2C", ",").split("&")))
    assert intitules(page) == ["Le jardin"]
    assert entetes(page) == ["Action", "Fin"]
    assert re.search(r'aria-current="page">Mes jardins', page)
    assert "Mes jardins" not in lire(voisin)


def test_la_vue_montree_d_abord_ouvre_la_liste(client, lire, garder, ouvrir, porteuse):
    ouvrir("Le jardin")
    ouvrir("La fanfare")
    garder(porteuse, "Jardins", "q=jardin")
    garder(porteuse, "Fanfares", "q=fanfare")
    for vue in Vue.objects.all():
        client.post(f"{VUES}{vue.pk}/", {"geste": "d_abord"})
    assert intitules(lire(porteuse)) == ["Le jardin"]  # les vues se suivent par nom : la dernière l’emporte
    assert len(intitules(lire(porteuse, vue="toutes"))) == 2
    client.post(f"{VUES}{Vue.objects.get(par_defaut=True).pk}/", {"geste": "plus_d_abord"})
    assert len(intitules(lire(porteuse))) == 2


def test_l_equipe_partage_une_vue_que_seul_son_auteur_change(
    client, lire, garder, depose, cheffe_de_projet, instructeur, porteuse
):
    garder(cheffe_de_projet, "À instruire", "statut=depose", partagee="on")
    vue = Vue.objects.get()
    assert "À instruire" in lire(instructeur)
    assert "À instruire" not in lire(porteuse)
    client.force_login(instructeur)
    assert client.post(f"{VUES}{vue.pk}/", {"geste": "supprimer"}).status_code == 404
    client.force_login(cheffe_de_projet)
    client.post(f"{VUES}{vue.pk}/", {"geste": "renommer", "nom": "À lire"})
    assert "À lire" not in lire(instructeur)  # la case n’est plus cochée : la vue n’est plus qu’à elle
    client.force_login(cheffe_de_projet)
    client.post(f"{VUES}{vue.pk}/", {"geste": "supprimer"})
    assert not Vue.objects.exists()
    assert Dossier.objects.filter(pk=depose.pk).exists()


def test_un_porteur_ne_partage_rien(garder, porteuse):
    garder(porteuse, "La mienne", "q=a", partagee="on")
    assert Vue.objects.get().equipe is None


@pytest.mark.parametrize(
    ("nom", "phrase"),
    [
        ("", "Donnez un nom à cette vue."),
        ("x" * 61, "Ce nom est trop long"),
        ("\0", "caractère invisible"),
        ("Déjà là", "Vous avez déjà une vue de ce nom."),
    ],
)
def test_un_nom_refuse_est_dit_et_reste_tape(garder, porteuse, nom, phrase):
    garder(porteuse, "Déjà là", "q=a")
    reponse = garder(porteuse, nom, "q=b")
    assert reponse.status_code == 200
    assert phrase in html.unescape(reponse.content.decode())
    assert Vue.objects.count() == 1


def test_on_ne_garde_pas_des_vues_sans_fin(garder, porteuse):
    Vue.objects.bulk_create(Vue(personne=porteuse, nom=f"Vue {n}") for n in range(VUES_PAR_PERSONNE))
    assert "supprimez-en une" in garder(porteuse, "Une de trop", "q=a").content.decode()


# Les facettes --------------------------------------------------------------------------------------------


def test_plusieurs_valeurs_d_une_facette_s_ajoutent_et_chaque_pastille_s_enleve(lire, client, monde, ouvrir, porteuse):
    ouvrir("Au Plateau")
    ouvrir("Aux Îlots", monde.ilots)
    deux = lire(porteuse, quartier=[monde.quartier.pk, monde.ilots.pk])
    assert len(intitules(deux)) == 2
    assert deux.count('class="pastille"') == 2
    seule = lire(porteuse, quartier=monde.ilots.pk, q="îlots")
    assert intitules(seule) == ["Aux Îlots"]
    assert f'href="/dossiers/?quartier={monde.ilots.pk}"' in seule  # sans les mots
    assert 'href="/dossiers/?q=%C3%AElots"' in seule  # sans le quartier


def test_un_dossier_de_deux_quartiers_ne_compte_qu_une_fois(lire, monde, ouvrir, porteuse):
    dossier = ouvrir("Des deux côtés")
    dossier.quartiers.add(monde.ilots)
    assert "1 dossier pour" in lire(porteuse, quartier=[monde.quartier.pk, monde.ilots.pk])


def test_le_panneau_compte_ce_que_chaque_choix_donnerait(lire, monde, ouvrir, porteuse):
    for rang in range(3):
        ouvrir(f"Au Plateau {rang}")
    ouvrir("Aux Îlots", monde.ilots)
    page = lire(porteuse, filtres="1", quartier=monde.ilots.pk)
    compte = dict(re.findall(r'for="f-quartier-(\d+)">.*?<span class="discret chiffre">(\d+)</span>', page))
    assert compte == {str(monde.quartier.pk): "3", str(monde.ilots.pk): "1"}
    assert re.findall(r'for="f-porteur-\d+">.*?<span class="discret chiffre">(\d+)</span>', page) == ["1"]


def test_une_facette_ne_nomme_pas_une_association_que_l_on_ne_voit_pas(lire, monde, ouvrir, porteuse, voisin):
    ouvrir()
    page = lire(voisin, porteur=monde.association.pk, filtres="1")
    assert monde.association.nom not in page
    assert "Ce choix n’est pas dans la liste." in page


# La sélection --------------------------------------------------------------------------------------------


@pytest.fixture
def cocher(client):
    def cocher(personne, *dossiers, geste="garder", vus=(), retour=""):
        client.force_login(personne)
        corps = {"dossiers": [d.pk for d in dossiers], "vus": " ".join(str(d.pk) for d in vus), "geste": geste}
        return client.post(CHOISIR, corps | {"retour": retour})

    return cocher


def test_la_selection_se_garde_d_une_page_a_l_autre(client, lire, ouvrir, porteuse):
    dossiers = [ouvrir(f"Action {rang:02}") for rang in range(27)]
    client.force_login(porteuse)
    page_1, page_2 = dossiers[:25], dossiers[25:]
    client.post(CHOISIR, {"dossiers": page_1[0].pk, "vus": " ".join(str(d.pk) for d in page_1), "geste": "garder"})
    client.post(CHOISIR, {"dossiers": page_2[0].pk, "vus": " ".join(str(d.pk) for d in page_2), "retour": "page=2"})
    page = client.get(LISTE, {"page": 2}).content.decode()
    assert "<strong>2</strong> dossiers cochés, dont 1 sur d’autres pages" in page
    assert page.count("checked") == 1
    assert f'<input type="hidden" name="dossiers" value="{page_1[0].pk}">' in page  # un geste d’ensemble les porte tous
    client.post(CHOISIR, {"vus": " ".join(str(d.pk) for d in page_1), "geste": "garder"})
    assert "<strong>1</strong> dossier coché" in client.get(LISTE).content.decode()


def test_cocher_toute_la_page_puis_toute_la_recherche_puis_rien(client, ouvrir, porteuse):
    dossiers = [ouvrir(f"Action {rang:02}") for rang in range(27)]
    client.force_login(porteuse)
    client.post(CHOISIR, {"vus": " ".join(str(d.pk) for d in dossiers[:25]), "geste": "page"})
    assert "<strong>25</strong> dossiers cochés" in client.get(LISTE).content.decode()
    client.post(CHOISIR, {"geste": "toutes", "retour": "q=action"})
    assert "<strong>27</strong> dossiers cochés" in client.get(LISTE).content.decode()
    client.post(CHOISIR, {"geste": "vider"})
    assert "Aucun dossier coché" in client.get(LISTE).content.decode()


def test_emporter_la_selection_n_emporte_qu_elle(client, ouvrir, porteuse):
    gardes = [ouvrir("Alpha"), ouvrir("Bravo")]
    ouvrir("Charlie")
    client.force_login(porteuse)
    corps = {"dossiers": [d.pk for d in gardes], "vus": "", "geste": "csv", "retour": "tri=-intitule&page=1"}
    reponse = client.post(CHOISIR, corps)
    assert reponse.headers["Location"] == "/dossiers/?tri=-intitule&format=csv&selection=1"
    texte = b"".join(client.get(reponse.headers["Location"]).streaming_content).decode()
    rangs = list(csv.reader(io.StringIO(texte.removeprefix("\ufeff")), delimiter=";"))
    assert [rang[1] for rang in rangs[1:]] == ["Bravo", "Alpha"]


def test_on_ne_coche_que_ce_que_l_on_voit(client, ouvrir, cocher, porteuse, voisin):
    cocher(voisin, ouvrir("Secret"))
    assert "Secret" not in client.get(LISTE, {"selection": "1"}).content.decode()
    assert client.session.get("selection_de_dossiers") is None


@pytest.mark.parametrize("cle", ["\0", "9" * 40, "abc", "-1", "٣", ""])
def test_une_case_absurde_ne_coche_rien(client, cle, porteuse):
    client.force_login(porteuse)
    reponse = client.post(CHOISIR, {"dossiers": cle, "vus": cle, "retour": "q=\0&page=" + "9" * 50, "geste": cle})
    assert reponse.status_code == 302
    assert client.get(LISTE).status_code == 200
