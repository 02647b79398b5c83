"""Le mur entre les porteurs, et qui lit quoi : chaque liste part de visibles_par, et n’en montre pas plus."""

import pytest
from django.contrib.auth.models import AnonymousUser

from comptes.models import Nature, Utilisateur
from dossiers import actions
from dossiers.models import Decision, Dossier, Inscription, Ligne, PassageDossier
from programmation.models import Enveloppe, Seance
from tests import fabriques
from tests.conftest import frais


def voit(personne, objet):
    return type(objet).objects.visibles_par(Utilisateur.objects.get(pk=personne.pk)).filter(pk=objet.pk).exists()


def test_un_anonyme_ne_voit_rien(depose, seance, monde):
    for modele in (Dossier, Ligne, Seance, Inscription, Decision, Enveloppe, PassageDossier):
        assert not modele.objects.visibles_par(AnonymousUser()).exists()


def test_une_personne_sans_rattachement_ne_voit_rien(depose, seance):
    egare = fabriques.personne()
    administratrice = fabriques.personne(is_staff=True, is_superuser=True)
    for qui in (egare, administratrice):
        assert not Dossier.objects.visibles_par(qui).exists()
        assert not Seance.objects.visibles_par(qui).exists()


def test_un_brouillon_n_est_vu_que_de_son_organisation(dossier, porteuse, redacteur, voisin, cheffe_de_projet, agente):
    assert voit(porteuse, dossier)
    assert voit(redacteur, dossier)
    for qui in (voisin, cheffe_de_projet, agente):
        assert not voit(qui, dossier)


def test_un_brouillon_abandonne_reste_prive(dossier, porteuse, cheffe_de_projet):
    actions.avancer(dossier, "abandonner", par=porteuse, motif="Sans suite.")
    assert not voit(cheffe_de_projet, dossier)
    assert voit(porteuse, dossier)


def test_un_dossier_depose_est_vu_de_l_equipe_et_des_financeurs_sollicites(
    monde, depose, voisin, cheffe_de_projet, agente
):
    agent_de_la_caf = fabriques.agent(monde.caf, "Karim", "Vasseur")
    assert voit(cheffe_de_projet, depose)
    assert voit(agente, depose)
    assert not voit(agent_de_la_caf, depose)  # non sollicité
    assert not voit(voisin, depose)


def test_ce_qui_est_sous_la_main_est_toujours_de_ce_qu_on_lit_en_entier(
    monde, depose, porteuse, redacteur, voisin, cheffe_de_projet, instructeur, agente
):
    """Le raccourci de la page n’ouvre rien que le mur n’ouvre ; il sert à qui porte, à sa ville et à ses guichets."""
    ailleurs = fabriques.convention("Cévaux", monde.convention.contrat)
    brouillon = fabriques.dossier(
        monde.campagne, monde.association, porteuse, demandes={monde.etat: 500}, quartiers=[monde.quartier],
        objectif_=monde.objectif,
    )  # fmt: skip
    gens = [porteuse, redacteur, voisin, cheffe_de_projet, instructeur, agente, fabriques.personne()]
    gens += [fabriques.agent(monde.caf, "Karim", "Vasseur"), fabriques.equipier(ailleurs, prenom="Odile")]
    for saisi in (False, True):
        Dossier.objects.update(saisi_par_l_equipe=saisi)
        for qui in gens:
            assert not Dossier.objects.sous_la_main_de(qui).exclude(pk__in=Dossier.objects.lus_en_entier_par(qui))
    ouvrent = {qui.prenom for qui in gens if depose in Dossier.objects.sous_la_main_de(qui)}
    assert ouvrent == {qui.prenom for qui in (porteuse, redacteur, cheffe_de_projet, instructeur, agente)}
    assert brouillon not in Dossier.objects.sous_la_main_de(agente)


def test_un_copilote_lit_tout(monde, depose):
    monde.convention.copilotes.add(monde.caf.organisation)
    assert voit(fabriques.agent(monde.caf), depose)


def test_l_equipe_d_une_autre_convention_ne_lit_que_les_quartiers_partages(monde, depose):
    autre = fabriques.convention("Cévaux", monde.convention.contrat)
    etrangere = fabriques.equipier(autre, prenom="Alix")
    assert not voit(etrangere, depose)
    monde.quartier.communes.add(autre.commune)
    assert voit(etrangere, depose)


def test_un_quartier_partage_ne_montre_pas_les_brouillons(monde, dossier):
    autre = fabriques.convention("Cévaux", monde.convention.contrat)
    monde.quartier.communes.add(autre.commune)
    assert not voit(fabriques.equipier(autre), dossier)


def test_membre_de_deux_associations(monde, depose, voisin):
    fabriques.rattacher(voisin, monde.association, "porteur", "lecteur")
    assert voit(voisin, depose)


def test_un_elu_ne_lit_que_le_catalogue_annonce(monde, seance, en_seance, cheffe_de_projet):
    elue = fabriques.personne("Lucie", "Élue")
    fabriques.rattacher(elue, monde.convention.pilote, "lecture", "lecteur")
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    assert not voit(elue, ligne.dossier)
    actions.avancer(ligne, "voter", par=cheffe_de_projet, donnees={"vote_le": "2027-04-01", "vote_reference": "D 12"})
    actions.avancer(ligne, "notifier", par=cheffe_de_projet)
    actions.avancer(ligne.dossier, "annoncer", par=cheffe_de_projet)
    assert voit(elue, ligne.dossier)
    assert Dossier.objects.au_catalogue().filter(pk=ligne.dossier_id).exists()


def test_une_decision_se_tait_devant_le_porteur_tant_qu_elle_n_est_pas_annoncee(
    monde, seance, en_seance, cheffe_de_projet, porteuse
):
    ligne = en_seance(montant=700)
    actions.acter(seance, par=cheffe_de_projet)
    dossier, ligne = frais(ligne.dossier), frais(ligne)
    assert dossier.statut_pour(porteuse) == "en_comite"
    assert dossier.statut_pour(cheffe_de_projet) == "programme"
    lus = Dossier.objects.visibles_par(porteuse).avec_statut_lisible(porteuse)
    assert set(lus.values_list("statut_lu", flat=True)) == {"en_comite"}
    assert not ligne.decision_lisible_par(porteuse)
    assert ligne.decision_lisible_par(cheffe_de_projet)
    actions.avancer(ligne, "voter", par=cheffe_de_projet, donnees={"vote_le": "2027-04-01", "vote_reference": "D 12"})
    actions.avancer(ligne, "notifier", par=cheffe_de_projet)
    actions.avancer(dossier, "annoncer", par=cheffe_de_projet)
    assert frais(dossier).statut_pour(porteuse) == "programme"
    assert frais(ligne).decision_lisible_par(porteuse)


def test_le_journal_du_porteur_ne_montre_que_les_actes_des_siens(
    recevable, porteuse, redacteur, voisin, agente, cheffe_de_projet
):
    tout = recevable.passages.count()
    assert PassageDossier.objects.visibles_par(cheffe_de_projet).filter(objet=recevable).count() == tout
    for qui in (porteuse, redacteur):
        assert list(PassageDossier.objects.visibles_par(qui).values_list("transition", flat=True)) == ["deposer"]
    assert set(PassageDossier.objects.visibles_par(agente).values_list("transition", flat=True)) == {
        "declarer_recevable"
    }
    assert not PassageDossier.objects.visibles_par(voisin).exists()


def test_une_seance_en_preparation_n_est_vue_que_de_l_equipe(monde, cheffe_de_projet, agente, porteuse):
    comite = fabriques.seance(monde.campagne)
    assert voit(cheffe_de_projet, comite)
    assert not voit(agente, comite)
    actions.avancer(comite, "convoquer", par=cheffe_de_projet)
    assert voit(agente, comite)
    assert not voit(porteuse, comite)


def test_un_financeur_lit_tout_l_ordre_du_jour_de_sa_seance(monde, seance, en_seance, agente):
    en_seance(montant=100)  # une ligne de la ville : l’État en lit titre et décision, pas le dossier entier
    inscription = seance.inscriptions.get()
    assert voit(agente, inscription)
    assert not voit(agente, inscription.dossier)


def test_chacun_son_enveloppe(monde, cheffe_de_projet, agente, porteuse):
    de_l_etat = fabriques.enveloppe(monde.campagne, monde.etat)
    de_la_ville = fabriques.enveloppe(monde.campagne, monde.ville)
    assert set(Enveloppe.objects.visibles_par(cheffe_de_projet)) == {de_l_etat, de_la_ville}
    assert set(Enveloppe.objects.visibles_par(agente)) == {de_l_etat}
    assert not Enveloppe.objects.visibles_par(porteuse).exists()


@pytest.mark.parametrize("qualite", ["porteur", "equipe", "financeur", "lecture"])
def test_etre_rattache_ailleurs_n_ouvre_rien(monde, depose, seance, qualite):
    droit = {"porteur": "signataire", "equipe": "chef", "financeur": "agent", "lecture": "lecteur"}[qualite]
    ailleurs = fabriques.personne()
    fabriques.rattacher(ailleurs, fabriques.organisation("Ailleurs", Nature.COMMUNE), qualite, droit)
    assert not voit(ailleurs, depose)
    assert not voit(ailleurs, seance)
