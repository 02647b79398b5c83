"""Qui parle pour un guichet, dans le monde : un lien, un pouvoir, un retrait, un avenant ; leurs mots sont des canaris."""

from dossiers import actions
from dossiers.models import Decision
from tests import fabriques, fichiers
from tests.acces import droits
from tests.acces.acteurs import EQUIPE_1
from tests.acces.depots import chef_de
from workflows.temps import aujourd_hui, maintenant


def faire_parler(m):
    m.liens, m.pouvoirs, m.retraits, m.decisions = {}, {}, {}, {}
    for seance, guichet in (("ouverte_1", "f1"), ("ouverte_2", "f9")):
        lien, jeton, _ = actions.ouvrir_un_lien(
            m.seances[seance], m.guichets[guichet], par=chef_de(m, seance), nom="Une directrice",
            expire_le=maintenant().replace(hour=23, minute=59) + fabriques.timedelta(days=1),
        )  # fmt: skip
        m.liens[seance, guichet] = lien
        m.jetons_personnels[f"lien_{seance}"] = jeton
        m.pouvoirs[seance, guichet] = _pouvoir(m, seance, guichet)
    m.retraits["preparee_1", "retrait"] = actions.recuser(
        m.inscriptions["preparee_1", "prepare_a"], m.personnes["agent_f1"], par=chef_de(m, "preparee_1"),
        motif=m.jetons.mot("prepare_a, motif du retrait", EQUIPE_1),
    )  # fmt: skip
    for seance, dossier, guichet in (
        ("actee_1", "tu_a", "f1"),
        ("actee_2", "tu_z", "f9"),
        ("ouverte_1", "en_comite_a", "f1"),
    ):
        m.decisions[seance, dossier] = Decision.objects.get(ligne=m.lignes[dossier, guichet])
    _avenant(m)


def _pouvoir(m, seance, guichet):
    """La parole se lit de qui lit la séance ; le papier et son fichier, de l’équipe."""
    equipe = droits.EQUIPE_1 if seance.endswith("_1") else droits.EQUIPE_2
    contenu = m.jetons.mot(f"{seance}, fichier du pouvoir", equipe)
    return actions.noter_un_pouvoir(
        m.seances[seance], m.guichets[guichet], par=chef_de(m, seance), donne_le=aujourd_hui(),
        donne_par=m.jetons.mot(f"{seance}, donné par", droits.LISENT_LA_SEANCE[seance]),
        papier=m.jetons.mot(f"{seance}, papier", equipe),
        fichier=fabriques.televersement(fichiers.pdf(contenu)),
    )  # fmt: skip


def _avenant(m):
    """La décision tue de cotu_a change : le motif reste à qui lit la séance ou la décision."""
    lisent = droits.LISENT_LA_SEANCE["actee_1"] | droits.LISENT_LA_DECISION["cotu_a"]
    decision = Decision.objects.get(ligne=m.lignes["cotu_a", "f1"])
    actions.prendre_un_avenant(
        decision, "reviser_par_avenant", par=chef_de(m, "actee_1"), pris_le=aujourd_hui(),
        motif=m.jetons.mot("cotu_a, motif de l’avenant", lisent), contrat_de_ville=decision.contrat_de_ville,
        droit_commun=1,
    )  # fmt: skip
