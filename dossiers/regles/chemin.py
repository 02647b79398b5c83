"""Le dossier peut-il avancer ? Les conditions d’après le dépôt, jusqu’à la clôture.

Les lignes se lisent toutes : une page qui les a déjà ne les redemande pas (docs/decisions/031).
"""

from dossiers.regles.ligne import pas_encore_notifiee
from dossiers.statuts import ACQUISES, FINIES, StatutBilan, StatutLigne
from workflows.moteur import garde
from workflows.templatetags.ecriture import echeance
from workflows.temps import maintenant


@garde("Le numéro Dauphin manque : il tient lieu d’attestation pour un dossier saisi par l’équipe.")
def numero_dauphin_connu(dossier):
    return bool(dossier.numero_dauphin)


@garde(
    lambda dossier: (
        f"Le délai pour compléter est passé depuis le {echeance(dossier.echeance)}. Demandez à l’équipe de le prolonger."
    )
)
def complement_dans_les_temps(dossier):
    """L’échéance de la demande seule compte, jamais celle de la campagne."""
    return dossier.echeance is not None and maintenant() <= dossier.echeance


@garde("Toutes les lignes n’ont pas leur réponse de recevabilité.")
def chaque_ligne_a_sa_reponse(dossier):
    return not any(ligne.statut == StatutLigne.SOLLICITEE for ligne in dossier.lignes.all())


@garde("Le comité n’a pas décidé de toutes les lignes.")
def chaque_ligne_est_decidee(dossier):
    return not dossier.lignes.filter(statut=StatutLigne.RECEVABLE).exists()


@garde("Aucune ligne n’est accordée.")
def une_ligne_accordee(dossier):
    return any(ligne.statut in ACQUISES for ligne in dossier.lignes.all())


@garde("Une ligne reste accordée.")
def plus_aucune_ligne_accordee(dossier):
    return not une_ligne_accordee(dossier)


@garde("Une décision votée ou refusée n’est pas encore notifiée par son financeur.")
def decisions_notifiees(dossier):
    a_notifier = (
        StatutLigne.ACCORDEE,
        StatutLigne.VOTEE,
        StatutLigne.REFUSEE,
        StatutLigne.ENGAGEE,
        StatutLigne.ANNULEE,
    )
    return not any(ligne.statut in a_notifier and pas_encore_notifiee(ligne) for ligne in dossier.lignes.all())


@garde("Le bilan n’est pas accepté, et la non-réalisation n’est pas attestée.")
def bilan_rendu(dossier):
    return dossier.bilan_ou_rien is not None and dossier.bilan_ou_rien.statut in (
        StatutBilan.ACCEPTE,
        StatutBilan.NON_REALISE,
    )


@garde("Il reste une subvention à voter, à payer, à annuler ou à récupérer.")
def rien_a_payer(dossier):
    return all(ligne.statut in FINIES for ligne in dossier.lignes.all())


@garde("Le dossier est au comité des financeurs. Pour le retirer maintenant, écrivez à l’équipe.")
def decision_annoncee(dossier):
    """Tant que la décision n’est pas annoncée, le porteur la lit « en comité » : rien de ce qui la suit ne lui est ouvert."""
    return dossier.annonce_le is not None


@garde("Le porteur ne connaît pas encore la décision : annoncez-la d’abord.")
def porteur_prevenu(dossier):
    """La même condition, dite à l’équipe : un courriel de report apprendrait au porteur que son action est retenue."""
    return decision_annoncee(dossier)
