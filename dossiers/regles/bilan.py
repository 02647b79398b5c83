"""Le bilan est-il prêt ?"""

from dossiers.regles.chemin import decision_annoncee
from workflows.moteur import garde


@garde("La décision du comité ne vous est pas encore annoncée.")
def decision_du_bilan_annoncee(bilan):
    return decision_annoncee(bilan.dossier)


@garde("Les charges réalisées manquent.")
def charges_realisees_connues(bilan):
    return bilan.charges_realisees is not None


@garde("Le nombre de personnes touchées manque.")
def publics_realises_connus(bilan):
    return bilan.beneficiaires_total is not None


@garde("Le récit de l’action est vide : quelques phrases suffisent.")
def recit_ecrit(bilan):
    return bool(bilan.recit.strip())
