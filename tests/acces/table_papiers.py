"""Les papiers du comité et ses lettres : qui emporte quoi. Écrit à la main, comme tests/acces/table.py."""

from tests.acces.acteurs import (
    AGENT_F1,
    AGENT_F2,
    AGENT_F9,
    CHEF_1,
    CHEF_2,
    EQUIPE_1,
    EQUIPE_2,
    EQUIPES,
    PERSONNE,
    PORTEURS_A,
    PORTEURS_Z,
)
from tests.acces.droits import LISENT_LA_SEANCE

_COMITES = ("preparee_1", "ouverte_1", "actee_1", "preparee_2", "ouverte_2", "actee_2")
# La page s’ouvre à qui voit la séance ; elle ne montre à chacun que les siens. Les Temps 2 et 3 n’ont pas ces papiers.
PAGE = {seance: qui if seance in _COMITES else PERSONNE for seance, qui in LISENT_LA_SEANCE.items()}

# L’équipe les lit tous, avant l’acte aussi (ils se disent « Projet ») ; qui voit la séance, le relevé une fois actée.
PAPIERS = {
    "actee_1/releve/pdf": LISENT_LA_SEANCE["actee_1"],
    "actee_1/releve/docx": LISENT_LA_SEANCE["actee_1"],
    "actee_2/releve/pdf": LISENT_LA_SEANCE["actee_2"],
    "ouverte_1/releve/pdf": EQUIPE_1,
    "ouverte_2/releve/docx": EQUIPE_2,
    "actee_1/programmation/xlsx": EQUIPE_1,
    "actee_2/programmation/pdf": EQUIPE_2,
    "actee_1/annexe/docx": EQUIPE_1,
    "preparee_1/annexe/pdf": EQUIPE_1,
    "actee_1/releve/xlsx": PERSONNE,
    "actee_1/inconnu/pdf": PERSONNE,
    "pilotage_1/releve/pdf": PERSONNE,
}
# Un financeur n’emporte que ses lignes ; le copilote, qui n’a pas de guichet, aucun extrait.
EXTRAITS = {
    "actee_1/f1/pdf": EQUIPE_1 | {AGENT_F1},
    "actee_1/f1/xlsx": EQUIPE_1 | {AGENT_F1},
    "actee_1/f2/pdf": EQUIPE_1 | {AGENT_F2},
    "actee_1/ville/xlsx": EQUIPE_1,
    "ouverte_1/f1/pdf": EQUIPE_1 | {AGENT_F1},
    "preparee_1/f1/xlsx": EQUIPE_1,
    "actee_2/f9/xlsx": EQUIPE_2 | {AGENT_F9},
    "actee_1/f9/pdf": PERSONNE,  # le guichet d’une autre campagne
    "actee_1/f1/csv": PERSONNE,
    "pilotage_1/f1/pdf": PERSONNE,
}
# Une lettre dit une décision actée. Le chef seul les envoie.
LETTRES = {s: qui & EQUIPES if s in ("actee_1", "actee_2") else PERSONNE for s, qui in LISENT_LA_SEANCE.items()}
ENVOIENT = {s: qui & {CHEF_1, CHEF_2} for s, qui in LETTRES.items()}
APERCUS = {
    "actee_1/tu_a": EQUIPE_1,
    "actee_1/refus_tu_a": EQUIPE_1,
    "actee_2/tu_z": EQUIPE_2,
    "actee_1/en_comite_a": PERSONNE,  # d’une autre séance
    "actee_1/tu_z": PERSONNE,
    "ouverte_1/en_comite_a": PERSONNE,
}
PARTIES = {"lettre_a": PORTEURS_A | EQUIPE_1, "lettre_z": PORTEURS_Z | EQUIPE_2}
CONVENTIONS = {"convention_1": EQUIPE_1, "convention_2": EQUIPE_2}
MODELES = {
    "convention_1/non_retenu": EQUIPE_1,
    "convention_2/retenu": EQUIPE_2,
    "convention_1/inconnue": PERSONNE,
}
