"""L’instruction du monde : notes, messages, avis, montants proposés, étiquettes ; chacun de leurs mots est un canari."""

import uuid
from datetime import timedelta

from dossiers import actions
from dossiers.actions import ensemble
from dossiers.models import Etiquette
from dossiers.models.ensemble import Geste
from tests.acces import droits
from workflows.temps import maintenant


def instruire(m):
    m.avis, m.groupes = {}, {}
    _notes_et_messages(m)
    _avis(m)
    _propositions(m)
    _etiquettes(m)


def _notes_et_messages(m):
    for nom, chef, lisent in (("depose_a", "chef_1", droits.EQUIPE_1), ("depose_z", "chef_2", droits.EQUIPE_2)):
        actions.noter(m.dossiers[nom], m.jetons.mot(f"{nom}, note interne", lisent), par=m.personnes[chef])
        du_fil = droits.FIL[nom]
        porteur = m.personnes["signataire_a" if nom == "depose_a" else "signataire_z"]
        actions.ecrire(m.dossiers[nom], m.jetons.mot(f"{nom}, message du porteur", du_fil), par=porteur)
        actions.ecrire(m.dossiers[nom], m.jetons.mot(f"{nom}, message de l’équipe", du_fil), par=m.personnes[chef])
    actions.affecter(m.dossiers["depose_a"], m.personnes["chef_1"], par=m.personnes["chef_1"])


def _avis(m):
    """F2 n’est pas sollicité par « interroge_a » : il n’en lit que ce qu’il faut pour répondre."""
    demandes = {"avis_a": ("interroge_a", "f2"), "avis_rendu_a": ("depose_a", "f1"), "avis_z": ("depose_z", "f9")}
    for nom, (dossier, guichet) in demandes.items():
        chef = m.personnes["chef_2" if nom == "avis_z" else "chef_1"]
        m.avis[nom] = actions.demander_avis(
            m.dossiers[dossier], par=chef, organisation=m.guichets[guichet].organisation,
            question=m.jetons.mot(f"{nom}, question", droits.LISENT_L_AVIS[nom]),
            echeance=maintenant() + timedelta(days=12),
        )  # fmt: skip
    texte = m.jetons.mot("avis_rendu_a, réponse", droits.LISENT_L_AVIS["avis_rendu_a"])
    actions.rendre(m.avis["avis_rendu_a"], par=m.personnes["agent_f1"], sens="reserve", texte=texte)


def _propositions(m):
    for (nom, guichet), (par, lisent) in droits.PROPOSENT.items():
        actions.proposer(
            m.lignes[nom, guichet], par=m.personnes[par], droit_commun=0,
            contrat_de_ville=m.jetons.montant(f"{nom}, proposé par {guichet}", lisent),
            commentaire=m.jetons.mot(f"{nom}, commentaire de {guichet}", lisent),
        )  # fmt: skip


def _etiquettes(m):
    texte = m.jetons.mot("étiquette de la convention 1", droits.EQUIPE_1)
    m.etiquette = Etiquette.objects.create(convention=m.convention_1, texte=texte)
    actions.etiqueter(m.dossiers["depose_a"], [m.etiquette], par=m.personnes["chef_1"])
    m.groupes["groupe_1"] = ensemble.confirmer(
        Geste.ETIQUETER, [m.dossiers["depose_b"]], par=m.personnes["instructeur_1"],
        donnees={"etiquette": m.etiquette.pk}, precision=texte, cle=uuid.uuid4(),
    )  # fmt: skip
