"""Le journal : chaque acte y est, une fois, à sa place, et nul ne le réécrit."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from dossiers import actions
from dossiers.models import PassageDossier
from tests.conftest import frais
from workflows.declencheurs import oter_les_declencheurs, tables_du_journal
from workflows.journal import Identite, anomalies


def test_la_base_refuse_de_modifier_ou_d_effacer_un_passage(depose):
    passage = depose.passages.get()
    for geste in (lambda: depose.passages.update(motif="réécrit"), passage.delete):
        with pytest.raises(DatabaseError, match="Le journal ne se modifie pas"), transaction.atomic():
            geste()
    assert anomalies(PassageDossier) == []


def test_les_declencheurs_sont_tous_poses(db):
    requete = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as curseur:
        curseur.execute(requete)
        poses = {nom.lower() for (nom,) in curseur.fetchall()}
    assert tables_du_journal() == [
        "comptes_passageorganisation",
        "dossiers_avenant",
        "dossiers_lettre",
        "dossiers_message",
        "dossiers_noteinterne",
        "dossiers_passagedossier",
        "dossiers_proposition",
        "programmation_passageseance",
        "programmation_versionenveloppe",
    ]
    assert poses == {f"{table}_{geste}" for table in tables_du_journal() for geste in ("update", "delete")}


@pytest.fixture
def altere(recevable):
    """Un journal de quatre passages, dont les déclencheurs sont ôtés : ce que ferait qui tient la base."""
    oter_les_declencheurs()
    assert anomalies(PassageDossier) == []
    return recevable.passages.order_by("rang")


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [("motif", "autre"), ("vers", "clos"), ("role", "maire"), ("transition", "clore"), ("donnees", {"montant": "1"})],
)
def test_un_passage_altere_se_voit(altere, champ, valeur):
    altere.filter(rang=2).update(**{champ: valeur})
    assert anomalies(PassageDossier) == [f"dossier {altere[0].objet_id}, passage 2 : le contenu a été altéré."]


def test_un_passage_date_autrement_se_voit(altere):
    passage = altere.get(rang=2)
    altere.filter(rang=2).update(le=passage.le.replace(microsecond=(passage.le.microsecond + 1) % 1_000_000))
    assert "altéré" in anomalies(PassageDossier)[0]


def test_un_passage_ote_au_milieu_se_voit(altere):
    altere.filter(rang=2).delete()
    assert "le passage 2 manque" in anomalies(PassageDossier)[0]


def test_un_passage_ote_a_la_fin_se_voit(altere):
    altere.last().delete()
    assert "la fin du journal ne correspond pas" in anomalies(PassageDossier)[0]


def test_deux_passages_echanges_se_voient(altere):
    altere.filter(rang=2).update(rang=99)
    altere.filter(rang=3).update(rang=2)
    altere.filter(rang=99).update(rang=3)
    assert anomalies(PassageDossier)


def test_le_nom_d_un_acteur_retouche_se_voit(altere):
    Identite.objects.filter(personne=altere[0].par).update(nom="Quelqu’un d’autre")
    assert any("le nom de l’acteur" in phrase for phrase in anomalies(PassageDossier))


def test_effacer_le_nom_d_une_personne_ne_rompt_pas_la_chaine(depose, porteuse):
    Identite.objects.filter(personne=porteuse).update(nom="", sel="")
    assert anomalies(PassageDossier) == []


def test_la_commande_nomme_l_anomalie_et_sort_en_erreur(altere):
    altere.filter(rang=2).update(motif="autre")
    erreurs = StringIO()
    with pytest.raises(CommandError, match="1 anomalie"):
        call_command("verifier_journal", stderr=erreurs)
    assert "passage 2 : le contenu a été altéré" in erreurs.getvalue()


def test_la_commande_se_tait_quand_tout_va_bien(depose):
    sortie = StringIO()
    call_command("verifier_journal", stdout=sortie)
    assert "aucune anomalie" in sortie.getvalue()


def test_le_role_de_l_acteur_est_recopie(depose, porteuse, cheffe_de_projet, monde):
    assert depose.passages.get().role == "signataire, Les Passerelles d’Essai"
    etat = depose.lignes.get(financeur=monde.etat)
    passage = actions.avancer(etat, "declarer_recevable", par=cheffe_de_projet)
    assert passage.role == "chef de projet, Ville de Béville, pour État, P147 absent"


def test_une_seule_chaine_pour_le_dossier_et_ses_lignes(recevable):
    passages = recevable.passages.order_by("rang")
    assert [(p.rang, p.transition) for p in passages] == [
        (1, "deposer"),
        (2, "declarer_recevable"),
        (3, "declarer_recevable"),
        (4, "constater_la_recevabilite"),
    ]
    assert [p.sujet for p in passages] == [recevable, passages[1].ligne, passages[2].ligne, recevable]
    assert frais(recevable).passages_tete == passages[3].empreinte
