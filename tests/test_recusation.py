"""Le retrait d’un membre : proposé d’après un lien connu, confirmé par l’équipe ou dit par la personne, levé avec qui."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptes.models import Droit, Nature
from dossiers import actions
from dossiers.models import Decision, Inscription, Partenariat, Recusation
from gouvernance.financeurs.retraits import retraits_de
from tests import fabriques
from tests.comite_a_l_ecran import adresse, decider, ligne_de, page
from tests.conftest import frais
from workflows.moteur import Blocage


@pytest.fixture
def maison(monde):
    """L’association a une antenne, dont l’agente de l’État est membre."""
    return fabriques.organisation("Antenne d’Essai", parent=monde.association)


@pytest.fixture
def liee(agente, maison):
    fabriques.rattacher(agente, maison, "porteur", Droit.LECTEUR)
    return agente


def suggeres(inscription):
    return [(str(p), motif) for _, p, motif in actions.retraits_suggeres([inscription])]


# 1. Ce que l’on propose -------------------------------------------------------------------------------------


def test_un_lien_connu_se_propose_et_dit_lequel(inscription, liee):
    assert suggeres(inscription) == [
        ("Élise Lenoir", "membre de Antenne d’Essai, de la même maison que Les Passerelles d’Essai")
    ]


def test_membre_de_l_association_elle_meme(inscription, agente, monde):
    fabriques.rattacher(agente, monde.association, "porteur", Droit.LECTEUR)
    assert suggeres(inscription) == [("Élise Lenoir", "membre de Les Passerelles d’Essai")]


def test_membre_d_un_partenaire_confirme(inscription, agente, monde, porteuse):
    fabriques.rattacher(agente, monde.voisine, "porteur", Droit.LECTEUR)
    partenariat = Partenariat.objects.create(
        dossier=inscription.dossier, organisation=monde.voisine, invite_par=porteuse
    )
    assert suggeres(inscription) == []
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE dossiers_partenariat SET statut='confirme', repondu_le=invite_le WHERE id=%s", [partenariat.pk]
        )
    assert suggeres(inscription) == [("Élise Lenoir", "membre de L’Autre Association, partenaire de l’action")]


def test_sans_lien_rien_ne_se_propose(inscription, agente, monde):
    fabriques.rattacher(agente, monde.voisine, "porteur", Droit.LECTEUR)
    assert suggeres(inscription) == []


def test_ce_qui_est_note_ou_leve_ne_se_propose_plus(inscription, liee, cheffe_de_projet):
    note = actions.recuser(inscription, liee, par=cheffe_de_projet, motif="Antenne.", est_suggeree=True)
    assert suggeres(inscription) == []
    actions.lever_la_recusation(note, par=cheffe_de_projet)
    assert suggeres(inscription) == []


def test_proposer_coute_autant_pour_un_dossier_que_pour_deux_cents(monde, comite, ouvrir, liee):
    for rang in range(6):
        Inscription.objects.create(
            seance=comite, dossier=ouvrir(f"Action {rang}", demandes={monde.etat: 10, monde.ville: 10}), ordre=rang + 2
        )
    comptes = []
    for nombre in (1, 7):
        inscriptions = list(comite.inscriptions.select_related("dossier__organisation")[:nombre])
        with CaptureQueriesContext(connection) as requetes:
            proposes = actions.retraits_suggeres(inscriptions)
        comptes.append((len(requetes), len(proposes)))
    assert comptes[0][0] == comptes[1][0] <= 7
    assert [n for _, n in comptes] == [1, 7]


# 2. Noter, dire, lever --------------------------------------------------------------------------------------


def test_l_equipe_confirme_ce_qui_est_propose_et_le_motif_est_celui_du_serveur(
    client, equipe, comite, inscription, liee
):
    url = adresse("retraits", comite.pk)
    assert "1 lien connu, à confirmer" in equipe.get(url).content.decode()
    equipe.post(url, {"suggere": 1, "inscription": inscription.pk, "personne": liee.pk, "motif": "Forgé."})
    retrait = Recusation.objects.get()
    assert (retrait.est_suggeree, retrait.motif[:10]) == (True, "membre de ")
    lu = page(client, liee, adresse("decisions", comite.pk, inscription.pk))
    assert "Vous vous êtes retiré de ce dossier" in lu
    assert "-choix" not in lu


@pytest.mark.parametrize("champs", [{}, {"inscription": "x"}, {"inscription": "9" * 30, "personne": "-1"}])
def test_une_proposition_forgee_est_refusee(equipe, comite, inscription, agente, champs):
    envoi = {"suggere": 1, "inscription": inscription.pk, "personne": agente.pk} | champs
    assert "n’est plus proposé" in equipe.post(adresse("retraits", comite.pk), envoi).content.decode()
    assert not Recusation.objects.exists()


def test_la_personne_le_dit_elle_meme_et_une_autre_decide(client, comite, inscription, agente, monde):
    url = adresse("me-retirer", comite.pk, inscription.pk)
    assert url in page(client, agente, adresse("decisions", comite.pk, inscription.pk))
    assert "obligatoire" in client.post(url, {"motif": " "}).content.decode()
    client.post(url, {"motif": "Ma sœur préside l’association."})
    assert Recusation.objects.get().par == agente
    with pytest.raises(Blocage, match="Vous vous êtes retiré"):
        actions.saisir(inscription, ligne_de(inscription, monde.etat), par=agente, choix="refuser", motif="Non.")
    collegue = fabriques.agent(monde.etat, "Marc", "Autre")
    actions.saisir(inscription, ligne_de(inscription, monde.etat), par=collegue, choix="refuser", motif="Non.")
    assert "Ma sœur préside" in page(client, collegue, adresse("decisions", comite.pk, inscription.pk))


def test_qui_ne_parle_pour_aucun_guichet_ne_se_retire_de_rien(client, comite, inscription, monde):
    dehors = fabriques.agent(monde.caf, "Ana", "Caf")  # la CAF n’est pas sollicitée
    client.force_login(dehors)
    assert client.get(adresse("me-retirer", comite.pk, inscription.pk)).status_code == 404


def test_l_equipe_note_un_retrait_que_rien_ne_proposait(equipe, comite, inscription, agente, cheffe_de_projet):
    url = adresse("retraits", comite.pk)
    for champs, phrase in (
        ({"inscription": "", "personne": agente.pk, "motif": "x"}, "Choisissez dans la liste"),
        ({"inscription": inscription.pk, "personne": 999_999, "motif": "x"}, "n’est pas dans la liste"),
        ({"inscription": inscription.pk, "personne": agente.pk, "motif": ""}, "obligatoire"),
    ):
        assert phrase in equipe.post(url, champs).content.decode()
    equipe.post(url, {"inscription": inscription.pk, "personne": agente.pk, "motif": "Voisine de la présidente."})
    assert Recusation.objects.get().par == cheffe_de_projet


def test_ce_qu_elle_avait_note_avant_de_se_retirer_est_a_noter_de_nouveau(
    monde, comite, inscription, agente, cheffe_de_projet
):
    etat = ligne_de(inscription, monde.etat)
    actions.saisir(inscription, etat, par=agente, choix="accorder", contrat_de_ville=10)
    actions.recuser(inscription, agente, par=agente, motif="Je viens de le voir.")
    assert "s’est retirée" in actions.acter(comite, par=cheffe_de_projet)[etat][0]
    actions.saisir(inscription, frais(etat), par=cheffe_de_projet, choix="accorder", contrat_de_ville=10)
    assert etat not in actions.acter(comite, par=cheffe_de_projet)


def test_l_equipe_seule_leve_un_retrait_et_il_reste_ecrit(
    client, equipe, comite, inscription, agente, cheffe_de_projet
):
    note = actions.recuser(inscription, agente, par=agente, motif="Doute.")
    client.force_login(agente)
    assert client.post(adresse("retrait-lever", comite.pk, note.pk)).status_code == 404
    client.force_login(cheffe_de_projet)
    lu = client.post(adresse("retrait-lever", comite.pk, note.pk), follow=True).content.decode()
    assert "retrait levé par Camille Dhaene" in lu
    decider(client, agente, inscription, "accorder", contrat_de_ville="10")
    assert Decision.objects.filter(saisie_par=agente).exists()
    assert retraits_de(comite).count() == 1


def test_nul_ne_retire_un_autre_hors_de_l_equipe_et_nul_apres_l_acte(seance, en_seance, agente, cheffe_de_projet):
    en_seance(montant=10)
    inscription = seance.inscriptions.get()
    with pytest.raises(PermissionDenied):
        actions.recuser(inscription, cheffe_de_projet, par=agente, motif="Non.")
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    with pytest.raises(Blocage, match="nul ne s’y retire plus"):
        actions.recuser(inscription, agente, par=agente, motif="Trop tard.")


def test_le_dossier_d_un_service_de_la_ville_se_decide_par_un_autre_agent(
    monde, comite, inscription, cheffe_de_projet, instructeur
):
    service = fabriques.organisation("Service jeunesse", Nature.COMMUNE, parent=monde.convention.pilote)
    type(inscription.dossier).objects.filter(pk=inscription.dossier_id).update(organisation=service)
    fabriques.rattacher(instructeur, service, "porteur", Droit.LECTEUR)
    frais_ = Inscription.objects.select_related("dossier").get(pk=inscription.pk)
    assert [nom for nom, _ in suggeres(frais_)] == ["Louis Marle"]
    with pytest.raises(Blocage, match="une autre personne décide"):
        actions.saisir(frais_, ligne_de(frais_, monde.ville), par=instructeur, choix="refuser", motif="Non.")
