"""Qui parle pour un guichet, se retire, prend un avenant : l’équipe de la séance ; qui la voit lit les avenants."""

from tests.acces.acteurs import AGENT_F1, AGENT_F9, CHEF_1, CHEF_2, EQUIPE_1, EQUIPE_2, PERSONNE, TOUS
from tests.acces.droits import LISENT_LA_SEANCE

GUICHETS = {
    "ouverte_1": EQUIPE_1, "preparee_1": EQUIPE_1, "actee_1": EQUIPE_1, "ouverte_2": EQUIPE_2, "actee_2": EQUIPE_2,
    "pilotage_1": PERSONNE, "perspectives_1": PERSONNE,
}  # fmt: skip
# La ville n’a besoin ni de lien ni de pouvoir ; un financeur d’une autre campagne n’est pas le sien.
UN_GUICHET = {
    "ouverte_1/f1": EQUIPE_1, "preparee_1/f1": EQUIPE_1, "actee_1/f1": EQUIPE_1, "ouverte_2/f9": EQUIPE_2,
    "ouverte_1/ville": PERSONNE, "ouverte_1/f9": PERSONNE, "pilotage_1/f1": PERSONNE,
}  # fmt: skip
LIENS = {"ouverte_1/f1": EQUIPE_1, "ouverte_2/f9": EQUIPE_2, "ouverte_1/ouverte_2+f9": PERSONNE}
CONFIRMENT = {"ouverte_1/f1": {CHEF_1}, "ouverte_2/f9": {CHEF_2}, "ouverte_1/ouverte_2+f9": PERSONNE}
LEVENT = {"preparee_1/retrait": EQUIPE_1, "ouverte_1/preparee_1+retrait": PERSONNE}
# Qui parle pour un guichet du dossier, et voit la séance.
SE_RETIRENT = {
    "ouverte_1/en_comite_a": EQUIPE_1 | {AGENT_F1}, "preparee_1/prepare_a": EQUIPE_1,
    "ouverte_2/en_comite_z": EQUIPE_2 | {AGENT_F9},
    "actee_1/tu_a": EQUIPE_1 | {AGENT_F1}, "ouverte_1/recevable_a": PERSONNE, "ouverte_1/ouverte_2+en_comite_z": PERSONNE,
    "pilotage_1/annonce_a": PERSONNE,
}  # fmt: skip
AVENANTS = {seance: LISENT_LA_SEANCE[seance] for seance in ("actee_1", "actee_2")}
AVENANTS |= dict.fromkeys(("ouverte_1", "preparee_1", "pilotage_1"), PERSONNE)
PRENNENT = {
    "actee_1/tu_a": {CHEF_1}, "actee_2/tu_z": {CHEF_2}, "actee_1/actee_2+tu_z": PERSONNE, "ouverte_1/en_comite_a": PERSONNE,
}  # fmt: skip
# Qui tient un lien vivant lit la page du code et y tape un code (la suite : test_liens_de_guichet.py). Mort, il est absent.
CODE = {"lien_ouverte_1": TOUS, "lien_ouverte_2": TOUS, "mort": PERSONNE}
DOSSIER_PAR_LE_LIEN = {"lien_ouverte_1/ouverte_1+en_comite_a": TOUS, "mort/ouverte_1+en_comite_a": PERSONNE}
