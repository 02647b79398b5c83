"""Un envoi part une fois, et une seule : quoi qu’il arrive au relais, au texte ou à l’expéditeur."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from tests.puits import Puits, SmtpAvecJournal, port_libre
from workflows.envois import Envoi, Statut
from workflows.expedition import REPORTS, expedier
from workflows.temps import PARIS, a_l_instant
from workflows.transports import Boite, Smtp

MIDI = datetime(2026, 11, 16, 12, tzinfo=PARIS)
TROP_TARD = timedelta(hours=1)  # tout bail est échu
pytestmark = pytest.mark.django_db


def annonce(adresse="porteuse@essai.fr", **champs):
    """Une annonce : son texte est gelé."""
    faits = {
        "regle": "dossier.deposer", "objet": "dossier:12", "echeance": MIDI, "perimetre": "convention:3",
        "pourquoi": "vous êtes signataire", "lien": "/dossiers/12/", "sujet": "Déposé", "corps": "Bonjour,\n\n.un point\n",
    }  # fmt: skip
    return Envoi(adresse=adresse, **(faits | champs))


def inscrire(*envois):
    Envoi.objects.inscrire(envois)


def statuts():
    return dict(Envoi.objects.values_list("adresse", "statut"))


@pytest.fixture(autouse=True)
def midi():
    with a_l_instant(MIDI):
        yield


@pytest.fixture
def puits(tmp_path, settings):
    relais = Puits(tmp_path / "journal")
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", relais.port, 1
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = ""
    yield relais
    relais.fermer()


# 1. Le registre ----------------------------------------------------------------------------------------


def test_le_meme_envoi_inscrit_deux_fois_ne_fait_qu_une_ligne():
    inscrire(annonce(), annonce())
    inscrire(annonce(sujet="autre texte"))
    assert [e.sujet for e in Envoi.objects.all()] == ["Déposé"]


def test_une_autre_echeance_est_un_autre_envoi():
    inscrire(annonce(), annonce(echeance=MIDI + timedelta(days=1)))
    assert Envoi.objects.count() == 2


def test_un_envoi_sans_adresse_est_refuse_au_lieu_d_etre_perdu():
    with pytest.raises(ValueError, match="adresse"):
        inscrire(annonce(adresse=""))


def test_le_message_id_ne_depend_que_de_la_cle_et_du_site(settings):
    settings.SITE_URL = "https://ville.essai.fr"
    premier, second = annonce().sceller(), annonce(sujet="autre texte").sceller()
    assert premier.message_id == second.message_id
    assert premier.message_id.endswith("@ville.essai.fr>")


def test_un_objet_de_courriel_tient_sur_une_ligne():
    assert annonce(sujet="Déposé\r\nBcc: voleur@essai.fr").sceller().sujet == "Déposé Bcc: voleur@essai.fr"


def test_en_demonstration_le_corps_le_dit_une_fois(settings):
    settings.DEMONSTRATION = True
    envoi = annonce().sceller().sceller()
    assert envoi.corps.count("Démonstration : personnes, associations et montants sont inventés.") == 1
    assert envoi.corps.rstrip().endswith("sont inventés.")


def test_hors_demonstration_le_corps_ne_dit_rien_de_tel(settings):
    settings.DEMONSTRATION = False
    assert "Démonstration" not in annonce().sceller().corps


# 2. La remise ------------------------------------------------------------------------------------------


def test_un_envoi_du_part_et_un_envoi_a_venir_attend():
    inscrire(annonce("due@essai.fr"), annonce("future@essai.fr", echeance=MIDI + timedelta(hours=1)))
    expedier(Boite())
    assert statuts() == {"due@essai.fr": Statut.ENVOYEE, "future@essai.fr": Statut.A_ENVOYER}
    assert Envoi.objects.get(adresse="due@essai.fr").envoyee_le == MIDI


def test_par_smtp_le_courriel_arrive_entier(puits):
    inscrire(annonce(sujet="Déposé : été", corps="Bonjour,\n\n.un point en tête\n\n.\n\nà bientôt\n"))
    assert expedier(Smtp()) == {"envoyee": 1}
    (courriel,) = puits.courriels
    assert courriel["Subject"] == "Déposé : été"
    assert courriel["To"] == "porteuse@essai.fr"
    assert courriel["Message-ID"] == Envoi.objects.get().message_id
    assert courriel["Auto-Submitted"] == "auto-generated"
    assert courriel.get_content().replace("\r\n", "\n").startswith("Bonjour,\n\n.un point en tête\n\n.\n\nà bientôt")


def test_un_refus_definitif_n_arrete_pas_les_autres(puits):
    puits.humeurs["inconnue@essai.fr"] = "550"
    inscrire(annonce("inconnue@essai.fr"), annonce("porteuse@essai.fr"))
    expedier(Smtp())
    assert statuts() == {"inconnue@essai.fr": Statut.ECHEC, "porteuse@essai.fr": Statut.ENVOYEE}
    assert "550" in Envoi.objects.get(adresse="inconnue@essai.fr").motif


@pytest.mark.parametrize("humeur", ["451", "421", "coupe avant"])
def test_un_refus_temporaire_se_reporte_puis_passe(puits, humeur):
    puits.humeurs["lente@essai.fr"] = humeur
    inscrire(annonce("lente@essai.fr"), annonce("porteuse@essai.fr"))
    expedier(Smtp())
    assert statuts() == {"lente@essai.fr": Statut.A_ENVOYER, "porteuse@essai.fr": Statut.ENVOYEE}
    assert Envoi.objects.get(adresse="lente@essai.fr").prochain_essai_le == MIDI + timedelta(minutes=1)
    puits.humeurs.clear()
    with a_l_instant(MIDI + timedelta(minutes=1)):
        expedier(Smtp())
    assert statuts()["lente@essai.fr"] == Statut.ENVOYEE
    assert len(puits.courriels) == 2


def test_apres_six_reports_une_personne_decide(puits):
    puits.humeurs["lente@essai.fr"] = "451"
    inscrire(annonce("lente@essai.fr"))
    instant = MIDI
    for report in (*REPORTS, timedelta(0)):
        with a_l_instant(instant):
            assert Envoi.objects.get().statut == Statut.A_ENVOYER
            expedier(Smtp())
        instant += report
    assert Envoi.objects.get().statut == Statut.ECHEC


def test_un_relais_absent_reporte_sans_rien_perdre_ni_punir_les_autres(puits, settings):
    settings.EMAIL_PORT = port_libre()
    inscrire(*(annonce(f"p{n}@essai.fr") for n in range(3)))
    assert expedier(Smtp()) == {"relais injoignable": 1}
    assert sorted(Envoi.objects.values_list("tentatives", flat=True)) == [0, 0, 1]
    settings.EMAIL_PORT = puits.port
    with a_l_instant(MIDI + timedelta(minutes=1)):
        assert expedier(Smtp()) == {"envoyee": 3}


def test_un_relais_absent_trois_jours_ne_fait_echouer_personne(puits, settings):
    settings.EMAIL_PORT = port_libre()
    inscrire(annonce())
    for heure in range(0, 72):
        with a_l_instant(MIDI + timedelta(hours=heure)):
            expedier(Smtp())
    settings.EMAIL_PORT = puits.port
    with a_l_instant(MIDI + timedelta(hours=72)):
        expedier(Smtp())
    assert statuts() == {"porteuse@essai.fr": Statut.ENVOYEE}


def test_la_commande_expedier_remet_ce_qui_est_du(capsys, settings):
    settings.TRANSPORT = "workflows.transports.Boite"
    inscrire(annonce())
    call_command("expedier")
    assert capsys.readouterr().out == "1 envoyee\n"
    assert Envoi.objects.get().statut == Statut.ENVOYEE


def test_un_courriel_empoisonne_n_arrete_pas_les_autres(puits):
    inscrire(annonce("a@essai.fr"), annonce("poison@.."), annonce("z@essai.fr"))
    expedier(Smtp())
    assert statuts() == {"a@essai.fr": Statut.ENVOYEE, "poison@..": Statut.A_ENVOYER, "z@essai.fr": Statut.ENVOYEE}
    assert "Erreur" in Envoi.objects.get(adresse="poison@..").motif


@pytest.mark.parametrize("humeur", ["coupe apres", "se tait"])
def test_une_coupure_apres_le_point_laisse_l_issue_en_suspens(puits, humeur):
    puits.humeurs["porteuse@essai.fr"] = humeur
    inscrire(annonce())
    expedier(Smtp())
    assert statuts() == {"porteuse@essai.fr": Statut.POINT}
    expedier(Smtp())
    assert len(puits.courriels) == (humeur == "coupe apres")


def test_une_coupure_dans_le_corps_se_tranche_par_le_journal_du_relais(puits, monkeypatch):
    monkeypatch.setenv("JOURNAL_DU_PUITS", str(puits.journal))
    puits.humeurs["porteuse@essai.fr"] = "coupe dans le corps"
    inscrire(annonce())
    expedier(SmtpAvecJournal())
    puits.humeurs.clear()
    with a_l_instant(MIDI + TROP_TARD):
        expedier(SmtpAvecJournal())
    assert statuts() == {"porteuse@essai.fr": Statut.ENVOYEE}
    assert len(puits.courriels) == 1


# 3. Les gestes d’une personne --------------------------------------------------------------------------


@pytest.fixture
def cheffe(django_user_model):
    return django_user_model.objects.create_user("cheffe@ville.fr", prenom="Camille", nom="Dhaene")


def test_un_envoi_en_pause_attend_qu_on_le_reprenne(cheffe):
    inscrire(annonce())
    assert Envoi.objects.mettre_en_pause(cheffe, "congés") == 1
    assert not expedier(Boite())
    assert Envoi.objects.reprendre(cheffe) == 1
    expedier(Boite())
    assert Envoi.objects.get().statut == Statut.ENVOYEE


def test_un_envoi_annule_garde_qui_et_pourquoi_et_peut_etre_retabli(cheffe):
    inscrire(annonce())
    Envoi.objects.annuler(cheffe, "reçu par la poste")
    envoi = Envoi.objects.get()
    assert (envoi.statut, envoi.par, envoi.motif) == (Statut.ANNULEE, cheffe, "reçu par la poste")
    assert Envoi.objects.reprendre(cheffe) == 1


def test_un_envoi_parti_ne_s_annule_plus(cheffe):
    inscrire(annonce())
    expedier(Boite())
    assert Envoi.objects.annuler(cheffe, "trop tard") == 0
    assert Envoi.objects.reprendre(cheffe) == 0
