"""Importer un tableur : l’apparier, l’essayer à blanc, l’écrire en entier, le rejouer sans rien changer."""

import uuid
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Droit, Organisation
from dossiers import actions
from dossiers.models import Dossier, Ligne
from echanges.models import Import, RangImporte
from programmation.models import TrancheAge
from tests import fabriques
from tests.conftest import frais
from tests.tableurs import deposer, en_csv, en_xlsx, importer, issues, jusqu_a_l_essai, ligne, siret, texte
from workflows.envois import Envoi

pytestmark = pytest.mark.django_db


# 1. Ce qu’un fichier juste devient ------------------------------------------------------------------------


@pytest.mark.parametrize("en", [en_xlsx, en_csv])
def test_un_fichier_juste_devient_des_dossiers(equipe, monde, justes, en):
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en(justes))
    assert issues(page) == {"cree": 3}
    assert not Dossier.objects.exists(), "l’essai n’écrit rien"
    assert importer(equipe, recu, page).url == recu.get_absolute_url()
    premier, deuxieme, brouillon = Dossier.objects.order_by("numero")
    assert (premier.statut, premier.numero_dauphin, premier.organisation.siret) == ("depose", "DA00000001", siret(1))
    assert (deuxieme.organisation, brouillon.statut) == (monde.association, "brouillon")
    assert (premier.objectif_principal, list(premier.quartiers.all())) == (monde.objectif, [monde.quartier])
    assert set(premier.tranches_age.all()) == set(TrancheAge.objects.filter(code__in=["primaire", "college"]))
    assert (str(premier.date_debut), str(premier.date_fin)) == (
        f"{monde.campagne.annee}-02-01",
        f"{monde.campagne.annee}-12-15",
    )
    assert premier.description == "Des séances.\nChaque mercredi."
    demandes = set(Ligne.objects.filter(dossier=premier).values_list("financeur", "demande_contrat_de_ville"))
    assert demandes == {(monde.etat.pk, Decimal("1234.50")), (monde.ville.pk, Decimal(500))}


def test_un_dossier_importe_a_tout_ce_qu_a_un_dossier_depose(equipe, monde, justes, cheffe_de_projet):
    """Le passage par la porte, l’exemplaire gardé, l’enveloppe débitée, le courriel au signataire."""
    signataire = fabriques.membre(monde.association)
    enveloppe = fabriques.enveloppe(monde.campagne, monde.etat)
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(justes))
    importer(equipe, recu, page)
    dossier = Dossier.objects.get(organisation=monde.association)
    assert [(p.transition, p.par) for p in dossier.passages.all()] == [("enregistrer", cheffe_de_projet)]
    assert dossier.exemplaires.count() == 1
    assert dossier.lignes.get(financeur=monde.etat).enveloppe == enveloppe
    assert Envoi.objects.filter(personne=signataire, regle="dossier.enregistrer").count() == 1
    assert Dossier.objects.dont_le_texte_dit("action passerelles").get() == dossier


def test_importe_deux_fois_rien_ne_change(equipe, monde, justes):
    for attendu in ({"cree": 3}, {"inchange": 3}, {"inchange": 3}):
        justes[0][0] = justes[0][0].removeprefix("DA") if attendu == {"inchange": 3} else justes[0][0]
        recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(justes))
        assert issues(page) == attendu
        importer(equipe, recu, page)
    assert (Dossier.objects.count(), Envoi.objects.count()) == (3, 0)
    assert Organisation.objects.filter(nom__startswith="Association n°").count() == 2
    assert Import.objects.exclude(ecrit_le=None).count() == 3


def test_le_bouton_presse_deux_fois_n_ecrit_qu_une_fois(equipe, monde, justes):
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(justes))
    for _ in range(2):
        assert importer(equipe, recu, page).url == recu.get_absolute_url()
    assert Dossier.objects.count() == 3


def test_le_fichier_depose_deux_fois_d_un_meme_geste_n_est_lu_qu_une_fois(equipe, monde, justes):
    cle = str(uuid.uuid4())
    premiere, seconde = (deposer(equipe, monde.campagne, en_xlsx(justes), cle=cle) for _ in range(2))
    assert premiere.url == seconde.url
    assert Import.objects.count() == 1


# 2. Ce qui est déjà là ------------------------------------------------------------------------------------


def test_un_brouillon_de_l_equipe_change_champ_par_champ_et_une_cellule_vide_n_efface_rien(equipe, monde, justes):
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(justes))
    importer(equipe, recu, page)
    retouche = ligne(
        monde.campagne.annee, 3, **{"Statut": "Transmise", "Bénéficiaires": 80, "Dont QPV": 10, "Résumé": ""}
    )
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx([retouche]))
    [rang] = page.context["etude"].rangs
    assert [(d.libelle, d.avant, d.apres) for d in rang.differences] == [
        ("Bénéficiaires", "120", "80"), ("Dont habitants d’un QPV", "90", "10"), ("Statut", "Brouillon", "Déposé"),
    ]  # fmt: skip
    importer(equipe, recu, page)
    dossier = Dossier.objects.get(numero_dauphin="DA00000003")
    assert (dossier.statut, dossier.beneficiaires_total, dossier.dont_qpv) == ("depose", 80, 10)
    assert dossier.description.startswith("Des séances")


def test_un_dossier_depose_se_compare_et_ne_se_touche_pas(equipe, monde, justes):
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(justes))
    importer(equipe, recu, page)
    avant = frais(Dossier.objects.get(numero_dauphin="DA00000001")).version
    retouche = ligne(monde.campagne.annee, 1, **{"Montant demandé": "9 999", "Titre de l’action": "Un titre plus beau"})
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx([retouche]))
    assert issues(page) == {"laisse": 1}
    assert "Un titre plus beau" in texte(page)
    assert "est « Déposé » : un import n’y touche pas" in texte(page)
    importer(equipe, recu, page)
    dossier = Dossier.objects.get(numero_dauphin="DA00000001")
    assert (dossier.intitule, dossier.version) == ("Action n° 1", avant)
    assert Decimal(dossier.total_demande) == Decimal("1734.50")


def test_sans_numero_le_dossier_reste_un_brouillon_et_se_retrouve_par_son_porteur_et_son_titre(equipe, monde):
    sans = ligne(monde.campagne.annee, 5, **{"N° Dauphin": "", "Statut": ""})
    for attendu in ({"cree": 1}, {"inchange": 1}):
        recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx([sans]))
        assert issues(page) == attendu
        importer(equipe, recu, page)
    avec = ligne(monde.campagne.annee, 5, **{"Statut": "", "Titre de l’action": "ACTION N° 5"})
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx([avec]))
    importer(equipe, recu, page)
    assert [(d.numero_dauphin, d.statut) for d in Dossier.objects.all()] == [("DA00000005", "depose")]


def test_le_brouillon_d_un_porteur_ne_se_voit_ni_ne_se_change(equipe, monde, dossier):
    """L’équipe ne lit pas les brouillons : un import n’est pas une porte dérobée."""
    Dossier.objects.filter(pk=dossier.pk).update(numero_dauphin="DA00000001")
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx([ligne(monde.campagne.annee, 1)]))
    assert issues(page) == {"cree": 1}
    assert dossier.intitule not in texte(page)
    importer(equipe, recu, page)
    assert frais(dossier).version == dossier.version


def test_si_la_base_change_entre_l_essai_et_l_import_rien_ne_s_ecrit(equipe, monde, justes, cheffe_de_projet):
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(justes))
    actions.ouvrir_un_dossier(
        monde.campagne, monde.voisine, par=cheffe_de_projet, intitule="Entre-temps", numero_dauphin="DA00000001",
        saisi_par_l_equipe=True,
    )  # fmt: skip
    reponse = importer(equipe, recu, page)
    assert "Des données ont changé depuis cet essai : rien n’est écrit" in texte(reponse)
    assert Dossier.objects.count() == 1


# 3. Qui importe -------------------------------------------------------------------------------------------


def test_seule_l_equipe_de_la_convention_importe(client, monde, justes, porteuse, agente):
    autre = fabriques.convention("Cévaux", monde.convention.contrat)
    fabriques.campagne(autre)
    etrangere = fabriques.equipier(autre, prenom="Zoé")
    for personne in (porteuse, agente):
        client.force_login(personne)
        assert deposer(client, monde.campagne, en_xlsx(justes)).status_code == 404
    client.force_login(etrangere)
    assert "Ce choix n’est pas dans la liste" in texte(deposer(client, monde.campagne, en_xlsx(justes)))
    assert not Import.objects.exists()


def test_l_instructeur_importe_aussi_mais_plus_si_son_droit_tombe(client, monde, justes, instructeur):
    client.force_login(instructeur)
    recu, page = jusqu_a_l_essai(client, monde.campagne, en_xlsx(justes))
    instructeur.adhesions.update(qualite="lecture", droit=Droit.LECTEUR)
    assert importer(client, recu, page).status_code == 404
    assert not Dossier.objects.exists()


def test_un_fichier_oublie_ne_laisse_rien_un_fichier_importe_reste(equipe, monde, justes):
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(justes))
    equipe.post(reverse("echanges:abandonner", args=[recu.pk]))
    assert not RangImporte.objects.exists()
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(justes))
    importer(equipe, recu, page)
    equipe.post(reverse("echanges:abandonner", args=[recu.pk]))
    assert RangImporte.objects.count() == 3


# 4. En nombre ---------------------------------------------------------------------------------------------


def test_une_douzaine_de_requetes_par_dossier_importe(equipe, monde):
    """Mille lignes se mesurent au banc ; ici, ce que coûte chacune."""
    lignes = [ligne(monde.campagne.annee, rang + 1) for rang in range(150)]
    recu, page = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(lignes))
    requetes = count()
    with connection.execute_wrapper(lambda suite, *requete: (next(requetes), suite(*requete))[1]):
        importer(equipe, recu, page)
    assert Dossier.objects.deposes().count() == 150
    assert next(requetes) < 12 * 150


def test_l_essai_lit_autant_pour_dix_lignes_que_pour_deux_cents(equipe, monde):
    requetes = []
    for nombre in (10, 200):
        lignes = [ligne(monde.campagne.annee, rang + 1) for rang in range(nombre)]
        recu, _ = jusqu_a_l_essai(equipe, monde.campagne, en_xlsx(lignes))
        with CaptureQueriesContext(connection) as capture:
            equipe.get(reverse("echanges:essai", args=[recu.pk]))
        requetes.append(len(capture))
    assert requetes[0] == requetes[1]
