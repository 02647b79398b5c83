"""Un dossier construit à plusieurs : le porteur invite, chaque partenaire confirme, lit ce que lit le porteur, et dit sa part."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from comptes.models import Droit, Utilisateur
from dossiers import actions
from dossiers.actions.partenariats import dire_la_part_du_porteur, ecrire_sa_part, inviter
from dossiers.models import Dossier, Ligne, Partenariat, PassageDossier
from tests import fabriques
from tests.conftest import frais, statut
from workflows.envois import Envoi
from workflows.journal import anomalies
from workflows.moteur import Blocage


def voit(personne, objet):
    return type(objet).objects.visibles_par(Utilisateur.objects.get(pk=personne.pk)).filter(pk=objet.pk).exists()


def page(client, personne, objet, suite="", **donnees):
    client.force_login(personne)
    chemin = f"/dossiers/{objet.pk}/{suite}"
    return client.post(chemin, donnees, follow=True) if donnees else client.get(chemin)


@pytest.fixture
def invite(monde, dossier, porteuse, voisin):
    return inviter(dossier, monde.voisine, par=porteuse, attente="Prêter la salle le samedi.")


@pytest.fixture
def confirme(invite, voisin):
    actions.avancer(invite, "confirmer", par=voisin)
    return frais(invite)


def dire(partenariat, par, pourcent, texte="Nous prêtons la salle.", euros=None):
    ecrire_sa_part(
        partenariat, par=par, version=frais(partenariat).version, texte=texte, pourcent=pourcent, euros=euros
    )


# 1. Inviter, répondre --------------------------------------------------------------------------------------


def test_une_autre_organisation_sous_la_meme_cle_n_est_pas_dite_invitee(client, monde, dossier, porteuse, voisin):
    autre, cle = fabriques.organisation("La Troisième"), "0d7a2f43-9c55-4e0f-8a0e-0f3d5a9f1b11"
    fabriques.membre(autre, prenom="Tess")
    page(client, porteuse, dossier, "partenaires/", qui=monde.voisine.nom, cle=cle)
    lue = page(client, porteuse, dossier, "partenaires/", qui=autre.nom, cle=cle).content.decode()
    assert "Ce formulaire a déjà servi" in lue
    assert "La Troisième est invitée" not in lue
    assert [p.organisation for p in dossier.partenariats.all()] == [monde.voisine]


def test_l_invitation_part_au_signataire_et_le_dit_au_journal(invite, dossier, voisin):
    assert invite.statut == "invite"
    envoi = Envoi.objects.get(regle="partenariat.inviter")
    assert envoi.personne == voisin
    assert "Prêter la salle le samedi." in envoi.corps
    assert f"/dossiers/{dossier.pk}/partenaires/" in envoi.corps
    assert envoi.perimetre == f"porteur:{dossier.organisation_id}"  # un brouillon ne se lit pas de l’équipe
    assert list(dossier.passages.values_list("transition", flat=True)) == ["inviter"]
    assert anomalies(PassageDossier) == []


def test_seul_un_signataire_du_porteur_invite(monde, dossier, redacteur, voisin, cheffe_de_projet):
    for qui in (redacteur, voisin, cheffe_de_projet):
        with pytest.raises(PermissionDenied):
            inviter(dossier, monde.voisine, par=qui)
    assert not Partenariat.objects.exists()


def test_ni_soi_meme_ni_deux_fois_ni_qui_n_a_personne_pour_signer(monde, dossier, porteuse, invite):
    deserte = fabriques.organisation("Sans personne")
    for organisation, phrase in (
        (monde.association, "porte déjà ce dossier"),
        (monde.voisine, "déjà invitée"),
        (deserte, "aucun signataire"),
    ):
        with pytest.raises(Blocage, match=phrase):
            inviter(dossier, organisation, par=porteuse)
    with pytest.raises(IntegrityError), transaction.atomic():
        Partenariat.objects.create(dossier=dossier, organisation=monde.voisine, invite_par=porteuse)


def test_un_dossier_depose_n_invite_plus(monde, depose, porteuse, voisin):
    with pytest.raises(Blocage, match="s’invite tant qu’il est en brouillon"):
        inviter(depose, monde.voisine, par=porteuse)


def test_confirmer_est_au_signataire_du_partenaire(monde, invite, porteuse, voisin):
    plume = fabriques.membre(monde.voisine, Droit.REDACTEUR, "Paul", "Plume")
    for qui in (plume, porteuse):
        with pytest.raises(PermissionDenied):
            actions.avancer(invite, "confirmer", par=qui)
    actions.avancer(invite, "confirmer", par=voisin)
    assert statut(invite) == "confirme"
    assert Envoi.objects.get(regle="partenariat.confirmer").personne == porteuse
    assert PassageDossier.objects.latest("pk").role == "signataire, L’Autre Association"


def test_decliner_dit_pourquoi_et_l_on_peut_reinviter(monde, invite, dossier, porteuse, voisin):
    with pytest.raises(Blocage, match="motif"):
        actions.avancer(invite, "decliner", par=voisin)
    actions.avancer(invite, "decliner", par=voisin, motif="Salle en travaux.")
    envoi = Envoi.objects.get(regle="partenariat.decliner")
    assert envoi.personne == porteuse
    assert "Salle en travaux." in envoi.corps
    assert not voit(voisin, dossier)
    assert inviter(dossier, monde.voisine, par=porteuse).statut == "invite"


# 2. Qui lit quoi --------------------------------------------------------------------------------------------


def test_invite_l_on_lit_l_essentiel_confirme_le_dossier_entier(client, invite, dossier, voisin):
    assert not voit(voisin, dossier)
    assert page(client, voisin, dossier).status_code == 404
    proposition = page(client, voisin, dossier, "partenaires/").content.decode()
    assert dossier.description in proposition
    assert "6\u202f000" not in proposition  # aucun montant
    actions.avancer(invite, "confirmer", par=voisin)
    assert voit(voisin, dossier)
    assert page(client, voisin, dossier).status_code == 200
    assert page(client, voisin, dossier, "modifier/").status_code == 404


def test_un_partenaire_ne_depose_ni_ne_retire(confirme, dossier, voisin):
    for nom in ("deposer", "abandonner"):
        with pytest.raises(PermissionDenied):
            actions.avancer(dossier, nom, par=voisin, motif="Pour voir.")
    assert statut(dossier) == "brouillon"


@pytest.fixture
def decide(monde, confirme, dossier, porteuse, cheffe_de_projet, seance):
    """Le dossier à deux, déposé, recevable, décidé en séance et acté : rien n’en est encore annoncé."""
    fabriques.enveloppe(monde.campagne, monde.ville, 5000)
    actions.avancer(dossier, "deposer", par=porteuse)
    actions.repondre_pour_toutes(frais(dossier), "declarer_recevable", par=cheffe_de_projet)
    inscription = actions.inscrire(seance, frais(dossier), par=cheffe_de_projet)
    for ligne in Ligne.objects.filter(dossier=dossier):
        actions.saisir(inscription, ligne, par=cheffe_de_projet, choix="accorder", contrat_de_ville=Decimal(777))
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    return frais(dossier)


def test_une_decision_se_tait_devant_le_partenaire_comme_devant_le_porteur(client, decide, voisin, porteuse):
    ligne = Ligne.objects.filter(dossier=decide).first()
    for qui in (voisin, porteuse):
        assert decide.statut_pour(qui) == "en_comite"
        assert not ligne.decision_lisible_par(qui)
        lus = Dossier.objects.visibles_par(qui).avec_statut_lisible(qui).avec_montants(qui)
        assert lus.values_list("statut_lu", "obtenu").get() == ("en_comite", 0)
        assert "777" not in page(client, qui, decide).content.decode()
        assert page(client, qui, decide, "bilan/").status_code == 404


def test_le_partenaire_ne_decide_pas_de_l_argent_du_dossier(
    monde, recevable, seance, cheffe_de_projet, porteuse, voisin
):
    """Une personne de l’équipe, membre aussi du partenaire : une autre décide pour ce guichet."""
    pressenti = Partenariat.objects.create(dossier=recevable, organisation=monde.voisine, invite_par=porteuse)
    with pytest.raises(Blocage, match="en brouillon"):
        actions.avancer(pressenti, "inviter", par=porteuse)
    inscription = actions.inscrire(seance, recevable, par=cheffe_de_projet)
    ligne = Ligne.objects.get(dossier=recevable, financeur=monde.ville)
    fabriques.rattacher(cheffe_de_projet, monde.association, "porteur", "lecteur")
    with pytest.raises(Blocage, match="une autre personne décide"):
        actions.saisir(inscription, ligne, par=cheffe_de_projet, choix="refuser", motif="Non.")


def test_le_journal_d_un_partenaire_ne_montre_que_les_actes_des_siens(decide, voisin, porteuse, cheffe_de_projet):
    def lus(qui):
        return set(PassageDossier.objects.visibles_par(qui).filter(objet=decide).values_list("transition", flat=True))

    assert lus(voisin) == {"confirmer"}
    assert lus(porteuse) == {"inviter", "deposer"}
    assert lus(cheffe_de_projet) >= {"inviter", "confirmer", "deposer", "acter"}


def test_retire_avant_le_depot_l_on_ne_lit_plus_apres_l_on_ne_se_retire_plus(confirme, dossier, porteuse, voisin):
    actions.avancer(dossier, "deposer", par=porteuse)
    with pytest.raises(Blocage, match="ne se défait plus"):
        actions.avancer(confirme, "se_retirer", par=voisin, motif="Trop tard.")


def test_qui_se_retire_ou_est_ecarte_ne_lit_plus(monde, confirme, dossier, porteuse, voisin):
    actions.avancer(confirme, "se_retirer", par=voisin, motif="Plus de bénévole.")
    assert not voit(voisin, dossier)
    assert Envoi.objects.get(regle="partenariat.se_retirer").personne == porteuse
    second = inviter(dossier, monde.voisine, par=porteuse)
    actions.avancer(second, "ecarter", par=porteuse, motif="Le projet change.")
    envoi = Envoi.objects.get(regle="partenariat.ecarter")
    assert (envoi.personne, envoi.lien) == (voisin, "/dossiers/")


# 3. Les parts -----------------------------------------------------------------------------------------------


def test_chacun_ecrit_sa_part_et_elle_seule(confirme, dossier, porteuse, redacteur, voisin):
    dire(confirme, voisin, Decimal(30), euros=Decimal("1500.50"))
    with pytest.raises(PermissionDenied):
        dire(confirme, porteuse, Decimal(90))
    with pytest.raises(PermissionDenied):
        dire_la_part_du_porteur(dossier, par=voisin, version=frais(dossier).version, pourcent=Decimal(1))
    dire_la_part_du_porteur(dossier, par=redacteur, version=frais(dossier).version, pourcent=Decimal(70))
    assert (frais(confirme).part_pourcent, frais(dossier).part_du_porteur) == (30, 70)


def test_les_parts_commencees_font_cent_pour_cent_avant_le_depot(confirme, dossier, porteuse, voisin):
    dire(confirme, voisin, Decimal(30))
    fabriques.signer(dossier, porteuse)
    with pytest.raises(Blocage, match="font 30\u00a0%"):
        actions.avancer(dossier, "deposer", par=porteuse)
    dire_la_part_du_porteur(dossier, par=porteuse, version=frais(dossier).version, pourcent=Decimal(70))
    fabriques.signer(dossier, porteuse)
    actions.avancer(dossier, "deposer", par=porteuse)
    assert statut(dossier) == "depose"


def test_sans_part_dite_rien_n_empeche_de_deposer(confirme, dossier, porteuse):
    actions.avancer(dossier, "deposer", par=porteuse)
    assert statut(dossier) == "depose"


def test_une_invitation_sans_reponse_n_empeche_pas_de_deposer(invite, dossier, porteuse, voisin):
    actions.avancer(dossier, "deposer", par=porteuse)
    actions.avancer(invite, "confirmer", par=voisin)
    assert voit(voisin, frais(dossier))
    with pytest.raises(Blocage, match="ne changent plus"):
        dire(invite, voisin, Decimal(30))


def test_une_part_change_le_brouillon_s_atteste_de_nouveau(confirme, dossier, voisin):
    assert dossier.attestations.exists()
    dire(confirme, voisin, None)
    assert not dossier.attestations.exists()


def test_l_exemplaire_depose_garde_les_partenaires_et_leurs_parts(confirme, dossier, porteuse, voisin):
    dire(confirme, voisin, Decimal(40))
    dire_la_part_du_porteur(dossier, par=porteuse, version=frais(dossier).version, pourcent=Decimal(60))
    fabriques.signer(dossier, porteuse)
    actions.avancer(dossier, "deposer", par=porteuse)
    garde = {
        champ["code"]: champ["texte"] for partie in dossier.exemplaires.get().contenu for champ in partie["champs"]
    }
    assert garde["partenaires_du_dossier"] == "L’Autre Association : 40\u00a0%, Nous prêtons la salle."
    assert garde["part_du_porteur"] == "60\u00a0%"


# 4. Les écrans ----------------------------------------------------------------------------------------------


def test_inviter_par_l_ecran_demande_un_nom_exact(client, monde, dossier, porteuse, voisin):
    assert page(client, porteuse, dossier, "partenaires/").status_code == 200
    refus = page(client, porteuse, dossier, "partenaires/", qui="L’Autre").content.decode()
    assert "Aucune organisation n’est connue ici" in refus
    assert 'value="L’Autre"' in refus  # ce qui est tapé reste
    page(client, porteuse, dossier, "partenaires/", qui="l’autre association", attente="La salle.")
    assert Partenariat.objects.get().organisation == monde.voisine


def test_un_double_clic_n_invite_qu_une_fois(client, monde, dossier, porteuse, voisin):
    cle = "7d2f6a52-64a8-4f6e-9d0a-0f1c6a1e2b3c"
    for _ in range(2):
        page(client, porteuse, dossier, "partenaires/", qui="L’Autre Association", cle=cle)
    assert Partenariat.objects.count() == 1
    assert Envoi.objects.filter(regle="partenariat.inviter").count() == 1


def test_confirmer_decliner_a_l_ecran(client, invite, dossier, voisin):
    assert "Confirmer" in page(client, voisin, dossier, "partenaires/").content.decode()
    assert page(client, voisin, dossier, f"partenaires/{invite.pk}/decliner/").status_code == 200
    geste = {"version": invite.version, "cle": "1b671a64-40d5-491e-99b0-da01ff1f3341"}
    for _ in range(2):  # un double clic lit la même réponse
        reponse = page(client, voisin, dossier, f"partenaires/{invite.pk}/confirmer/", **geste)
        assert reponse.status_code == 200
    assert statut(invite) == "confirme"


@pytest.mark.parametrize(("saisie", "phrase"), [
    ("101", "Une part va de 0 à 100."), ("-3", "ne peut pas être négatif"), ("moitié", "n’est pas un montant"),
    ("33,333", "deux chiffres au plus"), ("\0", "n’est pas un montant"),
])  # fmt: skip
def test_une_part_mal_ecrite_se_dit_et_reste_tapee(client, confirme, dossier, voisin, saisie, phrase):
    chemin = f"partenaires/{confirme.pk}/"
    reponse = page(
        client, voisin, dossier, chemin, part_pourcent=saisie, part_texte="Ma part", version=confirme.version
    )
    assert phrase in reponse.content.decode()
    assert "Ma part" in reponse.content.decode()
    assert frais(confirme).part_pourcent is None


def test_a_deux_sur_la_meme_part_rien_ne_s_ecrase(client, confirme, dossier, voisin):
    dire(confirme, voisin, Decimal(20), texte="La première")
    reponse = page(
        client, voisin, dossier, f"partenaires/{confirme.pk}/", part_texte="La seconde", version=confirme.version
    )
    assert "Quelqu’un l’a modifié" in reponse.content.decode()
    assert "La seconde" in reponse.content.decode()
    assert frais(confirme).part_texte == "La première"


def test_les_requetes_de_la_page_ne_croissent_pas_avec_les_partenaires(
    client, monde, dossier, porteuse, confirme, django_assert_max_num_queries
):
    page(client, porteuse, dossier, "partenaires/")
    for rang in range(6):
        autre = fabriques.organisation(f"Partenaire {rang}")
        signataire = fabriques.membre(autre)
        actions.avancer(inviter(dossier, autre, par=porteuse), "confirmer", par=signataire)
    with django_assert_max_num_queries(25):
        page(client, porteuse, dossier, "partenaires/")


def test_l_accueil_dit_l_invitation_puis_le_dossier_porte_ensemble(client, invite, dossier, voisin):
    client.force_login(voisin)
    texte = client.get("/").content.decode()
    assert "Répondre à une invitation" in texte
    assert f'href="/dossiers/{dossier.pk}/partenaires/"' in texte
    actions.avancer(invite, "confirmer", par=voisin)
    texte = client.get("/").content.decode()
    assert "Répondre à une invitation" not in texte
    assert "Portés avec d’autres" in texte
    assert f'href="/dossiers/{dossier.pk}/"' in texte


def test_la_liste_du_partenaire_tait_aussi_les_montants(client, decide, voisin, cheffe_de_projet):
    for qui, lu in ((voisin, False), (cheffe_de_projet, True)):
        client.force_login(qui)
        texte = client.get("/dossiers/").content.decode()
        assert decide.intitule in texte
        assert ("1\u202f554" in texte) == lu  # deux lignes accordées, 777 € chacune
