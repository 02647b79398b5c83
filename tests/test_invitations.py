"""Inviter par courriel : un lien que la base ignore, que lire ne consomme pas, et qui ne sert qu’une fois."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from comptes.models import Adhesion, Droit, Invitation, PassageOrganisation, Utilisateur
from comptes.models.invitations import DUREE
from comptes.organisations import invitations
from dossiers import actions
from tests import fabriques
from tests.boite_aux_lettres import lien, relever
from tests.conftest import frais
from tests.fiche_a_l_ecran import texte
from workflows.envois import Envoi
from workflows.journal import anomalies
from workflows.liens import MARQUE
from workflows.moteur import Blocage
from workflows.temps import a_l_instant, maintenant

pytestmark = pytest.mark.django_db
NOUVELLE = "nouvelle@exemple.invalid"
COMPTE = {"prenom": "Noa", "nom": "Nouvelle", "mot_de_passe": fabriques.MOT_DE_PASSE,
          "mot_de_passe_bis": fabriques.MOT_DE_PASSE}  # fmt: skip


@pytest.fixture
def association(monde):
    return monde.association


def inviter(client, qui, organisation, courriel=NOUVELLE, droit="redacteur", **champs):
    client.force_login(qui)
    saisie = {"courriel": courriel, "droit": droit, "cle": str(uuid.uuid4())} | champs
    reponse = client.post(reverse("organisations:membres", args=[organisation.pk]), saisie, follow=True)
    client.logout()
    return reponse


def droits(organisation):
    return {a.utilisateur.courriel: a.droit for a in organisation.adhesions.select_related("utilisateur")}


# 1. Inviter et rejoindre ---------------------------------------------------------------------------------


def test_une_signataire_invite_et_la_personne_ouvre_son_compte(client, association, porteuse):
    assert "Une invitation part à nouvelle@exemple.invalid" in texte(inviter(client, porteuse, association))
    [recu] = relever()
    assert recu.to == [NOUVELLE]
    assert association.nom in recu.subject
    assert "Les Passerelles d’Essai" in texte(client.get(lien(recu)))
    bienvenue = client.post(lien(recu), COMPTE, follow=True)
    assert "Bienvenue" in texte(bienvenue)
    assert droits(association)[NOUVELLE] == Droit.REDACTEUR
    assert Utilisateur.objects.get(courriel=NOUVELLE).check_password(fabriques.MOT_DE_PASSE)
    assert [p.transition for p in PassageOrganisation.objects.all()] == ["inviter", "accepter_l_invitation"]
    assert not anomalies(PassageOrganisation)


def test_qui_a_deja_un_compte_se_connecte_puis_accepte(client, association, porteuse):
    connue = fabriques.personne("Ada", "Connue", courriel="ada@exemple.invalid")
    inviter(client, porteuse, association, "ADA@exemple.invalid", "lecteur")
    chemin = lien(relever()[0])
    assert f"next={chemin}" in texte(client.get(chemin))
    client.force_login(connue)
    client.post(chemin)
    assert droits(association)["ada@exemple.invalid"] == Droit.LECTEUR


def test_la_reponse_et_le_courriel_ne_disent_pas_si_l_adresse_a_un_compte(client, association, porteuse):
    fabriques.personne("Ada", "Connue", courriel="ada@exemple.invalid")
    pages = [texte(inviter(client, porteuse, association, c)) for c in ("ada@exemple.invalid", "zoe@exemple.invalid")]
    assert "Une invitation part à ada@" in pages[0]
    assert "Une invitation part à zoe@" in pages[1]
    un, deux = (courriel.body.split("Le lien")[0] for courriel in relever())
    assert un == deux


def test_une_invitation_ne_sert_qu_a_son_adresse(client, association, porteuse, voisin):
    inviter(client, porteuse, association)
    chemin = lien(relever()[0])
    client.force_login(voisin)
    assert "adressée à nouvelle@exemple.invalid" in texte(client.get(chemin))
    assert client.post(chemin).status_code == 404
    assert voisin.courriel not in droits(association)


# 2. Le lien ----------------------------------------------------------------------------------------------


def test_lire_le_lien_ne_consomme_rien_et_un_seul_envoi_l_emporte(client, association, porteuse):
    inviter(client, porteuse, association)
    chemin = lien(relever()[0])
    for _ in range(3):
        assert client.get(chemin).status_code == client.head(chemin).status_code == 200
    client.post(chemin, COMPTE)
    client.logout()
    assert client.post(chemin, COMPTE | {"nom": "Autre"}).status_code == 404
    assert client.get(chemin).status_code == 404


def test_un_lien_faux_expire_retire_ou_absent_donne_la_meme_page(client, association, porteuse):
    inviter(client, porteuse, association)
    chemin, invitation = lien(relever()[0]), Invitation.objects.get()
    faux = [chemin[:-2] + "0/", "/invitation/1-0/", f"/invitation/{'9' * 30}-{'a' * 64}/", "/invitation/x/"]
    with a_l_instant(maintenant() + DUREE + timedelta(seconds=1)):
        pages = {client.get(adresse).content for adresse in [chemin, *faux]}
    invitations.retirer_l_invitation(invitation, par=porteuse)
    pages.add(client.get(chemin).content)
    assert len(pages) == 1
    assert "Ce lien ne sert plus" in pages.pop().decode()


def test_renvoyer_donne_un_nouveau_lien_et_tue_l_ancien(client, association, porteuse):
    inviter(client, porteuse, association)
    ancien, invitation = lien(relever()[0]), Invitation.objects.get()
    with pytest.raises(Blocage, match="attendez dix minutes"):
        invitations.renvoyer(invitation, par=porteuse)
    with a_l_instant(maintenant() + timedelta(minutes=11)):
        invitations.renvoyer(invitation, par=porteuse)
        nouveau = lien(relever()[0])
        assert client.get(ancien).status_code == 404
        assert client.get(nouveau).status_code == 200


def test_le_lien_n_est_nulle_part_dans_la_base_ni_sur_une_page(client, depose, association, porteuse, cheffe_de_projet):
    inviter(client, porteuse, association)
    chemin = lien(relever()[-1])
    jeton = chemin.strip("/").split("/")[1]
    envoi = Envoi.objects.get(regle="comptes.invitation")
    assert MARQUE in envoi.corps
    assert jeton not in "".join(str(valeur) for valeur in envoi.__dict__.values())
    assert jeton not in str(Invitation.objects.values_list())
    for qui in (porteuse, cheffe_de_projet):
        client.force_login(qui)
        page = client.get(reverse("organisations:membres", args=[association.pk]))
        assert NOUVELLE in texte(page)
        assert jeton not in texte(page)
    assert client.get(reverse("relances:message", args=[envoi.pk])).status_code == 404


def test_une_invitation_retiree_avant_le_depart_ne_part_pas(client, association, porteuse):
    inviter(client, porteuse, association)
    invitations.retirer_l_invitation(Invitation.objects.get(), par=porteuse)
    assert relever() == []
    assert Envoi.objects.get().motif == "L’invitation a été retirée."


# 3. Qui invite -------------------------------------------------------------------------------------------


def test_l_equipe_invite_le_premier_signataire_d_une_organisation_qui_n_en_a_pas(client, monde, cheffe_de_projet):
    orpheline = fabriques.organisation("Association sans personne")
    actions.ouvrir_un_dossier(
        monde.campagne, orpheline, par=cheffe_de_projet, intitule="Saisi par l’équipe", saisi_par_l_equipe=True
    )
    client.force_login(cheffe_de_projet)
    page = texte(client.get(reverse("organisations:membres", args=[orpheline.pk])))
    assert "Inviter le premier signataire" in page
    inviter(client, cheffe_de_projet, orpheline, droit="lecteur")
    client.post(lien(relever()[0]), COMPTE)
    assert droits(orpheline) == {NOUVELLE: Droit.SIGNATAIRE}
    assert inviter(client, cheffe_de_projet, orpheline, "autre@exemple.invalid").status_code == 404


def test_un_redacteur_et_un_voisin_n_invitent_personne(client, association, porteuse, redacteur, voisin):
    for qui in (redacteur, voisin):
        assert inviter(client, qui, association).status_code == 404
    assert not Invitation.objects.exists()


def test_un_double_clic_n_invite_qu_une_fois(client, association, porteuse):
    cle = str(uuid.uuid4())
    for _ in range(2):
        inviter(client, porteuse, association, cle=cle)
    assert Invitation.objects.count() == Envoi.objects.count() == 1


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ({"courriel": "nouvelle"}, "adresse complète"),
        ({"courriel": ""}, "Écrivez l’adresse de la personne."),
        ({"courriel": "a\0@exemple.invalid"}, "caractère"),
        ({"courriel": f"{'a' * 300}@exemple.invalid"}, "254"),
        ({"droit": "chef"}, "n’est pas dans la liste"),
    ],
)
def test_une_invitation_mal_tapee_se_corrige(client, association, porteuse, saisie, phrase):
    assert phrase in texte(inviter(client, porteuse, association, **saisie)).replace("nulls", "caractère")
    assert not Invitation.objects.exists()


def test_on_n_invite_ni_un_membre_ni_deux_fois_ni_vingt_et_une_personnes(association, porteuse, redacteur):
    with pytest.raises(Blocage, match="fait déjà partie"):
        invitations.inviter(association, redacteur.courriel.upper(), Droit.LECTEUR, par=porteuse)
    for rang in range(invitations.AU_PLUS):
        invitations.inviter(association, f"n{rang}@exemple.invalid", Droit.LECTEUR, par=porteuse)
    with pytest.raises(Blocage, match="attend déjà à cette adresse"):
        invitations.inviter(association, "n0@exemple.invalid", Droit.LECTEUR, par=porteuse)
    with pytest.raises(Blocage, match="invitations attendent déjà"):
        invitations.inviter(association, "trop@exemple.invalid", Droit.LECTEUR, par=porteuse)


def test_accepter_ne_diminue_jamais_un_droit(client, association, porteuse):
    ada = fabriques.personne("Ada", "Connue", courriel="ada@exemple.invalid")
    invitations.inviter(association, "ada@exemple.invalid", Droit.LECTEUR, par=porteuse)
    fabriques.rattacher(ada, association, "porteur", Droit.REDACTEUR)
    client.force_login(ada)
    client.post(lien(relever()[0]))
    assert Adhesion.objects.get(utilisateur=ada).droit == Droit.REDACTEUR


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ({"mot_de_passe": "court", "mot_de_passe_bis": "court"}, "15"),
        ({"mot_de_passe_bis": "autre chose de long"}, "Les deux mots de passe diffèrent"),
        ({"nom": ""}, "obligatoire"),
        ({"nom": "x\0"}, "caractère invisible"),
    ],
)
def test_un_compte_mal_rempli_ne_s_ouvre_pas_et_le_lien_reste_bon(client, association, porteuse, saisie, phrase):
    inviter(client, porteuse, association)
    chemin = lien(relever()[0])
    assert phrase in texte(client.post(chemin, COMPTE | saisie))
    assert not Utilisateur.objects.filter(courriel=NOUVELLE).exists()
    client.post(chemin, COMPTE)
    assert droits(frais(association))[NOUVELLE] == Droit.REDACTEUR
