"""Instruire : noter entre soi, proposer un montant, dire qui suit, étiqueter, lire le passé, lever un abandon."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from comptes.models import Droit
from dossiers import actions, regles
from dossiers.actions import ensemble
from dossiers.models import Bilan, Dossier, Etiquette, NoteInterne, Proposition
from tests import fabriques
from tests.conftest import frais, statut
from workflows.envois import Envoi
from workflows.moteur import Blocage
from workflows.temps import a_l_instant, maintenant


def page(dossier, nom="instruction", *suite):
    return reverse(f"dossiers:{nom}", args=[dossier.pk, *suite])


def lire(client, qui, adresse):
    client.force_login(qui)
    return client.get(adresse).content.decode()


# 1. Les notes --------------------------------------------------------------------------------------------


def test_une_note_ne_se_lit_que_de_l_equipe(client, depose, cheffe_de_projet, instructeur, porteuse, agente):
    client.force_login(instructeur)
    assert client.post(page(depose, "noter"), {"texte": "Vérifier la salle."}).status_code == 302
    assert "Vérifier la salle." in lire(client, cheffe_de_projet, page(depose))
    assert "Vérifier la salle." not in lire(client, agente, page(depose))
    client.force_login(porteuse)
    assert client.get(page(depose)).status_code == 404
    assert client.post(page(depose, "noter"), {"texte": "Moi aussi."}).status_code == 404
    assert NoteInterne.objects.count() == 1


def test_une_note_ne_se_corrige_ni_ne_s_efface(depose, cheffe_de_projet):
    note = actions.noter(depose, "Écrite.", par=cheffe_de_projet)
    for geste in (lambda: NoteInterne.objects.update(texte="Réécrite."), note.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            geste()


def test_qui_est_membre_de_l_association_n_instruit_pas_son_dossier(client, monde, depose, instructeur):
    fabriques.rattacher(instructeur, monde.association, "porteur", Droit.LECTEUR)
    with pytest.raises(PermissionDenied):
        actions.noter(depose, "Juge et partie.", par=instructeur)
    client.force_login(instructeur)
    assert client.get(page(depose)).status_code == 404


# 2. Les montants proposés --------------------------------------------------------------------------------


def test_chacun_propose_pour_son_guichet_et_les_propositions_s_ajoutent(
    client, monde, depose, agente, instructeur, cheffe_de_projet
):
    etat, ville = (depose.lignes.get(financeur=f) for f in (monde.etat, monde.ville))
    client.force_login(agente)
    for montant in ("3 000", "2 500,50"):
        reponse = client.post(page(depose, "proposition", etat.pk), {"contrat_de_ville": montant})
        assert reponse.status_code == 302
    assert [p.montant for p in etat.propositions.all()] == [2500.5, 3000]
    assert client.get(page(depose, "proposition", ville.pk)).status_code == 404
    actions.proposer(ville, par=instructeur, droit_commun=0, contrat_de_ville=1700)
    with pytest.raises(PermissionDenied):
        actions.proposer(etat, par=instructeur, droit_commun=0, contrat_de_ville=1)
    absent = actions.proposer(etat, par=cheffe_de_projet, droit_commun=0, contrat_de_ville=2600)
    assert "pour État" in absent.role
    assert "absent" in absent.role


def test_une_proposition_ne_se_lit_ni_du_porteur_ni_d_un_autre_financeur(
    client, monde, depose, agente, porteuse, instructeur, cheffe_de_projet
):
    ville = depose.lignes.get(financeur=monde.ville)
    actions.proposer(ville, par=instructeur, droit_commun=0, contrat_de_ville=1731, commentaire="Moins que l’an passé.")
    for adresse in (page(depose), depose.get_absolute_url()):
        assert "1\u202f731" in lire(client, cheffe_de_projet, adresse)
        assert "1\u202f731" not in lire(client, agente, adresse)
    assert "1\u202f731" not in lire(client, porteuse, depose.get_absolute_url())


def test_inscrit_au_comite_tout_l_agenda_se_lit_de_qui_lit_la_seance(
    client, monde, recevable, agente, instructeur, cheffe_de_projet
):
    ville = recevable.lignes.get(financeur=monde.ville)
    actions.proposer(ville, par=instructeur, droit_commun=0, contrat_de_ville=1731)
    comite = fabriques.seance(monde.campagne)
    actions.inscrire(comite, recevable, par=cheffe_de_projet)
    assert "1\u202f731" not in lire(client, agente, page(recevable))  # la séance n’est pas encore convoquée
    actions.avancer(comite, "convoquer", par=cheffe_de_projet)
    assert "1\u202f731" in lire(client, agente, page(recevable))


def test_une_fois_la_decision_prise_on_ne_propose_plus(en_seance, seance, cheffe_de_projet):
    ligne = en_seance()
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    with pytest.raises(Blocage, match="n’attend plus de proposition"):
        actions.proposer(ligne, par=cheffe_de_projet, droit_commun=0, contrat_de_ville=1)


def test_ne_rien_proposer_se_dit_et_se_motive(client, monde, depose, agente):
    adresse = page(depose, "proposition", depose.lignes.get(financeur=monde.etat).pk)
    client.force_login(agente)
    assert "Indiquez un montant" in client.post(adresse, {}).content.decode()
    assert "Dites pourquoi" in client.post(adresse, {"contrat_de_ville": "0"}).content.decode()
    assert "deux chiffres" in client.post(adresse, {"contrat_de_ville": "1,234"}).content.decode()
    assert not Proposition.objects.exists()
    assert client.post(adresse, {"contrat_de_ville": "0", "commentaire": "Hors priorités."}).status_code == 302


# 3. Le référent, les étiquettes --------------------------------------------------------------------------


def test_le_porteur_lit_qui_est_son_interlocuteur(client, depose, instructeur, cheffe_de_projet, porteuse):
    assert "Louis Marle" not in lire(client, porteuse, depose.get_absolute_url())
    client.force_login(cheffe_de_projet)
    avant = frais(depose).version
    assert client.post(page(depose, "affecter"), {"referent": instructeur.pk}).status_code == 302
    assert "Louis Marle" in lire(client, porteuse, depose.get_absolute_url())
    assert frais(depose).version == avant  # qui complète son dossier n’a rien perdu
    assert depose.passages.last().transition == "affecter"


def test_un_referent_est_de_l_equipe(client, depose, cheffe_de_projet, voisin):
    with pytest.raises(Blocage, match="pas de l’équipe"):
        actions.affecter(depose, voisin, par=cheffe_de_projet)
    client.force_login(cheffe_de_projet)
    assert "pas dans la liste" in client.post(page(depose, "affecter"), {"referent": voisin.pk}).content.decode()


def test_une_etiquette_se_cree_se_pose_s_ote(client, monde, depose, cheffe_de_projet, porteuse, agente):
    client.force_login(cheffe_de_projet)
    saisie = {"convention": monde.convention.pk, "texte": "À visiter", "ton": "ok"}
    assert client.post(reverse("dossiers:etiquettes"), saisie).status_code == 302
    assert (
        "existe déjà" in client.post(reverse("dossiers:etiquettes"), saisie | {"texte": "à VISITER"}).content.decode()
    )
    etiquette = Etiquette.objects.get()
    client.post(page(depose, "etiqueter"), {"etiquettes": [etiquette.pk]})
    assert list(depose.etiquettes.all()) == [etiquette]
    assert "À visiter" in lire(client, cheffe_de_projet, depose.get_absolute_url())
    for personne in (porteuse, agente):
        assert "À visiter" not in lire(client, personne, depose.get_absolute_url())
    client.force_login(cheffe_de_projet)
    client.post(page(depose, "etiqueter"), {})
    assert not depose.etiquettes.exists()


# 4. Le passé ---------------------------------------------------------------------------------------------


def test_l_equipe_lit_tout_le_financeur_ses_demandes(client, monde, depose, cheffe_de_projet, agente, porteuse, voisin):
    adresse = reverse("dossiers:passe", args=[monde.association.pk])
    de_l_equipe, du_financeur = lire(client, cheffe_de_projet, adresse), lire(client, agente, adresse)
    assert "4\u202f000" in de_l_equipe
    assert "2\u202f000" in de_l_equipe
    assert "4\u202f000" in du_financeur
    assert "2\u202f000" not in du_financeur
    for personne in (porteuse, voisin, fabriques.agent(monde.caf)):
        client.force_login(personne)
        assert client.get(adresse).status_code == 404


def test_un_bilan_qui_manque_se_voit_a_la_demande_suivante(
    client, monde, en_seance, seance, cheffe_de_projet, porteuse
):
    ligne = en_seance()
    actions.acter(seance, par=cheffe_de_projet)
    fabriques.annoncer(ligne, cheffe_de_projet)
    suivante = fabriques.campagne(monde.convention, monde.campagne.annee + 1, bilan_manquant_bloque=True)
    du_le = monde.campagne.bilan_du_le
    with a_l_instant(fabriques.a_paris(du_le.year, 9, 1)):
        suivante.depot_ouvre_le, suivante.depot_ferme_le = maintenant(), maintenant() + timedelta(days=30)
        suivante.save()
        nouveau = fabriques.dossier(
            suivante, monde.association, porteuse, demandes={monde.ville: 900}, quartiers=[monde.quartier],
            objectif_=monde.objectif,
        )  # fmt: skip
        actions.avancer(nouveau, "deposer", par=porteuse)
        lu = lire(client, cheffe_de_projet, page(nouveau))
        assert "1 bilan d’une année passée manque" in lu
        assert "écarte un renouvellement" in lu


@pytest.fixture
def renouveler(monde, en_seance, seance, cheffe_de_projet, porteuse):
    """L’année d’après, un dossier déposé dont le bilan passé manque ; rend ce dossier et le jour où il s’instruit."""

    def renouveler(type_demande="renouvellement", **reglement):
        ligne = en_seance()
        actions.acter(seance, par=cheffe_de_projet)
        fabriques.annoncer(ligne, cheffe_de_projet)
        jour = fabriques.a_paris(monde.campagne.bilan_du_le.year, 9, 1)
        suivante = fabriques.campagne(
            monde.convention, monde.campagne.annee + 1, depot_ouvre_le=jour, depot_ferme_le=jour + timedelta(days=30), **reglement
        )  # fmt: skip
        nouveau = fabriques.dossier(
            suivante, monde.association, porteuse, demandes={monde.ville: 900, monde.etat: 800}, quartiers=[monde.quartier],
            objectif_=monde.objectif, type_demande=type_demande,
        )  # fmt: skip
        with a_l_instant(jour):
            actions.avancer(nouveau, "deposer", par=porteuse)
        return nouveau, jour

    return renouveler


def test_le_reglement_ecarte_un_renouvellement_dont_le_bilan_manque(client, renouveler, cheffe_de_projet):
    nouveau, jour = renouveler(bilan_manquant_bloque=True)
    with a_l_instant(jour):
        with pytest.raises(Blocage, match=r"Le règlement de la campagne 20\d\d écarte un renouvellement"):
            actions.repondre_pour_toutes(nouveau, "declarer_recevable", par=cheffe_de_projet)
        lu = lire(client, cheffe_de_projet, nouveau.get_absolute_url())
        assert "demandez-le à l’organisation, ou déclarez la demande irrecevable." in lu
        assert "Déclarer recevable pour" not in lu
        dits = ensemble.empechements("declarer_recevable", [frais(nouveau)], par=cheffe_de_projet, donnees={})
        assert "écarte ce renouvellement" in dits[nouveau.pk]
        bilan = Bilan.objects.get()
        bilan.recit, bilan.charges_realisees, bilan.beneficiaires_total = "Fait.", 900, 12
        bilan.save()
        actions.avancer(bilan, "transmettre", par=nouveau.cree_par)
        assert actions.repondre_pour_toutes(nouveau, "declarer_recevable", par=cheffe_de_projet) == 2
    assert statut(nouveau) == "recevable"


@pytest.mark.parametrize(
    ("type_demande", "bloque"), [("renouvellement", False), ("premiere", True), ("", True)], ids=str
)
def test_sans_ce_reglement_ou_pour_une_premiere_demande_ce_n_est_qu_un_avertissement(
    client, renouveler, cheffe_de_projet, type_demande, bloque
):
    nouveau, jour = renouveler(type_demande, bilan_manquant_bloque=bloque)
    with a_l_instant(jour):
        assert "1 bilan d’une année passée manque" in lire(client, cheffe_de_projet, page(nouveau))
        assert actions.repondre_pour_toutes(nouveau, "declarer_recevable", par=cheffe_de_projet) == 2


def test_ecarter_se_dit_de_beaucoup_en_une_requete(renouveler, django_assert_num_queries):
    nouveau, jour = renouveler(bilan_manquant_bloque=True)
    dossiers = list(Dossier.objects.filter(pk=nouveau.pk).select_related("campagne")) * 5
    with a_l_instant(jour), django_assert_num_queries(1):
        assert regles.renouvellements_ecartes(dossiers) == {nouveau.pk}
    nouveau.campagne.bilan_manquant_bloque = False
    with django_assert_num_queries(0):
        assert regles.renouvellements_ecartes([nouveau]) == set()


# 5. Lever un abandon -------------------------------------------------------------------------------------


def test_un_dossier_abandonne_reprend_ou_il_en_etait(depose, porteuse, cheffe_de_projet, instructeur):
    actions.avancer(depose, "abandonner", par=porteuse, motif="Plus de salle.")
    avant = Envoi.objects.count()
    with pytest.raises(PermissionDenied):
        actions.avancer(depose, "lever_l_abandon", par=instructeur, motif="Une salle est trouvée.")
    with pytest.raises(Blocage, match="motif"):
        actions.avancer(depose, "lever_l_abandon", par=cheffe_de_projet)
    actions.avancer(depose, "lever_l_abandon", par=cheffe_de_projet, motif="Une salle est trouvée.")
    assert statut(depose) == "depose"
    assert [p.transition for p in depose.passages.all()] == ["deposer", "abandonner", "lever_l_abandon"]
    assert Envoi.objects.filter(regle="dossier.abandonner").exists()  # ce qui fut dit reste
    assert Envoi.objects.get(regle="dossier.lever_l_abandon").personne == porteuse
    assert Envoi.objects.count() == avant + 1


def test_abandonne_en_comite_il_revient_d_ou_il_venait(comite, recevable, porteuse, cheffe_de_projet):
    assert statut(recevable) == "en_comite"
    actions.avancer(frais(recevable), "abandonner", par=porteuse, motif="Non.")
    actions.avancer(frais(recevable), "lever_l_abandon", par=cheffe_de_projet, motif="Si.")
    assert statut(recevable) == "recevable"
    assert not recevable.inscriptions.filter(retiree_le=None).exists()


def test_un_brouillon_abandonne_se_rouvre_par_son_signataire(dossier, porteuse, redacteur, cheffe_de_projet):
    actions.avancer(dossier, "abandonner", par=porteuse, motif="Non.")
    with pytest.raises(PermissionDenied):
        actions.avancer(frais(dossier), "lever_l_abandon", par=redacteur, motif="Si.")
    actions.avancer(frais(dossier), "lever_l_abandon", par=porteuse, motif="Si.")
    assert statut(dossier) == "brouillon"


def test_campagne_close_rien_ne_se_rouvre(monde, depose, porteuse, cheffe_de_projet):
    actions.avancer(depose, "abandonner", par=porteuse, motif="Non.")
    monde.campagne.close_le = date(2030, 1, 1)
    monde.campagne.save()
    with pytest.raises(Blocage, match="campagne est close"):
        actions.avancer(frais(depose), "lever_l_abandon", par=cheffe_de_projet, motif="Si.")


# 6. À faire ----------------------------------------------------------------------------------------------


def test_l_equipe_lit_ce_qui_manque_a_l_instruction(client, monde, recevable, cheffe_de_projet, porteuse, agente):
    lu = lire(client, cheffe_de_projet, "/")
    assert "Choisir qui suit ce dossier" in lu
    actions.affecter(recevable, cheffe_de_projet, par=cheffe_de_projet)
    comite = fabriques.seance(monde.campagne, prevue_le=maintenant() + timedelta(days=3))
    actions.inscrire(comite, recevable, par=cheffe_de_projet)
    actions.avancer(comite, "convoquer", par=cheffe_de_projet)
    actions.ecrire(recevable, "Bonjour, une question.", par=porteuse)
    actions.demander_avis(
        recevable,
        par=cheffe_de_projet,
        question="?",
        courriel="a@b.invalid",
        echeance=maintenant() + timedelta(hours=1),
    )
    with a_l_instant(maintenant() + timedelta(hours=2)):
        lu = lire(client, cheffe_de_projet, "/")
    assert "Choisir qui suit ce dossier" not in lu
    assert "2 demandes inscrites n’ont aucun montant proposé" in lu
    assert "Lire un message" in lu
    assert "avis non rendu" in lu
    assert "Proposer un montant" in lire(client, agente, "/")


# 7. Un nombre constant de requêtes -----------------------------------------------------------------------


def test_les_pages_de_l_instruction_demandent_toujours_autant_de_requetes(
    client, depose, cheffe_de_projet, django_assert_max_num_queries
):
    def requetes(adresse):
        client.force_login(cheffe_de_projet)
        client.get(adresse)
        with django_assert_max_num_queries(45) as compteur:
            client.get(adresse)
        return len(compteur)

    adresses = [page(depose), page(depose, "messages"), depose.get_absolute_url(), "/"]
    peupler(depose, cheffe_de_projet, 1)
    avant = [requetes(adresse) for adresse in adresses]
    peupler(depose, cheffe_de_projet, 6)
    assert [requetes(adresse) for adresse in adresses] == avant


def peupler(dossier, par, fois):
    for n in range(fois):
        actions.noter(dossier, f"Note {n}", par=par)
        actions.ecrire(dossier, f"Message {n}", par=par)
        for ligne in dossier.lignes.all():
            actions.proposer(ligne, par=par, droit_commun=0, contrat_de_ville=100 + n)
        actions.demander_avis(
            dossier, par=par, question="?", courriel=f"a{n}@b.invalid", echeance=maintenant() + timedelta(days=9)
        )
        etiquette = Etiquette.objects.create(convention=dossier.campagne.convention, texte=f"E{n}{fois}")
        actions.etiqueter(dossier, [etiquette], par=par)


# 6. Une part laissée vide ne se lit jamais zéro ------------------------------------------------------------


def case(page, titre):
    """Ce que dit la case de ce titre, sans ses balises."""
    dit = re.search(rf'data-titre="{titre}">(.*?)</td>', page, re.DOTALL)[1]
    return " ".join(re.sub(r"<[^>]+>", " ", dit).split())


def test_une_part_vide_se_lit_en_mots_sur_chaque_ecran(client, monde, depose, cheffe_de_projet, porteuse):
    """L’État et la ville ne sont sollicités qu’au contrat de ville : rien n’est demandé au droit commun."""
    for qui in (porteuse, cheffe_de_projet):
        lu = lire(client, qui, depose.get_absolute_url())
        assert case(lu, "Demandé, droit commun") == "non demandé"
        assert case(lu, "Demandé, contrat de ville") == "4 000"
    ligne = depose.lignes.get(financeur=monde.etat)
    client.force_login(cheffe_de_projet)
    adresse = page(depose, "proposition", ligne.pk)
    demande = " ".join(lire(client, cheffe_de_projet, adresse).split())
    assert "de droit commun" not in demande
    client.post(adresse, {"contrat_de_ville": "3 000", "cle": str(uuid.uuid4())})
    lu = lire(client, cheffe_de_projet, page(depose))
    assert case(lu, "Droit commun proposé") == "non proposé"
    assert case(lu, "Contrat de ville proposé") == "3 000"
    formulaire = lire(client, cheffe_de_projet, adresse)
    assert 'name="droit_commun" value' not in " ".join(formulaire.split())  # la part laissée vide revient vide


def test_ne_rien_proposer_s_ecrit_zero(client, monde, depose, cheffe_de_projet):
    ligne = depose.lignes.get(financeur=monde.etat)
    actions.proposer(ligne, par=cheffe_de_projet, droit_commun=0, contrat_de_ville=0, commentaire="Hors du P147.")
    lu = lire(client, cheffe_de_projet, page(depose))
    assert (case(lu, "Droit commun proposé"), case(lu, "Contrat de ville proposé")) == ("0", "0")
