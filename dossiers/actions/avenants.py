"""Changer une décision après l’acte : un avenant daté, numéroté, motivé, qui laisse la première lisible."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import annonces_du_comite, regles
from dossiers.actions.instruction import annoncer
from dossiers.actions.passages import avancer
from dossiers.models import Avenant, Bilan, Decision, Dossier, Ligne
from dossiers.sceau import sceller_l_avenant
from dossiers.statuts import Statut
from programmation import regles as regles_seance
from programmation.models import Seance, StatutSeance
from workflows.moteur import Blocage, transitions_de
from workflows.temps import maintenant

GESTES = {
    "reviser_par_avenant": "Changer le montant",
    "accorder_par_avenant": "Accorder ce qui fut refusé",
    "annuler": "Retirer la subvention",
}


@transaction.atomic
def prendre_un_avenant(
    decision, geste, *, par, motif, pris_le, contrat_de_ville=None, droit_commun=None, version=None, cle=None
):
    """Change ce qu’une décision actée a donné à sa ligne. Rend l’avenant. Montants en euros, sans objet pour « annuler ».

    Sous le verrou de la séance, puis enveloppe → dossier → ligne. Lève `Blocage` (la séance n’est pas actée, l’enveloppe ne
    suffit pas, la ligne a changé d’état) ou `PermissionDenied` (le chef de projet seul).
    """
    seance = Seance.verrouiller(decision.inscription.seance_id)
    par.relire_ses_droits()
    if not regles_seance.chef(seance, par):
        raise PermissionDenied
    if not seance.est_actee:
        raise Blocage("La séance n’est pas actée : changez la décision dans sa grille.")
    if geste not in GESTES:
        raise Blocage("Choisissez de changer le montant, d’accorder ou de retirer.")
    ligne = decision.ligne
    if _derniere_decision(ligne) != decision.pk:
        raise Blocage("Une séance plus récente a décidé de cette demande : prenez l’avenant sur sa décision.")
    avant = _etat_de(Ligne.objects.get(pk=ligne.pk))
    donnees = {"avenant": _numero(seance)}
    if geste != "annuler":
        donnees |= {"contrat_de_ville": contrat_de_ville or 0, "droit_commun": droit_commun or 0}
        if not donnees["contrat_de_ville"] and not donnees["droit_commun"]:
            raise Blocage("Un accord a un montant : écrivez-le, ou choisissez de retirer la subvention.")
    passage = avancer(ligne, geste, par=par, motif=motif, version=version, donnees=donnees, cle=cle)
    if passage.rejoue:
        return Avenant.objects.get(seance=seance, numero=passage.donnees["avenant"])
    avenant = Avenant(
        seance=seance, numero=donnees["avenant"], ligne=ligne, decision=decision, pris_le=pris_le, motif=motif.strip(),
        avant=avant, apres=_etat_de(passage.sujet), par=par, le=maintenant(),
    )  # fmt: skip
    sceller_l_avenant(avenant)
    avenant.save()
    _retenir_au_besoin(ligne.dossier_id, par, avenant)
    annoncer(annonces_du_comite.avenant_pris(avenant))
    return avenant


def gestes_possibles(ligne):
    """{geste: libellé} : ce qu’un avenant peut faire d’une ligne dans son état ; vide s’il n’y peut rien."""
    ouverts = {t.name for t in transitions_de(Ligne) if t.source == ligne.statut}
    return {geste: libelle for geste, libelle in GESTES.items() if geste in ouverts}


def _derniere_decision(ligne):
    actees = Decision.objects.filter(ligne=ligne, inscription__seance__statut=StatutSeance.ACTEE)
    return actees.order_by("-inscription__seance__actee_le").values_list("pk", flat=True).first()


def _numero(seance):
    return seance.avenants.count() + 1


def _etat_de(ligne):
    montants = (ligne.accorde_contrat_de_ville, ligne.accorde_droit_commun)
    contrat_de_ville, droit_commun = (None if montant is None else f"{montant:.2f}" for montant in montants)
    return {"statut": str(ligne.statut), "contrat_de_ville": contrat_de_ville, "droit_commun": droit_commun}


def _retenir_au_besoin(dossier, par, avenant):
    """Un dossier non retenu à qui l’on rend une ligne est programmé, et doit un bilan comme les autres."""
    dossier = Dossier.objects.get(pk=dossier)
    if dossier.statut != Statut.NON_RETENU or not regles.une_ligne_accordee(dossier):
        return
    avancer(dossier, "retenir_par_avenant", par=par, motif=f"Avenant n° {avenant.numero} : {avenant.motif}")
    Bilan.objects.get_or_create(dossier=dossier, defaults={"du_le": dossier.campagne.bilan_du_le})


def decisions_changees(seance):
    """{clé de la décision: ses avenants, dans l’ordre}, pour lire la première décision et ce qui l’a suivie."""
    changees = {}
    for avenant in seance.avenants.select_related("ligne", "par").order_by("numero"):
        changees.setdefault(avenant.decision_id, []).append(avenant)
    return changees
