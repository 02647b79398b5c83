"""Après un passage, les bonnes personnes sont prévenues, et elles seules ; le texte dit ce qui suit et jusqu’à quand."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from comptes.models import Droit, Qualite
from dossiers import actions
from dossiers.annonces import GABARITS
from dossiers.courriels import ANNONCES
from dossiers.models import Bilan, Dossier, Ligne, Partenariat
from programmation.models import Seance
from tests import fabriques
from tests.conftest import frais
from workflows.envois import Envoi
from workflows.liens import LIENS
from workflows.moteur import transitions_de
from workflows.relances import REGLES
from workflows.temps import a_l_instant

RACINE = settings.RACINE / "templates" / "courriels"
HORS_PASSAGE = (
    "relances",
    "instruction",
    "comite",
    "comptes",
    "convocation",
)  # ce que disent les rappels, l’instruction (dossiers/annonces.py), une date qui change (dossiers/convocations.py)
_DES_COMPTES = {regle for regle in LIENS if regle.startswith("comptes.")}
MODELES = {"dossier": Dossier, "ligne": Ligne, "bilan": Bilan, "seance": Seance, "partenariat": Partenariat}


def recus(fait):
    """{personne: envoi} pour ce fait."""
    return {envoi.personne: envoi for envoi in Envoi.objects.filter(regle=fait).select_related("personne")}


def demander(dossier, par, echeance=None):
    donnees = {"demande": "Le RIB.\nLes statuts.", "echeance": echeance or fabriques.a_paris(2027, 1, 22, 18)}
    actions.avancer(dossier, "demander_complements", par=par, donnees=donnees)


# 1. Les fichiers et les machines disent la même chose ------------------------------------------------------


def test_chaque_courriel_a_sa_transition_et_chaque_transition_annoncee_son_courriel():
    fichiers = {str(f.relative_to(RACINE)) for f in RACINE.glob("*/*.txt") if f.parent.name not in HORS_PASSAGE}
    annonces = {a.gabarit(fait).removeprefix("courriels/") for fait, groupe in ANNONCES.items() for a in groupe}
    assert fichiers == annonces
    for fait in ANNONCES:
        objet, transition = fait.split(".")
        assert transition in {t.name for t in transitions_de(MODELES[objet])}, fait


def test_chaque_annonce_de_l_instruction_a_son_texte():
    assert {f.stem for f in RACINE.glob("instruction/*.txt")} == GABARITS


def test_chaque_relance_a_son_texte():
    assert {f.stem for f in RACINE.glob("relances/*.txt")} == set(REGLES) - _DES_COMPTES


def test_chaque_courriel_a_lien_personnel_a_son_texte():
    assert {f"comptes.{f.stem}" for f in RACINE.glob("comptes/*.txt")} == _DES_COMPTES


@pytest.mark.parametrize("fichier", sorted(RACINE.rglob("*.txt")), ids=lambda f: f.stem)
def test_un_texte_de_courriel_s_ecrit_comme_en_france(fichier):
    texte = fichier.read_text()
    assert "'" not in texte, "l’apostrophe est typographique"
    for faute in (" :", " ;", " ?", " !", "« ", " »", "veuillez"):
        assert faute not in texte, f"« {faute} »"


def test_aucune_decision_ne_part_de_l_acte():
    assert not {"dossier.acter", "seance.acter", "ligne.accorder", "ligne.refuser", "ligne.ajourner"} & set(ANNONCES)


# 2. Qui est prévenu ----------------------------------------------------------------------------------------


def test_au_depot_le_signataire_a_son_recu_et_l_equipe_un_avis(
    porteuse, redacteur, cheffe_de_projet, voisin, agente, depose
):
    assert set(recus("dossier.deposer")) == {porteuse, cheffe_de_projet}
    recu = recus("dossier.deposer")[porteuse]
    assert recu.sujet == "Votre dossier «\u00a0Mercredis en mouvement\u00a0» est déposé"
    assert f"{settings.SITE_URL}{depose.get_absolute_url()}" in recu.corps
    assert "(heure de Paris)" in recu.corps
    assert "vous êtes signataire pour Les Passerelles d’Essai" in recu.corps
    assert recu.perimetre == f"convention:{depose.campagne.convention_id}"
    assert recus("dossier.deposer")[cheffe_de_projet].sujet.startswith("Dossier déposé")


def test_un_compte_ferme_ne_recoit_rien(monde, dossier, porteuse):
    parti = fabriques.membre(monde.association, prenom="Paul")
    parti.is_active = False
    parti.save()
    actions.avancer(dossier, "deposer", par=porteuse)
    assert parti not in recus("dossier.deposer")


def test_qui_est_du_porteur_et_de_l_equipe_ne_recoit_qu_un_courriel(monde, dossier, porteuse):
    fabriques.rattacher(porteuse, monde.convention.pilote, Qualite.EQUIPE, Droit.INSTRUCTEUR)
    actions.avancer(dossier, "deposer", par=porteuse)
    assert Envoi.objects.filter(adresse=porteuse.courriel).count() == 1


def test_les_complements_se_demandent_a_ceux_qui_ecrivent(depose, porteuse, redacteur, cheffe_de_projet):
    demander(depose, cheffe_de_projet)
    assert set(recus("dossier.demander_complements")) == {porteuse, redacteur}
    corps = recus("dossier.demander_complements")[redacteur].corps
    assert "Le RIB.\nLes statuts." in corps
    assert "vendredi 22 janvier 2027 à 18\u00a0h (heure de Paris)" in corps


def test_la_suite_d_une_demande_de_complements(monde, depose, porteuse, cheffe_de_projet):
    demander(depose, cheffe_de_projet, monde.campagne.depot_ferme_le)
    actions.avancer(frais(depose), "annuler_la_demande", par=cheffe_de_projet)
    assert set(recus("dossier.annuler_la_demande")) == {porteuse}
    demander(frais(depose), cheffe_de_projet, monde.campagne.depot_ferme_le)
    actions.avancer(frais(depose), "completer", par=porteuse)
    assert set(recus("dossier.completer")) == {porteuse, cheffe_de_projet}


def test_l_irrecevabilite_dit_son_motif(depose, porteuse, cheffe_de_projet):
    actions.repondre_pour_toutes(depose, "declarer_irrecevable", par=cheffe_de_projet, motif="Hors des quartiers.")
    corps = recus("dossier.constater_la_recevabilite")[porteuse].corps
    assert "n’est recevable pour aucun" in corps
    assert "Hors des quartiers." in corps


def test_la_recevabilite_dit_la_suite(recevable, porteuse):
    envoi = recus("dossier.constater_la_recevabilite")[porteuse]
    assert envoi.sujet.endswith("est recevable")
    assert "comité des financeurs" in envoi.corps


def test_un_brouillon_abandonne_ne_se_dit_pas_a_l_equipe(dossier, porteuse, cheffe_de_projet):
    actions.avancer(dossier, "abandonner", par=porteuse, motif="Plus de salle.")
    assert set(recus("dossier.abandonner")) == {porteuse}


def test_un_dossier_depose_puis_abandonne_se_dit_a_l_equipe(depose, porteuse, cheffe_de_projet):
    actions.avancer(depose, "abandonner", par=porteuse, motif="Plus de salle.")
    assert set(recus("dossier.abandonner")) == {porteuse, cheffe_de_projet}
    assert "Plus de salle." in recus("dossier.abandonner")[cheffe_de_projet].corps


def test_une_seance_convoque_les_agents_des_financeurs_et_eux_seuls(monde, porteuse, agente, cheffe_de_projet):
    ailleurs = fabriques.agent(fabriques.financeur("Région", "region"))
    fabriques.ouvrir(fabriques.seance(monde.campagne), cheffe_de_projet)
    assert set(recus("seance.convoquer")) == {agente}
    assert ailleurs not in recus("seance.convoquer")


def test_la_decision_se_tait_devant_le_porteur_jusqu_a_sa_notification(
    seance, en_seance, agente, cheffe_de_projet, porteuse
):
    accordee, refusee = en_seance(montant=700), en_seance("refuser", motif="Doublon avec 2026.")
    avant = Envoi.objects.count()
    assert actions.acter(seance, par=cheffe_de_projet) == {}
    assert Envoi.objects.count() == avant
    vote = {"vote_le": fabriques.a_paris(2027, 4, 2).date(), "vote_reference": "Délibération 12"}
    actions.avancer(accordee, "voter", par=cheffe_de_projet, donnees=vote)
    assert not recus("ligne.notifier")
    actions.avancer(frais(accordee), "notifier", par=cheffe_de_projet)
    corps = recus("ligne.notifier")[porteuse].corps
    assert "accorde 700\u202f€" in corps
    assert "Délibération 12" in corps
    actions.avancer(frais(refusee), "notifier", par=cheffe_de_projet)
    refus = Envoi.objects.get(regle="ligne.notifier", objet=f"ligne:{refusee.pk}")
    assert "n’accorde pas" in refus.corps
    assert "Doublon avec 2026." in refus.corps


def test_le_bilan_a_son_recu_sa_correction_et_son_acceptation(seance, en_seance, cheffe_de_projet, porteuse):
    ligne = en_seance()
    actions.acter(seance, par=cheffe_de_projet)
    fabriques.annoncer(ligne, cheffe_de_projet)
    bilan = Bilan.objects.get(dossier=ligne.dossier_id)
    bilan.recit, bilan.charges_realisees, bilan.beneficiaires_total = "Quarante séances.", 3000, 80
    bilan.save()
    actions.avancer(bilan, "transmettre", par=porteuse)
    assert set(recus("bilan.transmettre")) == {porteuse, cheffe_de_projet}
    actions.avancer(frais(bilan), "demander_une_correction", par=cheffe_de_projet, motif="Le public manque.")
    assert "Le public manque." in recus("bilan.demander_une_correction")[porteuse].corps
    actions.avancer(frais(bilan), "transmettre", par=porteuse)
    actions.avancer(frais(bilan), "accepter", par=cheffe_de_projet)
    assert set(recus("bilan.accepter")) == {porteuse}


# 3. Ce qu’un texte ne peut pas faire -----------------------------------------------------------------------


def test_un_intitule_hostile_ne_change_ni_l_objet_ni_les_destinataires(dossier, porteuse):
    Dossier.objects.filter(pk=dossier.pk).update(intitule="Fête\r\nBcc: voleur@exemple.invalid\n\n<b>&amp;</b> {{ x }}")
    actions.avancer(frais(dossier), "deposer", par=porteuse)
    envoi = recus("dossier.deposer")[porteuse]
    assert "\n" not in envoi.sujet
    assert "Fête Bcc: voleur@exemple.invalid <b>&amp;</b> {{ x }}" in envoi.sujet
    assert envoi.corps.startswith("Bonjour Nadia Ferrand,")


def test_si_le_passage_est_refuse_aucun_courriel_n_est_inscrit(dossier, redacteur):
    with pytest.raises(PermissionDenied):
        actions.avancer(dossier, "deposer", par=redacteur)
    assert not Envoi.objects.exists()


def test_les_liens_viennent_du_reglage_et_non_de_la_requete(dossier, porteuse, settings):
    settings.SITE_URL = "https://contrat.ville.exemple"
    with a_l_instant(dossier.campagne.depot_ferme_le):
        actions.avancer(dossier, "deposer", par=porteuse)
    assert "https://contrat.ville.exemple/dossiers/" in recus("dossier.deposer")[porteuse].corps


def test_prevenir_coute_un_nombre_constant_de_requetes(
    monde, dossier, porteuse, cheffe_de_projet, django_assert_max_num_queries
):
    for rang in range(15):
        fabriques.membre(monde.association, prenom=f"Membre{rang}")
        fabriques.equipier(monde.convention, prenom=f"Collègue{rang}")
    passage = actions.avancer(dossier, "deposer", par=porteuse)
    with django_assert_max_num_queries(4):
        assert len(actions.passages.courriels.apres(passage)) == 32
