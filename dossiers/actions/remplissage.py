"""Remplir un scénario d’un geste : un départ (demande, proposé, an dernier), une part, un plafond, et tenir dans l’enveloppe."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db import models, transaction
from django.db.models import OuterRef, Subquery

from dossiers.actions.repartition import CENT, ZERO, Montant, a_hauteur_de, plafonne, tenir_dans
from dossiers.actions.scenarios import ecrire_les_montants, lignes_de
from dossiers.models import Ligne, Proposition
from dossiers.statuts import ACQUISES


class Depart(models.TextChoices):
    """D’où partent les montants."""

    DEMANDE = "demande", "Ce qui est demandé"
    PROPOSE = "propose", "Ce que les financeurs proposent"
    AN_DERNIER = "an_dernier", "Ce qui fut accordé l’an dernier"
    ECRIT = "ecrit", "Ce que ce scénario dit déjà"


@dataclass(frozen=True)
class Consigne:
    """Comment remplir. `pourcent` : de 0 à 100 ; `plafond` : en euros par demande ; `financeur` : le seul à remplir."""

    depart: str = Depart.DEMANDE
    pourcent: Decimal = CENT
    plafond: Decimal | None = None
    dans_l_enveloppe: bool = False
    financeur: object = None


@transaction.atomic
def remplir_le_scenario(scenario, consigne, *, par, version):
    """Réécrit les montants que vise la consigne ; ce qui n’a pas de départ connu reste vide. Rend combien sont écrits."""
    lignes = lignes_de(scenario.seance).select_related("enveloppe", "dossier__campagne")
    if consigne.financeur:
        lignes = lignes.filter(financeur=consigne.financeur)
    lignes = list(lignes.order_by("dossier__numero", "pk"))
    departs = _DEPARTS[consigne.depart](lignes, scenario)
    montants = {cle: a_hauteur_de(montant, consigne.pourcent) for cle, montant in departs.items()}
    if consigne.plafond is not None:
        montants = {cle: plafonne(montant, consigne.plafond) for cle, montant in montants.items()}
    if consigne.dans_l_enveloppe:
        montants = _dans_les_enveloppes(lignes, montants)
    ecrire_les_montants(scenario, {ligne.pk: montants.get(ligne.pk) for ligne in lignes}, par=par, version=version)
    return len(montants)


def _dans_les_enveloppes(lignes, montants):
    """La part « contrat de ville » de chaque enveloppe, coupée à ce qui lui reste ; sans enveloppe, rien ne se coupe."""
    par_enveloppe = defaultdict(dict)
    for ligne in lignes:
        if ligne.enveloppe and ligne.pk in montants:
            par_enveloppe[ligne.enveloppe][ligne.pk] = montants[ligne.pk].contrat_de_ville
    coupes = {}
    for enveloppe, parts in par_enveloppe.items():
        coupes |= tenir_dans(parts, enveloppe.reste)
    return {cle: m._replace(contrat_de_ville=coupes.get(cle, m.contrat_de_ville)) for cle, m in montants.items()}


# D’où l’on part ------------------------------------------------------------------------------------------


def _demandes(lignes, scenario):
    return {ligne.pk: Montant(ligne.demande_contrat_de_ville, ligne.demande_droit_commun) for ligne in lignes}


def _proposes(lignes, scenario):
    return propositions_de([ligne.pk for ligne in lignes])


def propositions_de(lignes):
    """{clé de ligne: Montant} de la dernière proposition de chacune."""
    dernieres = Proposition.objects.filter(ligne=OuterRef("ligne")).order_by("-pk").values("pk")[:1]
    lues = Proposition.objects.filter(ligne__in=lignes, pk=Subquery(dernieres))
    return {p.ligne_id: Montant(p.contrat_de_ville, p.droit_commun) for p in lues}


def _ecrits(lignes, scenario):
    ecrits = scenario.montants.filter(ligne__in=[ligne.pk for ligne in lignes])
    return {m.ligne_id: Montant(m.contrat_de_ville, m.droit_commun) for m in ecrits}


def _de_l_an_dernier(lignes, scenario):
    """Ce que le même financeur accorda, l’exercice d’avant, à la même action ; à défaut, à la seule action du porteur.

    Un porteur qui en avait plusieurs, ou en présente plusieurs, n’a pas de défaut : la machine ne devine pas laquelle.
    """
    campagne = scenario.seance.campagne
    passees = Ligne.objects.filter(
        dossier__campagne__convention=campagne.convention_id, dossier__campagne__annee=campagne.annee - 1,
        statut__in=ACQUISES,
    ).select_related("dossier")  # fmt: skip
    du_fil, du_porteur, actuels = {}, defaultdict(list), defaultdict(set)
    for ligne in passees:
        du_fil[ligne.dossier.racine_du_fil, ligne.financeur_id] = ligne
        du_porteur[ligne.dossier.organisation_id, ligne.financeur_id].append(ligne)
    for ligne in lignes:
        actuels[ligne.dossier.organisation_id, ligne.financeur_id].add(ligne.dossier_id)
    trouvees = {}
    for ligne in lignes:
        qui = (ligne.dossier.organisation_id, ligne.financeur_id)
        seule = du_porteur[qui][0] if len(du_porteur[qui]) == len(actuels[qui]) == 1 else None
        if passee := du_fil.get((ligne.dossier.racine_du_fil, ligne.financeur_id), seule):
            trouvees[ligne.pk] = Montant(passee.accorde_contrat_de_ville or ZERO, passee.accorde_droit_commun or ZERO)
    return trouvees


_DEPARTS = {
    Depart.DEMANDE: _demandes,
    Depart.PROPOSE: _proposes,
    Depart.AN_DERNIER: _de_l_an_dernier,
    Depart.ECRIT: _ecrits,
}
