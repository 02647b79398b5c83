"""La saisie rapide : un numéro, un titre, un porteur, des montants ; au clavier, en une page, en moins de deux minutes."""

import html
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from comptes.models import Organisation
from dossiers import actions
from dossiers.models import Dossier
from tests import fabriques
from tests.conftest import frais
from tests.tableurs import siret

pytestmark = pytest.mark.django_db
ADRESSE = "/dossiers/saisie/"


@pytest.fixture
def saisie(monde):
    """Ce que l’équipe tape pour un dossier prêt à enregistrer."""

    def taper(**changements):
        justes = {
            "geste": "enregistrer", "campagne": monde.campagne.pk, "numero_dauphin": "DA01200614", "intitule": "Voile au canal",
            "porteur": "les PASSERELLES d’essai", "quartiers": [monde.quartier.pk], "objectif_principal": monde.objectif.pk,
            f"contrat_{monde.etat.pk}": "4 000", f"droit_{monde.caf.pk}": "1 234,50",
        }  # fmt: skip
        return {nom: valeur for nom, valeur in (justes | changements).items() if valeur is not None}

    return taper


def texte(reponse):
    return html.unescape(reponse.content.decode()).replace("\u00a0", " ")


# 1. Le chemin droit ---------------------------------------------------------------------------------------


def test_un_ecran_suffit_pour_enregistrer_un_dossier(equipe, monde, saisie):
    assert equipe.get(ADRESSE).status_code == 200
    reponse = equipe.post(ADRESSE, saisie())
    dossier = Dossier.objects.get()
    assert reponse.url == dossier.get_absolute_url()
    assert (dossier.statut, dossier.organisation, dossier.saisi_par_l_equipe) == ("depose", monde.association, True)
    demandes = {x.financeur: (x.demande_droit_commun, x.demande_contrat_de_ville) for x in dossier.lignes.all()}
    assert demandes == {monde.etat: (0, 4000), monde.caf: (Decimal("1234.50"), 0)}
    assert (dossier.objectif_principal, list(dossier.quartiers.all())) == (monde.objectif, [monde.quartier])
    assert [p.transition for p in dossier.passages.all()] == ["enregistrer"]


def test_on_peut_le_garder_en_brouillon_avec_un_nom_et_un_porteur(equipe, monde):
    envoi = {
        "geste": "brouillon",
        "campagne": monde.campagne.pk,
        "intitule": "Voile",
        "porteur": "Les Passerelles d’Essai",
    }
    reponse = equipe.post(ADRESSE, envoi)
    dossier = Dossier.objects.get()
    assert (dossier.statut, reponse.url) == ("brouillon", reverse("dossiers:modifier", args=[dossier.pk]))


def test_l_objectif_dit_le_quartier(equipe, monde, saisie):
    equipe.post(ADRESSE, saisie(quartiers=None))
    assert list(Dossier.objects.get().quartiers.all()) == [monde.quartier]


def test_l_ancienne_adresse_mene_l_equipe_au_meme_ecran(equipe, saisie):
    assert "Enregistrer le dossier" in texte(equipe.get(reverse("dossiers:nouveau")))
    assert equipe.post(reverse("dossiers:nouveau"), saisie()).url == Dossier.objects.get().get_absolute_url()


def test_envoye_deux_fois_il_n_y_en_a_qu_un(equipe, saisie):
    cle = str(uuid.uuid4())
    premier, second = (equipe.post(ADRESSE, saisie(cle=cle)).url for _ in range(2))
    assert premier == second
    assert Dossier.objects.count() == 1


# 2. Le porteur --------------------------------------------------------------------------------------------


def test_le_porteur_se_trouve_pendant_la_frappe(equipe, monde):
    Organisation.objects.filter(pk=monde.association.pk).update(siret=siret(3))
    trouver = reverse("dossiers:porteurs")
    assert f"Les Passerelles d’Essai · {siret(3)}" in texte(equipe.get(trouver, {"porteur": "passer essai"}))
    assert "Passerelles" in texte(equipe.get(trouver, {"porteur": siret(3)[:9]}))
    assert "Passerelles" not in texte(equipe.get(trouver, {"porteur": "canal"}))
    assert texte(equipe.get(trouver, {"porteur": "\0"})).strip() == ""


@pytest.mark.parametrize("tape", ["Les Passerelles d’Essai · {siret}", "{siret}", "LES PASSERELLES D'ESSAI", "lpe"])
def test_un_nom_un_sigle_ou_un_siret_le_designent(equipe, monde, saisie, tape):
    Organisation.objects.filter(pk=monde.association.pk).update(siret=siret(3), sigle="LPE")
    equipe.post(ADRESSE, saisie(porteur=tape.format(siret=siret(3))))
    assert Dossier.objects.get().organisation == monde.association


def test_deux_homonymes_se_departagent(equipe, monde, saisie):
    homonyme = fabriques.organisation("Les Passerelles d’Essai")
    page = texte(equipe.post(ADRESSE, saisie()))
    assert "Plusieurs organisations portent ce nom" in page
    equipe.post(ADRESSE, saisie(porteur=f"Les Passerelles d’Essai · n° {homonyme.pk}"))
    assert Dossier.objects.get().organisation == homonyme


def test_une_organisation_nouvelle_a_son_siret_et_n_en_double_aucune(equipe, monde, saisie):
    Organisation.objects.filter(pk=monde.voisine.pk).update(siret=siret(3))
    nouvelle = {"porteur": None, "nouvelle_organisation": "Club du Rivage"}
    assert "« L’Autre Association » existe déjà" in texte(equipe.post(ADRESSE, saisie(**nouvelle, siret=siret(3))))
    assert "Ce SIRET n’existe pas" in texte(equipe.post(ADRESSE, saisie(**nouvelle, siret="1" * 14)))
    assert not Dossier.objects.exists()
    equipe.post(ADRESSE, saisie(**nouvelle, siret=siret(4)))
    assert (Dossier.objects.get().organisation.nom, Dossier.objects.get().organisation.siret) == (
        "Club du Rivage",
        siret(4),
    )


def test_une_organisation_inconnue_en_propose_de_proches(equipe, saisie):
    page = texte(equipe.post(ADRESSE, saisie(porteur="Passerelles")))
    assert "n’est pas connue ici. Est-ce « Les Passerelles d’Essai »" in page


# 3. Le numéro Dauphin -------------------------------------------------------------------------------------


@pytest.mark.parametrize("numero", ["DA01200614", "01200614", "DA01200614-02", "da01200614"])
def test_un_numero_deja_connu_previent_sans_bloquer(equipe, monde, saisie, numero):
    equipe.post(ADRESSE, saisie())
    jumeau = Dossier.objects.get()
    page = texte(equipe.post(ADRESSE, saisie(numero_dauphin=numero, intitule="Un autre")))
    assert "Ce numéro est déjà celui d’un dossier" in page
    assert jumeau.get_absolute_url() in page
    assert f'name="jumeau_vu" value="{numero.upper()}"' in page
    equipe.post(ADRESSE, saisie(numero_dauphin=numero, intitule="Un autre", jumeau_vu=numero.upper()))
    assert Dossier.objects.count() == 2


def test_le_jumeau_se_montre_pendant_la_frappe_mais_pas_le_brouillon_d_un_porteur(equipe, monde, saisie, dossier):
    equipe.post(ADRESSE, saisie())
    Dossier.objects.filter(pk=dossier.pk).update(numero_dauphin="DA00000077")
    montrer = {"campagne": monde.campagne.pk, "numero_dauphin": "DA01200614"}
    assert "Voile au canal" in texte(equipe.get(reverse("dossiers:jumeaux"), montrer))
    assert texte(equipe.get(reverse("dossiers:jumeaux"), montrer | {"numero_dauphin": "DA00000077"})).strip() == ""


# 4. Ce qui est refusé, et pourquoi ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champ", "valeur", "phrase"),
    [
        ("numero_dauphin", None, "Le numéro Dauphin est demandé pour enregistrer"),
        ("numero_dauphin", "DA12", "Un numéro Dauphin s’écrit DA suivi de huit chiffres"),
        ("intitule", "", "L’intitulé est vide"),
        ("intitule", "a" * 256, "255 caractères"),
        ("intitule", "Voile\0", "caractère"),
        ("porteur", None, "Choisissez l’organisation qui porte l’action"),
        ("objectif_principal", None, "Choisissez l’objectif principal"),
        ("objectif_principal", "9" * 30, "Ce choix n’est pas dans la liste"),
        ("quartiers", ["abc"], "Ce choix n’est pas dans la liste"),
    ],
)
def test_une_saisie_fausse_dit_quoi_corriger_et_garde_le_reste(equipe, saisie, champ, valeur, phrase):
    page = texte(equipe.post(ADRESSE, saisie(**{champ: valeur})))
    assert phrase in page
    assert "1 234,50" in page
    assert not Dossier.objects.exists()


def test_un_montant_faux_ou_absent_ne_s_enregistre_pas(equipe, monde, saisie):
    etat, caf = f"contrat_{monde.etat.pk}", f"droit_{monde.caf.pk}"
    for faux in ("-5", "NaN", "1" + "0" * 15, "1,234", "beaucoup"):
        assert "is-invalid" in texte(equipe.post(ADRESSE, saisie(**{etat: faux}))), faux
    assert "au moins un montant" in texte(equipe.post(ADRESSE, saisie(**{etat: "", caf: ""})))
    assert not Dossier.objects.exists()


def test_un_objectif_d_un_autre_quartier_se_dit(equipe, monde, saisie):
    page = texte(equipe.post(ADRESSE, saisie(objectif_principal=monde.objectif_des_ilots.pk)))
    assert "C’est un objectif de Les Îlots, que vous n’avez pas coché" in page


def test_personne_d_autre_que_l_equipe_ne_saisit(client, porteuse, agente, saisie):
    for personne in (porteuse, agente):
        client.force_login(personne)
        for adresse in (ADRESSE, reverse("dossiers:porteurs"), reverse("dossiers:jumeaux")):
            assert client.get(adresse).status_code == 404
        assert client.post(ADRESSE, saisie()).status_code == 404
    assert not Dossier.objects.exists()


def test_la_campagne_d_une_autre_ville_n_existe_pas(equipe, monde, saisie):
    autre = fabriques.campagne(fabriques.convention("Cévaux", monde.convention.contrat))
    assert "Ce choix n’est pas dans la liste" in texte(equipe.post(ADRESSE, saisie(campagne=autre.pk)))
    assert not Dossier.objects.exists()


def test_une_demande_remise_a_zero_disparait(monde, cheffe_de_projet):
    dossier = actions.ouvrir_un_dossier(
        monde.campagne, monde.association, par=cheffe_de_projet, intitule="Voile", saisi_par_l_equipe=True
    )
    actions.saisir_les_demandes(dossier, {monde.etat: {"demande_contrat_de_ville": Decimal(100)}})
    actions.saisir_les_demandes(frais(dossier), {monde.etat: {"demande_contrat_de_ville": Decimal(0)}})
    assert not dossier.lignes.exists()
