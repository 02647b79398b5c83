"""Ce qu’un financeur sans compte lit par son lien : tout l’ordre du jour, sa colonne, et ce qui reste dans son enveloppe.

De chaque dossier : titre, porteur, demandé, proposé, décidé ; jamais le dossier lui-même (docs/metier.md §25).
"""

from dataclasses import dataclass
from decimal import Decimal

from dossiers.models import Inscription, Proposition
from dossiers.statuts import A_DECIDER
from gouvernance.financeurs.grille import Case, Gage
from gouvernance.seances.ordre_du_jour import inscriptions_de
from programmation.models import Enveloppe

ZERO = Decimal(0)


@dataclass(frozen=True)
class Voisine:
    """Ce qu’un guichet dit d’un dossier : demandé, proposé, décidé."""

    case: Case
    propose: Decimal | None

    @property
    def ligne(self):
        return self.case.ligne

    @property
    def decision(self):
        return self.case.decision


@dataclass(frozen=True)
class DossierLu:
    inscription: Inscription
    la_sienne: Voisine | None
    autres: list

    @property
    def se_decide(self):
        return self.la_sienne is not None and self.la_sienne.ligne.statut in A_DECIDER

    @property
    def demande(self):
        return sum((voix.ligne.demande for voix in self._toutes), ZERO)

    @property
    def accorde(self):
        return sum((voix.case.accorde or ZERO for voix in self._toutes), ZERO)

    @property
    def attendent(self):
        return sum(voix.case.attend for voix in self.autres)

    @property
    def _toutes(self):
        return [*self.autres, *([self.la_sienne] if self.la_sienne else [])]


@dataclass(frozen=True)
class Colonne:
    dossiers: list
    gages: list

    @property
    def sollicitent(self):
        return [lu for lu in self.dossiers if lu.la_sienne]

    @property
    def a_decider(self):
        return sum(lu.la_sienne.case.attend for lu in self.sollicitent)

    @property
    def demande(self):
        return sum((lu.la_sienne.ligne.demande for lu in self.sollicitent), ZERO)

    @property
    def accorde(self):
        return sum((lu.la_sienne.case.accorde or ZERO for lu in self.sollicitent), ZERO)


def colonne_de(lien):
    """Tout l’ordre du jour vu de ce guichet, en un nombre constant de requêtes."""
    inscriptions = list(inscriptions_de(lien.seance))
    dossiers = _lus(lien, inscriptions)
    return Colonne(dossiers, _gages(lien, dossiers))


def dossier_de(lien, inscription):
    """Un dossier de cet ordre du jour, ou rien."""
    lus = _lus(lien, list(inscriptions_de(lien.seance).filter(pk=inscription)))
    return lus[0] if lus else None


def suivant(lien, inscription):
    """La clé de la prochaine inscription où ce guichet est sollicité ; rien après la dernière."""
    suivantes = lien.seance.inscriptions.en_vigueur().filter(dossier__lignes__financeur=lien.financeur_id)
    cles = list(suivantes.order_by("ordre", "pk").values_list("ordre", "pk"))
    return next((pk for ordre, pk in cles if (ordre, pk) > (inscription.ordre, inscription.pk)), None)


def _lus(lien, inscriptions):
    proposes = {}
    propositions = Proposition.objects.filter(ligne__dossier__in=[i.dossier_id for i in inscriptions])
    for proposition in propositions.order_by("pk"):
        proposes[proposition.ligne_id] = proposition.montant  # la dernière vaut
    return [_lu(lien, inscription, proposes) for inscription in inscriptions]


def _lu(lien, inscription, proposes):
    decisions = {decision.ligne_id: decision for decision in inscription.decisions.all()}
    lignes = sorted(inscription.dossier.lignes.all(), key=lambda ligne: (ligne.financeur.ordre, ligne.pk))
    voix = [Voisine(Case(ligne, decisions.get(ligne.pk)), proposes.get(ligne.pk)) for ligne in lignes]
    sienne = next((une for une in voix if une.ligne.financeur_id == lien.financeur_id), None)
    return DossierLu(inscription, sienne, [une for une in voix if une is not sienne])


def _gages(lien, dossiers):
    """Ses enveloppes, diminuées de ce qui est saisi et pas encore acté."""
    saisi = {}
    for lu in dossiers:
        if lu.se_decide and lu.la_sienne.decision and lu.la_sienne.ligne.enveloppe_id:
            cle = lu.la_sienne.ligne.enveloppe_id
            saisi[cle] = saisi.get(cle, ZERO) + lu.la_sienne.decision.contrat_de_ville
    enveloppes = Enveloppe.objects.filter(campagne=lien.seance.campagne_id, financeur=lien.financeur_id)
    return [Gage(e, saisi.get(e.pk, ZERO)) for e in enveloppes.select_related("financeur__organisation")]
