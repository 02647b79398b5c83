"""Les membres d’une organisation : changer un droit, retirer, passer la main — et garder toujours un signataire."""

import uuid

import pytest
from django.urls import reverse

from comptes.models import Droit, PassageOrganisation, Utilisateur
from comptes.organisations import membres
from comptes.organisations.gestes import PLUS_SIGNATAIRE
from comptes.organisations.membres import TOUJOURS_UN
from tests import fabriques
from tests.fiche_a_l_ecran import texte
from workflows.journal import anomalies
from workflows.moteur import PERIME, Blocage

pytestmark = pytest.mark.django_db


@pytest.fixture
def association(monde):
    return monde.association


def adhesion(qui, organisation):
    return qui.adhesions.get(organisation=organisation, qualite="porteur")


def agir(client, par, qui, organisation, geste, **champs):
    client.force_login(par)
    membre = adhesion(qui, organisation)
    saisie = {"geste": geste, "vu": membre.droit, "cle": str(uuid.uuid4())} | champs
    return client.post(reverse("organisations:membre", args=[organisation.pk, membre.pk]), saisie, follow=True)


def droits(organisation):
    return {a.utilisateur.prenom: a.droit for a in organisation.adhesions.select_related("utilisateur")}


def test_un_signataire_change_un_droit_et_le_journal_le_dit(client, association, porteuse, redacteur):
    page = texte(agir(client, porteuse, redacteur, association, "droit", droit="signataire"))
    assert "Samir Delattre est maintenant signataire" in page
    assert "a changé le droit de Samir Delattre : rédacteur, puis signataire" in page
    assert droits(association) == {"Nadia": Droit.SIGNATAIRE, "Samir": Droit.SIGNATAIRE}
    passage = PassageOrganisation.objects.get()
    assert (passage.par, passage.concerne, passage.depuis, passage.vers) == (
        porteuse,
        redacteur,
        "redacteur",
        "signataire",
    )
    assert "Delattre" not in str(passage.contenu())  # le journal désigne un compte, jamais un nom
    assert not anomalies(PassageOrganisation)


def test_retirer_un_membre_lui_ferme_tout_a_sa_prochaine_requete(client, dossier, association, porteuse, redacteur):
    session = type(client)()
    session.force_login(redacteur)
    assert session.get(dossier.get_absolute_url()).status_code == 200
    agir(client, porteuse, redacteur, association, "retirer")
    assert session.get(dossier.get_absolute_url()).status_code == 404
    assert session.get(association.get_absolute_url()).status_code == 404


def test_le_dernier_signataire_ne_part_pas_et_lit_pourquoi(client, association, porteuse, redacteur):
    for geste, champs in (("retirer", {}), ("droit", {"droit": "lecteur"})):
        assert TOUJOURS_UN in texte(agir(client, porteuse, porteuse, association, geste, **champs))
    assert droits(association) == {"Nadia": Droit.SIGNATAIRE, "Samir": Droit.REDACTEUR}


def test_un_signataire_au_compte_suspendu_ne_tient_pas_l_organisation(association, porteuse):
    autre = fabriques.membre(association, prenom="Sacha")
    Utilisateur.objects.filter(pk=autre.pk).update(is_active=False)
    with pytest.raises(Blocage, match="au moins un signataire"):
        membres.retirer(adhesion(porteuse, association), par=porteuse)


@pytest.mark.parametrize(("devient", "apres"), [("redacteur", Droit.REDACTEUR), ("lecteur", Droit.LECTEUR), ("", None)])
def test_passer_la_main_se_fait_d_un_seul_geste(client, association, porteuse, redacteur, devient, apres):
    agir(client, porteuse, redacteur, association, "main", devient=devient)
    assert droits(association).get("Samir") == Droit.SIGNATAIRE
    assert droits(association).get("Nadia") == apres
    assert [p.transition for p in PassageOrganisation.objects.all()] == ["passer_la_main"]


def test_un_double_clic_en_passant_la_main_donne_la_meme_reponse(association, porteuse, redacteur):
    cle, membre = uuid.uuid4(), adhesion(redacteur, association)
    premier = membres.passer_la_main(membre, "lecteur", par=porteuse, cle=cle)
    assert membres.passer_la_main(membre, "lecteur", par=porteuse, cle=cle) == premier
    assert PassageOrganisation.objects.count() == 1


def test_on_ne_passe_pas_la_main_a_soi_meme(association, porteuse):
    with pytest.raises(Blocage, match="à un autre membre"):
        membres.passer_la_main(adhesion(porteuse, association), "lecteur", par=porteuse)


def test_un_droit_change_entre_temps_se_dit(association, porteuse, redacteur):
    membre = adhesion(redacteur, association)
    redacteur.adhesions.update(droit="lecteur")
    with pytest.raises(Blocage, match=PERIME[:30]):
        membres.changer_le_droit(membre, "signataire", par=porteuse, vu="redacteur")


def test_qui_n_est_plus_signataire_ne_peut_plus_rien(association, porteuse, redacteur):
    autre = fabriques.membre(association, prenom="Sacha")
    assert autre.rattachements  # ses droits, lus au début de sa requête
    autre.adhesions.update(droit="lecteur")
    with pytest.raises(Blocage, match=PLUS_SIGNATAIRE[:30]):
        membres.retirer(adhesion(redacteur, association), par=autre)


def test_le_journal_se_lit_des_signataires_et_de_l_equipe_seulement(
    client, depose, association, porteuse, redacteur, cheffe_de_projet
):
    agir(client, porteuse, redacteur, association, "droit", droit="lecteur")
    lu = {}
    for qui in (porteuse, redacteur, cheffe_de_projet):
        client.force_login(qui)
        lu[qui.prenom] = "a changé le droit" in texte(
            client.get(reverse("organisations:membres", args=[association.pk]))
        )
    assert lu == {"Nadia": True, "Samir": False, "Camille": True}


def test_l_equipe_ne_change_aucun_droit(client, depose, association, porteuse, redacteur, cheffe_de_projet):
    assert agir(client, cheffe_de_projet, redacteur, association, "retirer").status_code == 404
    assert "Samir" in droits(association)


def test_une_personne_d_une_autre_organisation_vaut_une_absente(client, monde, association, porteuse, voisin):
    client.force_login(porteuse)
    etrangere = reverse("organisations:membre", args=[association.pk, adhesion(voisin, monde.voisine).pk])
    assert client.get(etrangere).status_code == client.post(etrangere, {"geste": "retirer"}).status_code == 404


@pytest.mark.parametrize("champs", [{"geste": "droit", "droit": "chef"}, {"geste": "\0"}, {"geste": "droit"}])
def test_un_geste_mal_forme_ne_change_rien(client, association, porteuse, redacteur, champs):
    assert agir(client, porteuse, redacteur, association, **champs).status_code == 200
    assert droits(association)["Samir"] == Droit.REDACTEUR
