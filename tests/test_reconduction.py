"""Reconduire une action : le dossier passé comme départ d’un brouillon neuf, et le fil de l’action d’une année à l’autre."""

import html
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dossiers import actions
from dossiers.actions.copie import PROPOSEES, decaler
from dossiers.actions.reconduction import campagnes_de_reconduction, reconduire
from dossiers.models import Dossier, Ligne, MoyenHumain, Partenaire, PassageDossier, PublicParAge
from dossiers.statuts import Statut
from programmation.models import ObjectifOperationnel, TrancheAge
from tests import fabriques
from tests.conftest import frais, statut
from workflows.journal import anomalies
from workflows.moteur import Blocage


@pytest.fixture
def suivante(monde):
    """La campagne de l’année d’après, ouverte elle aussi."""
    return fabriques.campagne(monde.convention, monde.campagne.annee + 1)


@pytest.fixture
def neuf(dossier, suivante, porteuse):
    return reconduire(dossier, suivante, par=porteuse)[0]


def page(client, personne, dossier, suite="", **donnees):
    client.force_login(personne)
    chemin = f"/dossiers/{dossier.pk}/{suite}"
    return client.post(chemin, donnees, follow=True) if donnees else client.get(chemin)


def saisie(ouverte, **autres):
    defauts = {
        "campagne": ouverte.pk,
        "intitule": "Mercredis, encore",
        "nouveaute": "modifie",
        "parties": list(PROPOSEES),
    }
    return defauts | autres


# 1. Ce qui se reprend --------------------------------------------------------------------------------------


def test_le_projet_se_reprend_partie_par_partie(monde, dossier, suivante, porteuse):
    MoyenHumain.objects.create(dossier=dossier, categorie="benevoles", personnes=6)
    Partenaire.objects.create(dossier=dossier, organisme="La médiathèque", role="prête une salle")
    PublicParAge.objects.create(dossier=dossier, tranche=TrancheAge.objects.first(), personnes=40)
    suivante.financeurs.set([monde.etat, monde.ville])
    neuf, est_nouveau = reconduire(dossier, suivante, par=porteuse)
    assert est_nouveau
    for champ in ("besoin", "objectifs_vises", "description", "thematique", "beneficiaires_total", "dont_qpv",
                  "moyens_materiels", "intitule", "organisation"):  # fmt: skip
        assert getattr(neuf, champ) == getattr(dossier, champ), champ
    assert list(neuf.quartiers.all()) == list(dossier.quartiers.all())
    assert list(neuf.tranches_age.all()) == list(dossier.tranches_age.all())
    assert [str(x) for x in neuf.lieux.all()] == ["Gymnase municipal"]
    assert neuf.moyens_humains.get().personnes == 6
    assert neuf.partenaires_cites.get().organisme == "La médiathèque"
    assert neuf.publics_par_age.get().personnes == 40
    assert (neuf.charges, neuf.produits) == (7000, 7000)
    assert neuf.objectif_principal == monde.objectif


def test_ce_qui_n_est_qu_a_l_annee_passee_ne_se_reprend_jamais(monde, recevable, suivante, porteuse):
    Dossier.objects.filter(pk=recevable.pk).update(numero_dauphin="DA01200614", derogation_accordee_par="La préfecture")
    suivante.financeurs.set([monde.etat, monde.ville])
    neuf, _ = reconduire(frais(recevable), suivante, par=porteuse)
    assert neuf.statut == Statut.BROUILLON
    assert (neuf.numero_dauphin, neuf.depose_le, neuf.derogation_accordee_par, neuf.suite_proposee) == (
        "",
        None,
        "",
        "",
    )
    assert not neuf.attestations.exists()
    assert not neuf.exemplaires.exists()
    assert [passage.transition for passage in neuf.passages.all()] == ["reconduire"]  # son journal commence ici
    assert set(neuf.lignes.values_list("statut", "enveloppe", "accorde_contrat_de_ville")) == {
        ("sollicitee", None, None)
    }


def test_la_demande_dit_son_renouvellement_et_son_fil(dossier, neuf):
    assert (neuf.type_demande, neuf.nouveaute) == ("renouvellement", "identique")
    assert (neuf.precedent, neuf.origine) == (dossier, dossier)


def test_les_dates_avancent_d_autant_que_la_campagne(dossier, neuf):
    assert neuf.date_debut == dossier.date_debut.replace(year=neuf.campagne.annee)
    assert decaler(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert decaler(None, 1) is None


def test_la_cible_devient_l_an_passe_et_la_nouvelle_reste_a_fixer(neuf):
    indicateur = neuf.indicateurs.get()
    assert (indicateur.libelle, indicateur.valeur_precedente, indicateur.cible) == ("Enfants inscrits", 60, None)


def test_on_choisit_ce_que_l_on_garde(dossier, suivante, porteuse):
    neuf, _ = reconduire(dossier, suivante, par=porteuse, parties=["action"], intitule="Autrement", nouveaute="modifie")
    assert (neuf.intitule, neuf.description, neuf.nouveaute) == ("Autrement", dossier.description, "modifie")
    assert (neuf.beneficiaires_total, neuf.date_debut, neuf.objectif_principal) == (None, None, None)
    for liste in ("postes", "lignes", "indicateurs", "quartiers", "lieux", "tranches_age"):
        assert not getattr(neuf, liste).exists(), liste


def test_un_financeur_que_la_campagne_ne_connait_plus_n_est_pas_sollicite(client, monde, dossier, suivante, porteuse):
    suivante.financeurs.add(monde.etat)
    texte = page(client, porteuse, dossier, "reconduire/").content.decode()
    assert "Financeur absent de cette campagne" in texte
    neuf, _ = reconduire(dossier, suivante, par=porteuse)
    assert [ligne.financeur for ligne in neuf.lignes.all()] == [monde.etat]


# 2. Les objectifs : ceux d’aujourd’hui ----------------------------------------------------------------------


def reformuler(objectif, libelle, annee):
    """Clôt cet objectif à la fin de l’année d’avant et ouvre celui qui le remplace."""
    ObjectifOperationnel.objects.filter(pk=objectif.pk).update(valide_au=date(annee - 1, 12, 31))
    return ObjectifOperationnel.objects.create(
        convention=objectif.convention, quartier=objectif.quartier, objectif_strategique=objectif.objectif_strategique,
        libelle=libelle, valide_du=date(annee, 1, 1), remplace=objectif,
    )  # fmt: skip


def test_un_objectif_reformule_devient_son_successeur(client, monde, dossier, suivante, porteuse):
    milieu = reformuler(monde.objectif, "Faire bouger chaque enfant", suivante.annee - 1)
    dernier = reformuler(milieu, "Faire bouger chaque habitant", suivante.annee)
    texte = page(client, porteuse, dossier, "reconduire/").content.decode()
    assert "Objectif reformulé" in texte
    assert "Faire bouger chaque habitant" in texte
    neuf, _ = reconduire(dossier, suivante, par=porteuse)
    assert neuf.objectif_principal == dernier


def test_un_objectif_clos_est_laisse_de_cote_et_c_est_dit(client, monde, dossier, suivante, porteuse):
    dossier.objectifs_secondaires.add(monde.objectif_des_ilots)
    ObjectifOperationnel.objects.filter(pk=monde.objectif.pk).update(valide_au=date(suivante.annee - 1, 12, 31))
    assert "Objectif clos, laissé de côté" in page(client, porteuse, dossier, "reconduire/").content.decode()
    neuf, _ = reconduire(dossier, suivante, par=porteuse)
    assert neuf.objectif_principal is None
    assert list(neuf.objectifs_secondaires.all()) == [monde.objectif_des_ilots]


# 3. Qui, quand, combien de fois -----------------------------------------------------------------------------


def test_de_tout_etat_quoi_que_dise_la_suite_proposee(monde, depose, suivante, porteuse, cheffe_de_projet):
    actions.repondre_pour_toutes(depose, "declarer_irrecevable", par=cheffe_de_projet, motif="Hors des quartiers.")
    Dossier.objects.filter(pk=depose.pk).update(suite_proposee="arreter")
    assert statut(depose) == "irrecevable"
    neuf, _ = reconduire(frais(depose), suivante, par=porteuse)
    assert neuf.precedent == depose


def test_qui_ecrit_pour_le_porteur_reconduit_et_personne_d_autre(
    monde, depose, suivante, redacteur, voisin, cheffe_de_projet
):
    lectrice = fabriques.membre(monde.association, "lecteur", "Lise")
    for qui in (voisin, cheffe_de_projet, lectrice):
        with pytest.raises(PermissionDenied):
            reconduire(depose, suivante, par=qui)
    assert reconduire(depose, suivante, par=redacteur)[0].cree_par == redacteur


def test_l_equipe_reconduit_ce_qu_elle_a_saisi(client, monde, suivante, cheffe_de_projet):
    saisi = fabriques.dossier(
        monde.campagne, monde.association, cheffe_de_projet, demandes={monde.ville: 2000}, quartiers=[monde.quartier],
        objectif_=monde.objectif, saisi_par_l_equipe=True, numero_dauphin="DA01200614",
    )  # fmt: skip
    neuf, _ = reconduire(saisi, suivante, par=cheffe_de_projet)
    assert neuf.saisi_par_l_equipe
    assert neuf.numero_dauphin == ""


def test_seule_une_campagne_suivante_et_ouverte_de_la_meme_convention(monde, dossier, porteuse):
    ailleurs = fabriques.campagne(fabriques.convention("Cévaux", monde.convention.contrat), monde.campagne.annee + 1)
    close = fabriques.campagne(
        monde.convention, monde.campagne.annee + 1, depot_ferme_le=monde.campagne.depot_ouvre_le + timedelta(days=1)
    )
    assert not campagnes_de_reconduction(dossier).exists()
    for campagne in (ailleurs, close, monde.campagne):
        with pytest.raises(Blocage, match="n’est pas ouverte au dépôt"):
            reconduire(dossier, campagne, par=porteuse)


def test_une_action_n_a_qu_un_dossier_vivant_par_annee(dossier, suivante, neuf, porteuse):
    assert reconduire(dossier, suivante, par=porteuse) == (neuf, False)
    assert Dossier.objects.filter(campagne=suivante).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.ouvrir_un_dossier(suivante, dossier.organisation, par=porteuse, intitule="Bis", origine=dossier)
    actions.avancer(neuf, "abandonner", par=porteuse, motif="Mal parti.")
    autre, est_nouveau = reconduire(dossier, suivante, par=porteuse)
    assert est_nouveau
    assert autre != neuf


def test_un_double_clic_n_ouvre_qu_un_brouillon(client, dossier, suivante, porteuse):
    donnees = saisie(suivante, cle="9f1b4d3e-0a52-4a57-8b6e-7a1d0c2b3e4f")
    premiere, seconde = (page(client, porteuse, dossier, "reconduire/", **donnees) for _ in range(2))
    neuf = Dossier.objects.get(campagne=suivante)
    assert premiere.redirect_chain == seconde.redirect_chain == [(f"/dossiers/{neuf.pk}/modifier/", 302)]
    assert (neuf.intitule, neuf.nouveaute) == ("Mercredis, encore", "modifie")


def test_la_page_dit_qu_un_dossier_existe_deja(client, dossier, neuf, porteuse):
    texte = page(client, porteuse, dossier, "reconduire/").content.decode()
    assert "a déjà son dossier" in texte
    assert f'href="/dossiers/{neuf.pk}/"' in texte


@pytest.mark.parametrize(("champ", "valeur", "phrase"), [
    ("campagne", "9" * 30, "Ce choix n’est pas dans la liste."), ("campagne", "x", "Ce choix n’est pas dans la liste."),
    ("intitule", "  ", "L’intitulé est vide"), ("intitule", "a\0b", "caractère invisible"),
    ("nouveaute", "nouveau", "Ce choix n’est pas dans la liste."), ("parties", ["demande"], "n’existe pas"),
])  # fmt: skip
def test_une_saisie_fausse_se_dit_et_rien_ne_s_ecrit(client, dossier, suivante, porteuse, champ, valeur, phrase):
    reponse = page(client, porteuse, dossier, "reconduire/", **saisie(suivante, **{champ: valeur}))
    assert phrase in reponse.content.decode()
    assert not Dossier.objects.filter(campagne=suivante).exists()


def test_sans_campagne_ouverte_la_page_le_dit(client, dossier, porteuse):
    assert "Aucune campagne d’une année suivante" in page(client, porteuse, dossier, "reconduire/").content.decode()


# 4. Le fil de l’action --------------------------------------------------------------------------------------


@pytest.fixture
def trois_ans(monde, depose, suivante, porteuse):
    """Trois années de la même action, les trois déposées ; la deuxième ne sollicite que la CAF."""
    suivante.financeurs.set([monde.caf])
    deuxieme, _ = reconduire(depose, suivante, par=porteuse)
    Ligne.objects.create(dossier=deuxieme, financeur=monde.caf, demande_contrat_de_ville=Decimal(6000))
    _finir(deuxieme, porteuse)
    derniere = fabriques.campagne(monde.convention, suivante.annee + 1)
    derniere.financeurs.set([monde.etat, monde.ville])
    troisieme, _ = reconduire(frais(deuxieme), derniere, par=porteuse, parties=[p for p in PROPOSEES if p != "budget"])
    return depose, deuxieme, troisieme


def _finir(dossier, par):
    dossier.indicateurs.update(cible=70)
    fabriques.signer(dossier, par)
    actions.avancer(dossier, "deposer", par=par)


def test_le_fil_se_lit_d_ou_que_l_on_parte(client, trois_ans, porteuse):
    for dossier in trois_ans:
        texte = page(client, porteuse, dossier).content.decode()
        fil = texte[texte.index('id="fil"') :]
        for autre in trois_ans:
            assert (f'href="/dossiers/{autre.pk}/"' in fil) == (autre != dossier)
        assert '<svg class="barres" role="img"' in fil
    assert trois_ans[2].origine == trois_ans[0]
    assert trois_ans[2].precedent == trois_ans[1]


def test_chacun_ne_lit_du_fil_que_ce_qu_il_a_le_droit_de_lire(client, trois_ans, cheffe_de_projet, agente):
    premier, deuxieme, brouillon = trois_ans
    equipe = page(client, cheffe_de_projet, premier).content.decode()
    assert f'href="/dossiers/{deuxieme.pk}/"' in equipe
    assert f'href="/dossiers/{brouillon.pk}/"' not in equipe  # un brouillon ne se lit pas de l’équipe
    assert 'id="fil"' not in page(client, agente, premier).content.decode()  # la deuxième année ne sollicite pas l’État


def test_une_decision_tue_se_tait_aussi_dans_le_fil(
    client, monde, en_seance, seance, suivante, porteuse, cheffe_de_projet
):
    ligne = en_seance(montant=777)
    actions.acter(seance, par=cheffe_de_projet)
    neuf, _ = reconduire(frais(ligne.dossier), suivante, par=porteuse)
    texte = page(client, porteuse, neuf).content.decode()
    assert "777" not in texte
    assert "Programmé" not in texte
    fabriques.annoncer(frais(ligne), cheffe_de_projet)
    texte = page(client, porteuse, neuf).content.decode()
    assert "777\u202f€ accordés" in texte
    assert "Programmé" in texte


def test_le_fil_se_lit_en_un_nombre_constant_de_requetes(client, monde, trois_ans, porteuse):
    page(client, porteuse, trois_ans[0])
    with CaptureQueriesContext(connection) as a_trois:
        page(client, porteuse, trois_ans[0])
    for rang in range(2, 5):
        annee = fabriques.campagne(monde.convention, trois_ans[2].campagne.annee + rang)
        reconduire(trois_ans[0], annee, par=porteuse)
    with CaptureQueriesContext(connection) as a_six:
        page(client, porteuse, trois_ans[0])
    assert len(a_trois) == len(a_six)


def test_le_bouton_est_la_ou_l_on_en_a_besoin(client, depose, dossier, porteuse, cheffe_de_projet):
    lien = f'href="/dossiers/{depose.pk}/reconduire/"'
    assert lien in page(client, porteuse, depose).content.decode()
    assert lien not in page(client, cheffe_de_projet, depose).content.decode()


def test_l_accueil_offre_de_reconduire_la_derniere_annee_seule(client, monde, trois_ans, porteuse):
    premier, deuxieme, troisieme = trois_ans
    actions.avancer(troisieme, "abandonner", par=porteuse, motif="Plus tard.")
    type(monde.campagne).objects.filter(pk__in=[premier.campagne_id, deuxieme.campagne_id]).update(
        depot_ferme_le=monde.campagne.depot_ouvre_le + timedelta(days=1)
    )
    client.force_login(porteuse)
    texte = client.get("/").content.decode()
    assert f'href="/dossiers/{deuxieme.pk}/reconduire/"' in texte
    assert f'href="/dossiers/{premier.pk}/reconduire/"' not in texte


# Ce que le brouillon en dit -------------------------------------------------------------------------------


def repris(client, personne, dossier, suite="modifier/"):
    """Le rappel de la reprise, tel qu’il se lit ; vide s’il ne se montre pas."""
    lu = " ".join(html.unescape(page(client, personne, dossier, suite).content.decode()).split())
    trouve = re.search(r'<h2 id="h-repris"[^>]*>(.*?)</section>', lu)
    return trouve[1] if trouve else ""


def test_le_brouillon_dit_ce_qui_est_repris_et_ce_qui_est_a_revoir(
    client, monde, dossier, suivante, porteuse, redacteur
):
    neuf, _ = reconduire(dossier, suivante, par=porteuse, parties=("action", "budget", "indicateurs"))
    annee = monde.campagne.annee
    for suite in ("modifier/", "modifier/budget/", "relire/"):
        lu = repris(client, redacteur, neuf, suite)
        assert lu.startswith(f"Repris de {annee} : L’action · Le budget · Comment on saura<"), suite
    assert "Quand et avec quoi : rien n’est repris, à écrire" in lu
    assert f"les montants demandés sont ceux de {annee} : actualisez-les" in lu
    assert "La cible de chaque indicateur est à fixer" in lu
    assert "Les partenaires confirment chaque année" in lu
    assert "avancées" not in lu  # les dates ne sont pas reprises : rien à vérifier
    consigne = neuf.passages.get()
    assert (consigne.transition, consigne.donnees["parties"]) == ("reconduire", ["action", "budget", "indicateurs"])
    assert anomalies(PassageDossier) == []


def test_un_objectif_clos_se_dit_a_revoir(client, monde, dossier, suivante, porteuse):
    ObjectifOperationnel.objects.filter(pk=monde.objectif.pk).update(valide_au=date(monde.campagne.annee, 12, 31))
    neuf, _ = reconduire(dossier, suivante, par=porteuse)
    assert "L’objectif principal n’est plus en vigueur" in repris(client, porteuse, neuf)


def test_chacun_replie_le_rappel_pour_lui_sans_script(client, neuf, porteuse, redacteur):
    version = frais(neuf).version
    client.force_login(porteuse)
    reponse = client.post(f"/dossiers/{neuf.pk}/reprise/lue/")
    assert (reponse.status_code, reponse.headers["Location"]) == (302, f"/dossiers/{neuf.pk}/modifier/")
    assert 'id="h-repris"' not in client.get(reponse.headers["Location"]).content.decode()
    assert frais(neuf).version == version
    assert repris(client, redacteur, neuf)


def test_rien_ne_se_rappelle_d_un_dossier_parti_de_rien_ni_une_fois_depose(client, monde, dossier, suivante, porteuse):
    suivante.financeurs.set([monde.etat, monde.ville])
    neuf, _ = reconduire(dossier, suivante, par=porteuse)
    assert repris(client, porteuse, dossier) == ""
    fabriques.signer(neuf, porteuse)
    neuf.indicateurs.update(cible=60)
    actions.avancer(neuf, "deposer", par=porteuse)
    assert repris(client, porteuse, neuf, "relire/") == ""
