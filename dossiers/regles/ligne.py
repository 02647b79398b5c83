"""La ligne est-elle prête ? L’argent d’un financeur, de la recevabilité au dernier versement."""

from dossiers.statuts import A_DECIDER, DECIDES, EN_ACTION, Statut, StatutLigne
from workflows.moteur import garde


@garde("La recevabilité se dit d’un dossier déposé, sans complément attendu.")
def dossier_en_recevabilite(ligne):
    return ligne.dossier.statut == Statut.DEPOSE


def renouvellements_ecartes(dossiers):
    """Les clés de ceux que leur règlement écarte, faute d’un bilan passé. Une requête ; aucune si nul règlement n’écarte.

    `dossiers` : une liste, campagne lue.
    """
    vises = [d for d in dossiers if d.campagne.bilan_manquant_bloque and d.type_demande == "renouvellement"]
    if not vises:
        return set()
    passes = type(vises[0]).objects.filter(organisation__in={d.organisation_id for d in vises}).qui_doivent_un_bilan()
    doivent = set(passes.order_by().values_list("organisation", "campagne__convention", "campagne__annee"))
    return {
        d.pk
        for d in vises
        if any(
            (organisation, convention) == (d.organisation_id, d.campagne.convention_id) and annee < d.campagne.annee
            for organisation, convention, annee in doivent
        )
    }


def _bilan_exige(ligne):
    return (
        f"Le règlement de la {str(ligne.dossier.campagne).lower()} écarte un renouvellement dont le bilan d’une année passée "
        "manque : demandez-le à l’organisation, ou déclarez la demande irrecevable."
    )


@garde(_bilan_exige)
def bilans_passes_rendus(ligne):
    """Un réglage de la campagne (docs/metier.md §23) ; sans lui, ce n’est qu’un avertissement. Lu une fois par dossier."""
    dossier = ligne.dossier
    if "est_ecarte" not in dossier.__dict__:
        dossier.est_ecarte = bool(renouvellements_ecartes([dossier]))
    return not dossier.est_ecarte


@garde("Le dossier n’est pas inscrit au comité des financeurs.")
def dossier_en_comite(ligne):
    return ligne.dossier.statut == Statut.EN_COMITE


@garde("L’enveloppe du financeur ne suffit pas.")
def enveloppe_suffit(ligne):
    """Sûre sous le seul verrou que prend `acter` : personne d’autre n’accorde."""
    return ligne.enveloppe is None or ligne.saisie.get("contrat_de_ville", 0) <= ligne.enveloppe.reste


@garde("L’enveloppe du financeur ne suffit pas à ce nouveau montant.")
def enveloppe_suffit_a_la_revision(ligne):
    """Ce que la ligne rend à l’enveloppe compte, puisque l’avenant le remplace."""
    if ligne.enveloppe is None:
        return True
    rendu = ligne.accorde_contrat_de_ville or 0
    return ligne.saisie.get("contrat_de_ville", 0) <= ligne.enveloppe.reste + rendu


@garde("Le dossier n’a pas encore de décision : un avenant change une décision actée.")
def dossier_decide(ligne):
    return ligne.dossier.statut in (*DECIDES, *EN_ACTION)


@garde("La réserve n’est pas levée.")
def reserve_levee(ligne):
    return not ligne.est_sous_reserve


@garde("Cette ligne n’est pas sous réserve.")
def sous_reserve(ligne):
    return ligne.est_sous_reserve


@garde("Les versements n’égalent pas le montant accordé.")
def tout_est_verse(ligne):
    return ligne.total_verse == ligne.accorde


@garde("La décision est déjà notifiée.")
def pas_encore_notifiee(ligne):
    """Une subvention qu’un désistement annule garde son montant et ne se notifie pas ; un avenant, si."""
    return ligne.notifiee_le is None and (ligne.statut != StatutLigne.ANNULEE or ligne.accorde is None)


@garde("Cette ligne attend encore une décision.")
def ligne_decidee(ligne):
    return ligne.statut not in A_DECIDER
