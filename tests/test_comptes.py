"""Entrer, sortir, tenir son compte : la même réponse pour tous, et un délai qui croît pour qui insiste."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from comptes import freins
from comptes.models import Utilisateur
from tests import fabriques
from workflows.temps import a_l_instant, maintenant

pytestmark = pytest.mark.django_db
ENTRER = "/connexion/"


@pytest.fixture
def nadia(db):
    return fabriques.personne("Nadia", "Ferrand", courriel="nadia@exemple.invalid", password=fabriques.MOT_DE_PASSE)


def essayer(client, courriel="nadia@exemple.invalid", mot_de_passe=fabriques.MOT_DE_PASSE, **champs):
    return client.post(ENTRER, {"courriel": courriel, "mot_de_passe": mot_de_passe, **champs})


def est_connecte(client):
    return "_auth_user_id" in client.session


def test_on_entre_avec_son_adresse_quelle_qu_en_soit_la_casse(client, nadia):
    assert essayer(client, "NADIA@exemple.INVALID").url == "/"
    assert est_connecte(client)


def test_une_adresse_inconnue_et_un_mauvais_mot_de_passe_donnent_la_meme_page(client, nadia):
    mauvais = essayer(client, mot_de_passe="autre chose de long").content.decode()
    inconnu = essayer(client, "qui@exemple.invalid", "autre chose de long").content.decode()
    assert "ne convient pas" in mauvais
    sans = [page.split("csrfmiddlewaretoken")[0] + page.split("</form>")[-1] for page in (mauvais, inconnu)]
    assert sans[0] == sans[1]
    assert "<title>Erreur :" in mauvais


def test_un_compte_ferme_repond_comme_un_compte_inconnu(client, nadia):
    Utilisateur.objects.filter(pk=nadia.pk).update(is_active=False)
    assert "ne convient pas" in essayer(client).content.decode()
    assert not est_connecte(client)


def test_le_delai_croit_avec_les_essais_manques_et_n_enferme_personne_dehors(client, nadia):
    for _ in range(freins.LIBRES + 1):
        assert essayer(client, mot_de_passe="raté").status_code == 200
    refus = essayer(client)
    assert (refus.status_code, est_connecte(client)) == (429, False)
    assert "Trop d’essais" in refus.content.decode()
    assert essayer(client, "autre@exemple.invalid", "x").status_code == 200  # une autre adresse n’en pâtit pas
    attente = freins.secondes_a_attendre(nadia.courriel, "127.0.0.1")
    with a_l_instant(maintenant() + freins.timedelta(seconds=attente)):
        essayer(client, mot_de_passe="encore raté")
        assert freins.secondes_a_attendre(nadia.courriel, "127.0.0.1") == 2 * freins.PREMIER_DELAI
    with a_l_instant(maintenant() + freins.timedelta(minutes=20)):
        assert essayer(client).status_code == 302
        assert freins.secondes_a_attendre(nadia.courriel, "127.0.0.1") == 0


def test_le_frein_ne_depend_pas_de_l_existence_du_compte(client, db):
    for _ in range(freins.LIBRES + 1):
        essayer(client, "personne@exemple.invalid", "raté")
    assert essayer(client, "personne@exemple.invalid", "raté").status_code == 429


@pytest.mark.parametrize(
    "suite", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)", "/\\ailleurs.example", ""]
)
def test_on_ne_repart_jamais_ailleurs_que_sur_le_site(client, nadia, suite):
    assert essayer(client, next=suite).url == "/"


def test_on_repart_ou_l_on_voulait_aller(client, nadia):
    assert client.get("/moi/").url == "/connexion/?next=/moi/"
    assert essayer(client, next="/moi/").url == "/moi/"


@pytest.mark.parametrize(
    "courriel", ["", "pas une adresse", "a\0b@exemple.invalid", "x" * 300 + "@exemple.invalid", "é" * 90]
)
def test_une_saisie_hostile_a_la_connexion_recoit_une_phrase(client, db, courriel):
    page = essayer(client, courriel, "\0" * 5).content.decode()
    assert "Vous n’êtes pas encore connecté" in page


def test_un_mot_de_passe_demesure_n_est_pas_condense(client, nadia):
    assert est_connecte(client) is False
    assert "Adresse électronique" in essayer(client, mot_de_passe="x" * 100_000).content.decode()


def test_sortir_demande_un_envoi_pas_un_lien(client, nadia):
    client.force_login(nadia)
    assert client.get("/deconnexion/").status_code == 405
    client.post("/deconnexion/")
    assert not est_connecte(client)


def test_chacun_change_son_nom_et_son_mot_de_passe(client, nadia):
    client.force_login(nadia)
    client.post(
        "/moi/", {"geste": "identite", "prenom": "Nadège", "nom": "Ferrand", "is_superuser": "1", "courriel": "x@y.fr"}
    )
    nadia.refresh_from_db()
    assert (nadia.prenom, nadia.is_superuser, nadia.courriel) == ("Nadège", False, "nadia@exemple.invalid")
    nouveau = "quatre mots sans rapport"
    client.post(
        "/moi/",
        {
            "geste": "mot_de_passe",
            "old_password": fabriques.MOT_DE_PASSE,
            "new_password1": nouveau,
            "new_password2": nouveau,
        },
    )
    nadia.refresh_from_db()
    assert nadia.check_password(nouveau)
    assert est_connecte(client)


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"geste": "identite", "prenom": "N", "nom": ""}, "Nom"),
        ({"geste": "identite", "prenom": "a\x07b", "nom": "Ferrand"}, "caractère invisible"),
        ({"geste": "identite", "prenom": "x" * 200, "nom": "Ferrand"}, "80"),
        (
            {"geste": "mot_de_passe", "old_password": "faux", "new_password1": "a", "new_password2": "b"},
            "Mot de passe actuel",
        ),
        (
            {"geste": "mot_de_passe", "old_password": "x" * 9999, "new_password1": "", "new_password2": ""},
            "Mot de passe actuel",
        ),
    ],
)
def test_un_compte_refuse_avec_des_mots_ce_qui_ne_va_pas(client, nadia, champs, phrase):
    client.force_login(nadia)
    page = client.post("/moi/", champs).content.decode()
    assert "Rien n’a été enregistré" in page
    assert phrase in page


def test_un_mot_de_passe_court_est_refuse(client, nadia):
    client.force_login(nadia)
    champs = {
        "geste": "mot_de_passe",
        "old_password": fabriques.MOT_DE_PASSE,
        "new_password1": "court",
        "new_password2": "court",
    }
    assert "Rien n’a été enregistré" in client.post("/moi/", champs).content.decode()
    nadia.refresh_from_db()
    assert nadia.check_password(fabriques.MOT_DE_PASSE)


# La démonstration ---------------------------------------------------------------------------------------


@pytest.fixture
def en_demonstration(settings):
    settings.DEMONSTRATION = True


def test_hors_de_la_demonstration_ces_pages_n_existent_pas(client, db):
    assert client.get("/demonstration/").status_code == 404
    assert client.post("/demonstration/entrer/", {"compte": "1"}).status_code == 404


def test_en_demonstration_on_entre_sous_chaque_role(client, monde, en_demonstration):
    for courriel, qualite, droit in (
        ("c@demonstration.example", "equipe", "chef"),
        ("l@demonstration.example", "lecture", "lecteur"),
    ):
        qui = fabriques.personne(courriel=courriel)
        fabriques.rattacher(qui, monde.convention.pilote, qualite, droit)
        assert "Chef de projet" in client.get("/demonstration/").content.decode()
        client.post("/demonstration/entrer/", {"compte": qui.pk})
        assert client.session["_auth_user_id"] == str(qui.pk)
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("compte", ["", "0", "abc", "-1", "9" * 40, "²", "\0"])
def test_en_demonstration_un_compte_absurde_n_existe_pas(client, db, en_demonstration, compte):
    assert client.post("/demonstration/entrer/", {"compte": compte}).status_code == 404


def test_en_demonstration_on_n_entre_pas_sous_un_compte_reel(client, nadia, en_demonstration):
    assert client.post("/demonstration/entrer/", {"compte": nadia.pk}).status_code == 404
    assert not est_connecte(client)


# L’administration ---------------------------------------------------------------------------------------


def test_l_administration_entre_par_la_meme_porte(client, nadia):
    assert client.get("/administration/login/").url == "/connexion/?next=/administration/"
    client.force_login(nadia)
    assert client.get("/administration/login/").status_code == 404


def test_l_administration_gere_les_comptes_et_ne_lit_aucun_dossier(client, db):
    client.force_login(
        Utilisateur.objects.create_superuser("admin@exemple.invalid", fabriques.MOT_DE_PASSE, nom="Admin")
    )
    accueil = client.get("/administration/").content.decode()
    assert "/administration/comptes/utilisateur/" in accueil
    for mot in ("dossier", "ligne", "bilan", "seance", "versement", "envoi", "passage", "identite"):
        assert f"/{mot}/" not in accueil
    for nom in ("comptes_utilisateur", "comptes_organisation", "programmation_financeur", "programmation_convention"):
        assert client.get(reverse(f"admin:{nom}_changelist")).status_code == 200
    assert client.get(reverse("admin:comptes_utilisateur_add")).status_code == 200
    qui = Utilisateur.objects.get(courriel="admin@exemple.invalid")
    assert client.get(reverse("admin:comptes_utilisateur_change", args=[qui.pk])).status_code == 200


def test_une_session_expiree_ne_rouvre_rien(client, porteuse):
    client.force_login(porteuse)
    assert client.get("/moi/").status_code == 200
    Session.objects.update(expire_date=maintenant() - timedelta(seconds=1))
    assert client.get("/moi/").headers["Location"].startswith(ENTRER)
