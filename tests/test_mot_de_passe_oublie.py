"""Le mot de passe oublié : la même réponse pour toute adresse, un lien de deux heures qui ne sert qu’une fois."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptes import freins, liens
from comptes.models import Utilisateur
from tests import fabriques
from tests.boite_aux_lettres import lien, relever
from tests.fiche_a_l_ecran import texte
from workflows.envois import Envoi
from workflows.temps import a_l_instant, maintenant

pytestmark = pytest.mark.django_db
OUBLI, ADRESSE = "/mot-de-passe/", "nadia@exemple.invalid"
NOUVEAU = "un tout autre secret bien long"
CHOIX = {"new_password1": NOUVEAU, "new_password2": NOUVEAU}


@pytest.fixture
def nadia(db):
    return fabriques.personne("Nadia", "Ferrand", courriel=ADRESSE, password=fabriques.MOT_DE_PASSE)


def demander(client, courriel=ADRESSE):
    return client.post(OUBLI, {"courriel": courriel})


def a_pour_mot_de_passe(mot):
    return Utilisateur.objects.get(courriel=ADRESSE).check_password(mot)


def test_nadia_choisit_un_nouveau_mot_de_passe_par_le_lien_recu(client, nadia):
    demander(client, "NADIA@exemple.invalid")
    [recu] = relever()
    assert recu.to == [ADRESSE]
    chemin = lien(recu)
    for _ in range(2):
        assert client.get(chemin).status_code == client.head(chemin).status_code == 200
    assert client.post(chemin, CHOIX).url == "/"
    assert a_pour_mot_de_passe(NOUVEAU)
    assert client.post(chemin, CHOIX).status_code == 404  # il a servi


def test_la_reponse_et_les_gestes_sont_les_memes_que_l_adresse_soit_connue_ou_non(client, nadia):
    demander(client, "premiere@exemple.invalid")  # ce lieu a déjà demandé quelque chose
    pages, requetes = [], []
    for courriel in (ADRESSE, "qui@exemple.invalid"):
        with CaptureQueriesContext(
            connection,
        ) as faites:
            pages.append(texte(demander(client, courriel)).replace(courriel, "…"))
        requetes.append([r["sql"].split()[0] for r in faites])
    assert pages[0] == pages[1]
    assert requetes[0] == requetes[1]
    assert [c.to for c in relever()] == [[ADRESSE]]
    assert Envoi.objects.get(adresse="qui@exemple.invalid").motif == "Aucun compte actif n’a cette adresse."


def test_le_lien_expire_au_bout_de_deux_heures(client, nadia):
    demander(client)
    chemin = lien(relever()[0])
    with a_l_instant(maintenant() + liens.DUREE_DE_L_OUBLI + timedelta(seconds=1)):
        assert client.get(chemin).status_code == client.post(chemin, CHOIX).status_code == 404
    assert a_pour_mot_de_passe(fabriques.MOT_DE_PASSE)


def test_le_jeton_n_est_nulle_part_dans_la_base(client, nadia):
    demander(client)
    jeton = lien(relever()[0]).strip("/").split("/")[1]
    assert jeton not in str(list(Envoi.objects.values()))


def test_se_connecter_entre_temps_tue_le_lien(client, nadia):
    demander(client)
    chemin = lien(relever()[0])
    client.post("/connexion/", {"courriel": ADRESSE, "mot_de_passe": fabriques.MOT_DE_PASSE})
    assert client.get(chemin).status_code == 404


def test_les_sessions_ouvertes_se_ferment(client, nadia):
    ailleurs = type(client)()
    ailleurs.post("/connexion/", {"courriel": ADRESSE, "mot_de_passe": fabriques.MOT_DE_PASSE})
    demander(client)
    client.post(lien(relever()[0]), CHOIX)
    assert ailleurs.get("/moi/").status_code == 302


def test_un_compte_ferme_ne_recoit_rien(client, nadia):
    Utilisateur.objects.update(is_active=False)
    demander(client)
    assert relever() == []


def test_un_mot_de_passe_trop_court_se_corrige_et_le_lien_reste_bon(client, nadia):
    demander(client)
    chemin = lien(relever()[0])
    assert "15" in texte(client.post(chemin, {"new_password1": "court", "new_password2": "court"}))
    assert client.post(chemin, CHOIX).status_code == 302


@pytest.mark.parametrize("courriel", ["", "nadia", "a\0@exemple.invalid", "x" * 300 + "@exemple.invalid"])
def test_une_adresse_impossible_se_corrige(client, db, courriel):
    assert demander(client, courriel).status_code == 200
    assert not Envoi.objects.exists()


def test_qui_insiste_attend_quelle_que_soit_sa_provenance(client, nadia):
    for _ in range(freins.LIBRES + 1):
        assert demander(client).status_code == 200
    refus = client.post(OUBLI, {"courriel": ADRESSE}, REMOTE_ADDR="10.9.8.7")
    assert refus.status_code == 429
    assert "Trop de demandes" in texte(refus)
    assert client.post("/connexion/", {"courriel": ADRESSE, "mot_de_passe": fabriques.MOT_DE_PASSE}).status_code == 302


@pytest.mark.parametrize("jeton", ["x", "1-2-3", f"{'9' * 40}-1-a", "1-99999999999-" + "a" * 64, "٣-٣-a"])
def test_un_jeton_invente_n_ouvre_rien(client, nadia, jeton):
    assert client.get(f"/mot-de-passe/{jeton}/").status_code == 404
