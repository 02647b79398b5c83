"""La page des relances dit vrai, se tait devant qui n’est pas de l’équipe, et retient ce qu’une personne retient."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dossiers import actions
from tests import fabriques
from tests.automne import DORT, NOVEMBRE, demander_des_complements, en_depot
from tests.conftest import frais
from workflows import relances, tasks
from workflows.envois import Envoi, Statut
from workflows.expedition import expedier
from workflows.temps import a_l_instant
from workflows.transports import Boite

LISTE = "relances:liste"


@pytest.fixture(autouse=True)
def en_novembre():
    with a_l_instant(NOVEMBRE):
        yield


@pytest.fixture
def brouillon(monde, dossier):
    en_depot(monde.campagne)
    return frais(dossier)


@pytest.fixture
def incomplet(brouillon, porteuse, cheffe_de_projet):
    return demander_des_complements(brouillon, porteuse, cheffe_de_projet)


@pytest.fixture
def page(client):
    def lire(personne, nom=LISTE, *args, **parametres):
        client.force_login(personne)
        return client.get(reverse(nom, args=args), parametres)

    return lire


@pytest.fixture
def faire(client):
    def _faire(personne, geste, *envois, motif=""):
        client.force_login(personne)
        donnees = {"geste": geste, "cle": [e.cle for e in envois], "motif": motif}
        return client.post(reverse("relances:geste"), donnees, follow=True)

    return _faire


def prevus():
    return relances.prevision(NOVEMBRE, NOVEMBRE + timedelta(days=30))


def texte(reponse):
    return reponse.content.decode().replace("&nbsp;", "\u00a0")


# 1. Ce qui partira -------------------------------------------------------------------------------------


def test_l_equipe_lit_ce_qui_partira_a_qui_quand_et_pourquoi(page, incomplet, porteuse, cheffe_de_projet):
    lu = texte(page(cheffe_de_projet))
    for attendu in (
        "Dimanche 15 novembre 2026",
        "Jeudi 19 novembre 2026",
        "9\u00a0h",
        "Nadia Ferrand",
        "il attend des compléments",
    ):
        assert attendu in lu
    assert "Compléments attendus" in lu


def test_une_page_vide_le_dit(page, monde, cheffe_de_projet):
    lu = texte(page(cheffe_de_projet))
    assert "Rien ne partira dans les 30 prochains jours" in lu
    assert "Aucun courriel n’est encore parti." in lu


@pytest.mark.parametrize("qui", ["porteuse", "agente", "voisin"])
def test_la_page_n_existe_pas_pour_qui_n_est_pas_de_l_equipe(page, request, qui):
    assert page(request.getfixturevalue(qui)).status_code == 404


def test_l_equipe_d_une_autre_ville_n_en_voit_rien(page, faire, incomplet):
    ailleurs = fabriques.equipier(fabriques.convention("Ailleurs"))
    assert "Nadia" not in texte(page(ailleurs))
    assert page(ailleurs, "relances:apercu", prevus()[0].cle).status_code == 404
    assert page(ailleurs, "relances:message", Envoi.objects.first().pk).status_code == 404
    assert faire(ailleurs, "annuler", prevus()[0], motif="pour voir").status_code == 422
    assert not Envoi.objects.filter(statut=Statut.ANNULEE).exists()


def test_l_apercu_montre_le_message_tel_qu_il_partirait(page, incomplet, cheffe_de_projet):
    lu = texte(page(cheffe_de_projet, "relances:apercu", prevus()[0].cle))
    assert "Le RIB." in lu
    assert "tel qu’il partirait maintenant" in lu


def test_un_brouillon_se_tait_devant_l_equipe_sa_relance_seule_se_voit(page, brouillon, cheffe_de_projet):
    with a_l_instant(DORT):
        tasks.relancer()
        expedier(Boite())
    pages = [page(cheffe_de_projet), page(cheffe_de_projet, "relances:apercu", prevus()[1].cle)]
    pages.append(page(cheffe_de_projet, "relances:message", Envoi.objects.get().pk))
    for lu in map(texte, pages):
        assert "encore un brouillon" in lu
        assert brouillon.intitule not in lu


def test_le_brouillon_abandonne_ne_parait_pas_a_l_equipe(page, brouillon, porteuse, cheffe_de_projet):
    actions.avancer(brouillon, "abandonner", par=porteuse, motif="Plus de salle.")
    expedier(Boite())
    assert brouillon.intitule not in texte(page(cheffe_de_projet))


# 2. Retenir --------------------------------------------------------------------------------------------


def test_annuler_une_relance_prevue_l_empeche_de_partir(faire, page, incomplet, cheffe_de_projet):
    premier = prevus()[0]
    assert "C’est fait" in texte(faire(cheffe_de_projet, "annuler", premier, motif="Vu au téléphone"))
    assert "Vu au téléphone" in texte(page(cheffe_de_projet))
    with a_l_instant(premier.echeance):
        tasks.relancer()
        expedier(Boite())
    envoi = Envoi.objects.get(regle=premier.regle)
    assert (envoi.statut, envoi.par, envoi.motif) == (Statut.ANNULEE, cheffe_de_projet, "Vu au téléphone")


def test_mettre_en_pause_puis_reprendre(faire, incomplet, cheffe_de_projet):
    premier = prevus()[0]
    faire(cheffe_de_projet, "mettre_en_pause", premier, motif="Congés")
    with a_l_instant(premier.echeance):
        expedier(Boite())
        assert Envoi.objects.get(regle=premier.regle).statut == Statut.EN_PAUSE
        faire(cheffe_de_projet, "reprendre", premier)
        expedier(Boite())
    assert Envoi.objects.get(regle=premier.regle).statut == Statut.ENVOYEE


def test_sans_motif_rien_ne_change_et_le_champ_le_dit(faire, incomplet, cheffe_de_projet):
    reponse = faire(cheffe_de_projet, "annuler", prevus()[0], motif="  ")
    assert reponse.status_code == 422
    assert "Un motif est attendu" in texte(reponse)
    assert not Envoi.objects.filter(regle="complements_dus").exists()


@pytest.mark.parametrize("motif", ["x" * 301, "a\0b"])
def test_un_motif_irrecevable_est_garde_a_l_ecran(faire, incomplet, cheffe_de_projet, motif):
    reponse = faire(cheffe_de_projet, "annuler", prevus()[0], motif=motif)
    assert reponse.status_code == 422
    assert not Envoi.objects.filter(regle="complements_dus").exists()


@pytest.mark.parametrize(("geste", "cle"), [("detruire", None), ("annuler", "inconnue"), ("inscrire", None), ("", "")])
def test_un_geste_ou_un_envoi_inconnu_ne_fait_rien(client, incomplet, cheffe_de_projet, geste, cle):
    client.force_login(cheffe_de_projet)
    donnees = {"geste": geste, "cle": prevus()[0].cle if cle is None else cle, "motif": "essai"}
    assert client.post(reverse("relances:geste"), donnees).status_code == 422
    assert not Envoi.objects.filter(regle="complements_dus").exists()


def test_un_courriel_rejete_se_montre_et_se_renvoie(faire, page, incomplet, porteuse, cheffe_de_projet):
    Envoi.objects.filter(personne=porteuse).update(statut=Statut.ECHEC, motif="550 boîte inconnue", envoyee_le=None)
    rejete = Envoi.objects.filter(personne=porteuse).first()
    assert "550 boîte inconnue" in texte(page(cheffe_de_projet))
    faire(cheffe_de_projet, "reprendre", rejete)
    expedier(Boite())
    assert frais(rejete).statut == Statut.ENVOYEE


# 3. Ce qui est parti -----------------------------------------------------------------------------------


def test_on_cherche_on_trie_et_on_lit_ce_qui_est_parti(page, incomplet, porteuse, cheffe_de_projet):
    assert "est déposé" in texte(page(cheffe_de_projet, q="déposé", tri="qui"))
    assert "Aucun courriel ne correspond" in texte(page(cheffe_de_projet, q="introuvable"))
    recu = Envoi.objects.get(regle="dossier.deposer", personne=porteuse)
    assert "accusé de réception" in texte(page(cheffe_de_projet, "relances:message", recu.pk))


@pytest.mark.parametrize(
    "parametres", [{"page": "999"}, {"page": "x"}, {"tri": "mot_de_passe"}, {"q": "\0'\"<script>" * 50}]
)
def test_une_adresse_bricolee_rend_une_page(page, incomplet, cheffe_de_projet, parametres):
    reponse = page(cheffe_de_projet, **parametres)
    assert reponse.status_code == 200
    assert '<script>"' not in reponse.content.decode()


def test_la_page_garde_un_nombre_constant_de_requetes(
    client,
    page,
    monde,
    incomplet,
    porteuse,
    cheffe_de_projet,
    django_assert_max_num_queries,
):
    def remplir(nombre):
        for rang in range(nombre):
            fabriques.dossier(
                monde.campagne, monde.association, porteuse, demandes={monde.etat: 100}, quartiers=[monde.quartier],
                objectif_=monde.objectif, intitule=f"Action {rang}",
            )  # fmt: skip
            copie = {"adresse": f"p{rang}@exemple.invalid", "perimetre": f"convention:{monde.convention.pk}"}
            Envoi.objects.inscrire(
                [Envoi(regle="essai", objet="essai:1", echeance=NOVEMBRE, pourquoi="x", sujet="x", corps="x", **copie)]
            )
        expedier(Boite())

    remplir(1)
    page(cheffe_de_projet)
    with django_assert_max_num_queries(15) as peu:
        client.get(reverse(LISTE))
    remplir(30)
    with django_assert_max_num_queries(len(peu)):
        client.get(reverse(LISTE))


def test_la_boite_de_la_demonstration_montre_tout_et_n_existe_pas_ailleurs(client, incomplet, settings):
    settings.DEMONSTRATION = True
    lu = texte(client.get(reverse("courriels:liste")))
    assert "accusé de réception" in lu
    settings.DEMONSTRATION = False
    assert client.get(reverse("courriels:liste")).status_code == 404
