"""Le vote de l’assemblée : en un geste pour toutes les lignes d’un financeur, entier ou nul, relu avant d’être écrit."""

import uuid

import pytest
from django.urls import reverse

from dossiers.actions.en_bloc import Rang, ce_que_change_le_vote, jouer_en_bloc
from dossiers.models import Ligne
from tests import fabriques
from tests.conftest import frais, statut
from tests.suites import ACTE, accorder, ligne_de
from workflows.templatetags.ecriture import INSECABLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def deux(monde, porteuse, cheffe_de_projet):
    """Deux dossiers auxquels la ville accorde 400 et 300 €, sur une enveloppe de 1 000 €."""
    fabriques.enveloppe(monde.campagne, monde.ville, 1000)
    dossiers = [
        accorder(monde, porteuse, cheffe_de_projet, {monde.ville: montant}, intitule=f"Action {montant}")
        for montant in (400, 300)
    ]
    return [ligne_de(dossier) for dossier in dossiers]


def favorable(ligne):
    return Rang(ligne, "voter", frais(ligne).version, donnees=ACTE)


def contraire(ligne):
    return Rang(ligne, "refuser_au_vote", frais(ligne).version, "L’assemblée n’a pas suivi.")


def test_un_vote_porte_toutes_les_lignes_d_un_financeur(deux, cheffe_de_projet):
    assert jouer_en_bloc([favorable(ligne) for ligne in deux], par=cheffe_de_projet) == {}
    assert [statut(ligne) for ligne in deux] == ["votee", "votee"]
    assert {frais(ligne).vote_reference for ligne in deux} == {"Délibération 12"}


def test_une_ligne_bloquee_et_aucune_n_est_votee(deux, cheffe_de_projet):
    premiere, seconde = deux
    perimee = Rang(seconde, "voter", frais(seconde).version + 1, donnees=ACTE)
    blocages = jouer_en_bloc([favorable(premiere), perimee], par=cheffe_de_projet)
    assert list(blocages) == [seconde.pk]
    assert [statut(ligne) for ligne in deux] == ["accordee", "accordee"]
    assert not premiere.dossier.passages.filter(transition="voter").exists()


def test_un_vote_contraire_rend_l_enveloppe_et_le_dossier_n_est_plus_retenu(deux, cheffe_de_projet):
    premiere, seconde = deux
    assert jouer_en_bloc([favorable(premiere), contraire(seconde)], par=cheffe_de_projet) == {}
    assert frais(premiere.enveloppe).engage == 400
    assert (statut(seconde), statut(seconde.dossier)) == ("refusee", "non_retenu")


def test_ce_que_le_vote_change_se_dit_avant(deux):
    change = ce_que_change_le_vote(deux[:1], deux[1:])
    assert (change.votes, change.montant_vote, change.contraires, change.rendu) == (1, 400, 1, 300)
    assert change.perdus == [deux[1].dossier]


def test_un_dossier_finance_par_un_autre_ne_perd_pas_tout(monde, porteuse, cheffe_de_projet):
    dossier = accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 400, monde.etat: 500})
    change = ce_que_change_le_vote([], [ligne_de(dossier, monde.ville)])
    assert change.perdus == []
    assert change.rendu == 0  # sans enveloppe, rien ne lui revient


def test_le_meme_formulaire_renvoye_ne_vote_qu_une_fois(deux, cheffe_de_projet):
    cle, rangs = uuid.uuid4(), [favorable(ligne) for ligne in deux]
    assert jouer_en_bloc(rangs, par=cheffe_de_projet, cle=cle) == {}
    assert jouer_en_bloc(rangs, par=cheffe_de_projet, cle=cle) == {}
    assert deux[0].passages_propres.filter(transition="voter").count() == 1


def test_qui_ne_repond_pas_pour_le_guichet_n_ecrit_rien(deux, agente):
    assert set(jouer_en_bloc([favorable(ligne) for ligne in deux], par=agente)) == {ligne.pk for ligne in deux}
    assert [statut(ligne) for ligne in deux] == ["accordee", "accordee"]


def test_l_instructeur_vote_pour_la_ville_pas_pour_l_etat(monde, porteuse, cheffe_de_projet, instructeur):
    dossier = accorder(monde, porteuse, cheffe_de_projet, {monde.ville: 400, monde.etat: 500})
    assert jouer_en_bloc([favorable(ligne_de(dossier, monde.ville))], par=instructeur) == {}
    assert jouer_en_bloc([favorable(ligne_de(dossier, monde.etat))], par=instructeur) != {}


# L’écran --------------------------------------------------------------------------------------------------


def page(monde, geste="voter", financeur=None):
    return reverse("suites:bloc", args=[monde.campagne.pk, (financeur or monde.ville).pk, geste])


def saisie(lignes, *contraires, **suite):
    corps = {"vote_le": "2026-04-01", "vote_reference": "D 12", "cle": str(uuid.uuid4())}
    for ligne in lignes:
        corps |= {f"l{ligne.pk}-version": frais(ligne).version, f"l{ligne.pk}-choix": "pour", f"l{ligne.pk}-motif": ""}
        if ligne in contraires:
            corps |= {f"l{ligne.pk}-choix": "contre", f"l{ligne.pk}-motif": "Pas suivi."}
    return corps | suite


def test_le_vote_se_relit_puis_s_ecrit(equipe, monde, deux):
    corps = saisie(deux, deux[1])
    relue = equipe.post(page(monde), corps)
    texte = relue.content.decode()
    assert "perd sa dernière subvention" in texte
    assert [statut(ligne) for ligne in deux] == ["accordee", "accordee"]
    assert equipe.post(page(monde), corps | {"vu": relue.context["vu"]}).status_code == 302
    assert [statut(ligne) for ligne in deux] == ["votee", "refusee"]


def test_un_choix_change_apres_relecture_se_relit(equipe, monde, deux):
    vu = equipe.post(page(monde), saisie(deux)).context["vu"]
    assert equipe.post(page(monde), saisie(deux, deux[0], vu=vu)).status_code == 200
    assert statut(deux[0]) == "accordee"


def test_un_vote_contraire_sans_motif_se_refuse(equipe, monde, deux):
    corps = saisie(deux) | {f"l{deux[0].pk}-choix": "contre"}
    assert "Un motif est attendu" in equipe.post(page(monde), corps).content.decode()


def test_une_ligne_partie_entre_temps_se_dit(equipe, monde, deux, cheffe_de_projet):
    corps = saisie(deux)
    vu = equipe.post(page(monde), corps).context["vu"]
    jouer_en_bloc([favorable(deux[0])], par=cheffe_de_projet)
    texte = equipe.post(page(monde), corps | {"vu": vu}).content.decode()
    assert "1 ligne a changé d’état entre-temps" in texte
    assert statut(deux[1]) == "accordee"


def test_un_agent_ne_vote_pas_pour_un_autre_guichet(client, monde, deux, agente):
    client.force_login(agente)
    assert client.get(page(monde)).status_code == 404


def test_de_l_acte_au_solde_par_les_ecrans(equipe, monde, deux):
    """La chaîne entière d’une séance, sans ouvrir un seul dossier."""
    corps = saisie(deux)
    vu = equipe.post(page(monde), corps).context["vu"]
    equipe.post(page(monde), corps | {"vu": vu})
    versions = {f"l{ligne.pk}-version": frais(ligne).version for ligne in deux}
    equipe.post(page(monde, "notifier"), versions | {f"l{ligne.pk}-notifier": "on" for ligne in deux})
    versions = {f"l{ligne.pk}-version": frais(ligne).version for ligne in deux}
    equipe.post(page(monde, "engager"), versions | {f"l{ligne.pk}-engagement": f"EJ {ligne.pk}" for ligne in deux})
    versions = {f"l{ligne.pk}-version": frais(ligne).version for ligne in deux}
    montants = {f"l{deux[0].pk}-montant": "400", f"l{deux[0].pk}-nature": "solde", f"l{deux[1].pk}-montant": "100,50"}
    equipe.post(page(monde, "verser"), versions | montants | {"verse_le": "2026-06-01"})
    assert [statut(ligne) for ligne in deux] == ["soldee", "engagee"]
    texte = equipe.get(reverse("suites:chaine", args=[monde.campagne.pk])).content.decode()
    assert "Verser le solde" in texte
    assert f"J{INSECABLE}+{INSECABLE}0" in texte


def test_la_page_coute_autant_de_requetes_pour_deux_lignes_que_pour_six(
    equipe, monde, porteuse, cheffe_de_projet, deux, django_assert_max_num_queries
):
    adresses = [reverse(f"suites:{nom}", args=[monde.campagne.pk]) for nom in ("chaine", "versements", "actes")]
    adresses.append(page(monde))
    combien = []
    for _ in range(2):
        du_moment = []
        for adresse in adresses:
            with django_assert_max_num_queries(60) as requetes:
                equipe.get(adresse)
            du_moment.append(len(requetes))
        combien.append(du_moment)
        for rang in range(4):
            autre = fabriques.organisation(f"Association {rang}")
            membre = fabriques.membre(autre)
            accorder(monde, membre, cheffe_de_projet, {monde.ville: 10}, organisation=autre, intitule=f"Autre {rang}")
    assert combien[0] == combien[1]
    assert Ligne.objects.filter(statut="accordee").count() >= 6
