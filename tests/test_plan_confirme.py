"""Après un accord partiel, le porteur confirme son plan, revoit son budget, ou se désiste ; l’équipe lit ce qui a changé."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from dossiers import actions, regles
from dossiers.changements import comparer
from dossiers.impression.lecture import imprimable
from dossiers.models import Dossier, Exemplaire, PosteBudgetaire, plans_attendus
from tests.automne import battre, lignes
from tests.conftest import frais, statut
from tests.suites import accorder, annoncer, ligne_de
from workflows import tasks
from workflows.envois import Envoi
from workflows.expedition import expedier
from workflows.moteur import Blocage, offres
from workflows.temps import a_l_instant, maintenant
from workflows.transports import Boite

pytestmark = pytest.mark.django_db


@pytest.fixture
def acte(monde, porteuse, cheffe_de_projet):
    """4 000 € demandés à l’État, 2 000 € à la ville ; 2 500 € accordés par l’un, rien par l’autre."""
    demandes = {monde.etat: 4000, monde.ville: 2000}
    return accorder(
        monde, porteuse, cheffe_de_projet, {monde.etat: 2500, monde.ville: "Hors des priorités."}, demandes=demandes
    )


@pytest.fixture
def partiel(acte, cheffe_de_projet):
    return annoncer(acte, cheffe_de_projet)


def confirmer(dossier, par):
    return actions.avancer(frais(dossier), "confirmer_le_plan", par=par)


def ramener_les_charges_a(dossier, montant):
    PosteBudgetaire.objects.filter(dossier=dossier, sens="charge").update(montant=Decimal(montant))


def test_tel_quel_le_plan_se_confirme_et_l_etat_ne_change_pas(partiel, porteuse):
    assert regles.ce_qui_manque(partiel) == 3500
    confirmer(partiel, porteuse)
    assert frais(partiel).plan_confirme_le is not None
    assert statut(partiel) == "programme"


def test_avant_l_annonce_rien_ne_se_confirme_ni_ne_se_devine(acte, porteuse, lire):
    noms = {offre.nom for offre in offres(acte, porteuse) if offre.possible}
    assert not noms & {"confirmer_le_plan", "rouvrir_le_budget"}
    with pytest.raises(Blocage):
        confirmer(acte, porteuse)
    assert "Confirmer le plan" not in lire(porteuse, acte.get_absolute_url())


def test_un_accord_entier_n_attend_rien(monde, porteuse, cheffe_de_projet):
    entier = annoncer(accorder(monde, porteuse, cheffe_de_projet, {monde.etat: 1000}), cheffe_de_projet)
    with pytest.raises(Blocage, match="rien à confirmer"):
        confirmer(entier, porteuse)
    assert not plans_attendus(Dossier.objects.all()).exists()


def test_seul_un_signataire_confirme(partiel, redacteur, voisin, agente):
    for personne in (redacteur, voisin, agente):
        with pytest.raises(PermissionDenied):
            confirmer(partiel, personne)


def test_on_ne_confirme_pas_deux_fois(partiel, porteuse):
    confirmer(partiel, porteuse)
    with pytest.raises(Blocage, match="déjà confirmé"):
        confirmer(partiel, porteuse)


def test_rouvert_le_budget_seul_se_recrit_et_doit_s_equilibrer(partiel, porteuse, redacteur):
    assert not regles.redige(partiel, redacteur)
    actions.avancer(partiel, "rouvrir_le_budget", par=porteuse)
    rouvert = frais(partiel)
    assert regles.redige(rouvert, redacteur)
    assert [regles.partie_ouverte(rouvert, partie) for partie in ("budget", "action", "demande")] == [
        True,
        False,
        False,
    ]
    with pytest.raises(Blocage, match="il manque 3\u202f500\u202f€ de produits"):
        confirmer(rouvert, porteuse)
    ramener_les_charges_a(rouvert, 3500)  # 2 500 accordés et 1 000 de la maison
    confirmer(rouvert, porteuse)
    assert not regles.redige(frais(rouvert), redacteur)


def test_le_formulaire_ne_rouvre_que_le_budget(client, partiel, porteuse):
    actions.avancer(partiel, "rouvrir_le_budget", par=porteuse)
    client.force_login(porteuse)
    page = client.get(reverse("dossiers:partie", args=[partiel.pk, "budget"])).content.decode()
    assert "2\u202f500" in page  # l’accordé, et non le demandé, compte aux produits
    fermee = client.get(reverse("dossiers:partie", args=[partiel.pk, "action"])).content.decode()
    assert "Cette partie n’est pas à compléter" in fermee
    corps = {"version": frais(partiel).version, "compte_604": "3 500", "compte_756": "1 000"}
    assert client.post(reverse("dossiers:partie", args=[partiel.pk, "budget"]), corps).status_code == 302
    assert frais(partiel).charges == 3500
    assert ligne_de(partiel, partiel.lignes.first().financeur).demande == 4000  # ce qui fut demandé ne change pas


def test_ce_qui_fut_depose_reste_et_l_equipe_lit_la_difference(partiel, porteuse, cheffe_de_projet, lire):
    depose = Exemplaire.objects.get(dossier=partiel)
    actions.avancer(partiel, "rouvrir_le_budget", par=porteuse)
    ramener_les_charges_a(partiel, 3500)
    confirmer(partiel, porteuse)
    premier, plan = Exemplaire.objects.filter(dossier=partiel)
    assert (premier.empreinte, premier.est_intact(), plan.est_intact()) == (depose.empreinte, True, True)
    changes = {c.libelle: (c.avant, c.apres) for p in comparer(premier.contenu, plan.contenu) for c in p.changements}
    assert changes["Total des charges"] == ("7\u202f000\u202f€", "3\u202f500\u202f€")
    assert changes["État, P147, contrat de ville"] == ("4\u202f000\u202f€", "2\u202f500\u202f€")
    texte = lire(cheffe_de_projet, reverse("dossiers:changements", args=[partiel.pk]))
    assert "le plan confirmé du" in texte


def test_le_dossier_imprime_reste_la_demande(partiel, porteuse):
    actions.avancer(partiel, "rouvrir_le_budget", par=porteuse)
    ramener_les_charges_a(partiel, 3500)
    confirmer(partiel, porteuse)
    assert imprimable(frais(partiel)).exemplaire.rang == 1
    assert imprimable(frais(partiel), 2).exemplaire.rang == 2


def test_une_decision_changee_apres_l_annonce_se_confirme_de_nouveau(partiel, porteuse, cheffe_de_projet, monde):
    confirmer(partiel, porteuse)
    decision = ligne_de(partiel, monde.ville).decisions.get()
    actions.prendre_un_avenant(
        decision, "accorder_par_avenant", par=cheffe_de_projet, motif="Un reliquat.", pris_le=maintenant().date(),
        contrat_de_ville=500,
    )  # fmt: skip
    assert frais(partiel).plan_confirme_le is not None  # l’avenant ne se sait pas avant d’être notifié
    ligne = ligne_de(partiel, monde.ville)
    actions.avancer(
        ligne, "voter", par=cheffe_de_projet, donnees={"vote_le": maintenant().date(), "vote_reference": "D"}
    )
    actions.avancer(ligne, "notifier", par=cheffe_de_projet)
    assert regles.plan_attendu(frais(partiel))
    assert regles.ce_qui_manque(frais(partiel)) == 3000


def test_le_porteur_peut_aussi_se_desister(partiel, porteuse, monde):
    actions.avancer(partiel, "se_desister", par=porteuse, motif="L’action ne tient plus.")
    assert (statut(partiel), statut(ligne_de(partiel, monde.etat))) == ("desiste", "annulee")
    assert not regles.plan_attendu(frais(partiel))


# Qui l’apprend, qui le rappelle ---------------------------------------------------------------------------


def test_l_equipe_et_les_signataires_l_apprennent(partiel, porteuse, cheffe_de_projet):
    confirmer(partiel, porteuse)
    adresses = set(Envoi.objects.filter(regle="dossier.confirmer_le_plan").values_list("adresse", flat=True))
    assert adresses == {porteuse.courriel, cheffe_de_projet.courriel}


def test_l_accueil_de_chacun_dit_ce_qui_est_attendu(partiel, porteuse, cheffe_de_projet, lire):
    assert "Confirmer le plan de financement" in lire(porteuse, "/")
    assert "Plan de financement à confirmer par le porteur" in lire(cheffe_de_projet, "/")
    assert "Votre réponse est attendue" in lire(porteuse, partiel.get_absolute_url())
    confirmer(partiel, porteuse)
    assert "Confirmer le plan de financement" not in lire(porteuse, "/")
    assert "Plan de financement à confirmer" not in lire(cheffe_de_projet, "/")


def test_sans_reponse_un_rappel_part_a_dix_et_vingt_jours(partiel, porteuse):
    for jours in (9, 11, 21):  # un rappel en retard de plus de deux jours ne part plus
        battre(partiel.annonce_le + timedelta(days=jours))
    assert [envoi.statut for envoi in lignes("plan_a_confirmer")] == ["envoyee", "envoyee"]
    corps = lignes("plan_a_confirmer")[0].corps
    assert "il manque 3\u202f500\u202f€" in corps
    assert "se désister" in corps


def test_confirme_entre_temps_le_rappel_s_annule(partiel, porteuse):
    with a_l_instant(partiel.annonce_le + timedelta(days=11)):
        tasks.relancer()
        confirmer(partiel, porteuse)
        expedier(Boite())
    assert [envoi.statut for envoi in lignes("plan_a_confirmer")] == ["annulee"]
