"""Les machines, épinglées : changer la gouvernance change ce fichier, et cela se voit."""

from io import StringIO

import pytest
from django.core.management import call_command

from dossiers.models import Bilan, Dossier, Ligne, Partenariat
from programmation.models import Seance
from workflows import machines
from workflows.moteur import transitions_de

AVANT_DECISION = "brouillon depose incomplet recevable irrecevable en_comite ajourne"
EN_ACTION = "programme presente mis_en_perspective"
INCHANGE = ""

TABLES = {
    Dossier: {
        "deposer": ("brouillon", "depose"),
        "enregistrer": ("brouillon", "depose"),
        "demander_complements": ("depose", "incomplet"),
        "annuler_la_demande": ("incomplet", "depose"),
        "completer": ("incomplet", "depose"),
        "constater_la_recevabilite": ("depose", "recevable irrecevable"),
        "rouvrir_la_recevabilite": ("recevable irrecevable", "depose"),
        "inscrire": ("recevable ajourne", "en_comite"),
        "retirer_de_l_ordre_du_jour": ("en_comite", "recevable ajourne"),
        "acter": ("en_comite", "programme ajourne non_retenu"),
        "annoncer": ("programme ajourne non_retenu", INCHANGE),
        "confirmer_le_plan": (EN_ACTION, INCHANGE),
        "rouvrir_le_budget": (EN_ACTION, INCHANGE),
        "retenir_par_avenant": ("non_retenu", "programme"),
        "ne_plus_retenir": (EN_ACTION, "non_retenu"),
        "presenter": ("programme", "presente"),
        "mettre_en_perspective": ("programme presente", "mis_en_perspective"),
        "reporter": (EN_ACTION, INCHANGE),
        "clore": (EN_ACTION, "clos"),
        "rouvrir": ("clos", EN_ACTION),
        "abandonner": (AVANT_DECISION, "abandonne"),
        "lever_l_abandon": ("abandonne", AVANT_DECISION.replace(" en_comite", "")),
        "se_desister": (EN_ACTION, "desiste"),
    },
    Ligne: {
        "declarer_recevable": ("sollicitee", "recevable"),
        "declarer_irrecevable": ("sollicitee", "irrecevable"),
        "declarer_sans_objet": ("sollicitee", "sans_objet"),
        "solliciter_de_nouveau": ("recevable irrecevable sans_objet", "sollicitee"),
        "accorder": ("recevable ajournee", "accordee"),
        "refuser": ("recevable ajournee", "refusee"),
        "ajourner": ("recevable ajournee", "ajournee"),
        "accorder_par_avenant": ("refusee annulee", "accordee"),
        "reviser_par_avenant": ("accordee votee", "accordee"),
        "lever_la_reserve": ("accordee votee", INCHANGE),
        "voter": ("accordee", "votee"),
        "refuser_au_vote": ("accordee", "refusee"),
        "notifier": ("votee refusee annulee", INCHANGE),
        "engager": ("votee", "engagee"),
        "solder": ("engagee", "soldee"),
        "annuler": ("accordee votee engagee", "annulee a_reverser"),
        "constater_le_reversement": ("a_reverser", "reversee"),
    },
    Bilan: {
        "transmettre": ("attendu a_completer", "recu"),
        "demander_une_correction": ("recu", "a_completer"),
        "accepter": ("recu", "accepte"),
        "attester_la_non_realisation": ("attendu", "non_realise"),
        "demander_d_autres_dates": ("attendu", INCHANGE),
    },
    Partenariat: {
        "inviter": ("pressenti", "invite"),
        "confirmer": ("invite", "confirme"),
        "decliner": ("invite", "decline"),
        "se_retirer": ("confirme", "retire"),
        "ecarter": ("invite confirme", "ecarte"),
    },
    Seance: {
        "convoquer": ("preparee", "convoquee"),
        "ouvrir": ("convoquee", "ouverte"),
        "acter": ("ouverte", "actee"),
    },
}
MODELES = pytest.mark.parametrize("modele", TABLES, ids=lambda m: m._meta.model_name)


def test_toutes_les_machines_sont_epinglees():
    assert set(machines.modeles()) == set(TABLES)


@MODELES
def test_chaque_machine_est_celle_que_l_on_croit(modele):
    lue = {t.nom: (set(t.sources), set(t.cibles)) for t in machines.tableau(modele)}
    attendue = {nom: (set(de.split()), set(vers.split())) for nom, (de, vers) in TABLES[modele].items()}
    assert lue == attendue


@MODELES
def test_chaque_etat_peut_etre_atteint(modele):
    atteints, depart = set(), {modele._meta.get_field("statut").default}
    while depart - atteints:
        atteints |= depart
        depart = {cible for t in machines.tableau(modele) if set(t.sources) & atteints for cible in t.cibles}
    assert atteints == {code for code, _ in machines.etats(modele)}


@MODELES
def test_chaque_garde_a_sa_phrase_et_chaque_transition_son_libelle(modele):
    for t in transitions_de(modele):
        assert t.custom["libelle"].strip()
        assert t.custom["fait"].strip()
        assert callable(t.permission)
        for garde in t.conditions:
            assert getattr(garde, "motif", ""), f"{garde.__name__} n’a pas de phrase"


def test_les_transitions_correctives_veulent_un_motif():
    motivees = {t.nom for modele in TABLES for t in machines.tableau(modele) if t.motivee}
    assert motivees >= {
        "rouvrir_la_recevabilite", "retirer_de_l_ordre_du_jour", "retenir_par_avenant", "reporter", "rouvrir",
        "abandonner", "lever_l_abandon", "se_desister",
        "declarer_irrecevable", "declarer_sans_objet", "refuser", "ajourner", "refuser_au_vote",
        "lever_la_reserve", "annuler", "constater_le_reversement", "demander_une_correction", "attester_la_non_realisation",
        "decliner", "se_retirer", "ecarter",
    }  # fmt: skip


def test_la_commande_machine_dit_tout():
    sortie = StringIO()
    call_command("machine", stdout=sortie)
    texte = sortie.getvalue()
    for modele, table in TABLES.items():
        assert f"## {str(modele._meta.verbose_name).capitalize()}" in texte
        for nom in table:
            assert f"| {nom} |" in texte
    assert "depose --> incomplet : demander_complements" in texte
    assert texte.count("stateDiagram-v2") == len(TABLES)
