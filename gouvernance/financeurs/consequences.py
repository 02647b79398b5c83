"""Ce qui suivra si l’on acte : l’état de chaque dossier et l’argent de chaque financeur, dits avant le geste."""

from dataclasses import dataclass
from decimal import Decimal

from dossiers.models import Dossier
from dossiers.statuts import Statut
from gouvernance.financeurs.grille import gages_de, grille_de
from gouvernance.seances import ordre_du_jour
from programmation.models import Temps

_APRES = {Temps.PILOTAGE: Statut.PRESENTE, Temps.PERSPECTIVES: Statut.MIS_EN_PERSPECTIVE}


@dataclass(frozen=True)
class Suite:
    """Ce que deviendra un dossier."""

    dossier: Dossier
    statut: Statut
    montant: object = None
    precision: str = ""


@dataclass(frozen=True)
class Colonne:
    """Ce que l’acte donnerait pour un financeur : demandé, accordé, et ce qui resterait dans ses enveloppes, en euros."""

    financeur: object
    demande: Decimal
    accorde: Decimal
    gages: list

    @property
    def reste(self):
        return sum((gage.reste for gage in self.gages), Decimal(0)) if self.gages else None

    @property
    def est_depassee(self):
        return any(gage.est_depassee for gage in self.gages)


@dataclass(frozen=True)
class Consequences:
    suites: list
    par_financeur: list
    demande: object
    total: object
    resume: str

    @property
    def porteurs(self):
        """Combien d’organisations l’apprendront plus tard, à la notification."""
        return len({suite.dossier.organisation_id for suite in self.suites})


def consequences(seance, personne):
    """Prévoit, sans rien écrire, ce que l’acte produirait avec les saisies d’à présent."""
    inscriptions = list(ordre_du_jour.inscriptions_de(seance))
    if seance.temps != Temps.FINANCEURS:
        suites = [Suite(i.dossier, _APRES[seance.temps], precision=i.get_suite_display()) for i in inscriptions]
        return Consequences(suites, [], None, None, _resumer(suites))
    grille = grille_de(inscriptions)
    suites = [Suite(rang.inscription.dossier, _issue(rang), rang.accorde) for rang in grille.rangs]
    colonnes = _colonnes(grille, gages_de(seance, personne, inscriptions))
    return Consequences(suites, colonnes, grille.demande, grille.accorde, _resumer(suites))


def _colonnes(grille, gages):
    demandes = [
        sum((rang.cases[n].ligne.demande for rang in grille.rangs if rang.cases[n].ligne), Decimal(0))
        for n in range(len(grille.financeurs))
    ]
    return [
        Colonne(financeur, demande, accorde, [g for g in gages if g.enveloppe.financeur_id == financeur.pk])
        for financeur, demande, accorde in zip(grille.financeurs, demandes, grille.totaux, strict=True)
    ]


def _issue(rang):
    """La même déduction que la machine : programmé dès qu’une ligne est accordée, sinon ajourné s’il en reste une."""
    if any(case.accorde for case in rang.cases):
        return Statut.PROGRAMME
    choix = [
        case.decision.choix if case.decision else case.ligne.statut for case in rang.cases if case.ligne is not None
    ]
    return Statut.AJOURNE if "ajourner" in choix or "ajournee" in choix else Statut.NON_RETENU


_EN_MOTS = {
    Statut.PROGRAMME: ("{} dossier programmé", "{} dossiers programmés"),
    Statut.AJOURNE: ("{} ajourné", "{} ajournés"),
    Statut.NON_RETENU: ("{} non retenu", "{} non retenus"),
    Statut.PRESENTE: ("{} action présentée", "{} actions présentées"),
    Statut.MIS_EN_PERSPECTIVE: ("{} action mise en perspective", "{} actions mises en perspective"),
}


def _resumer(suites):
    """« 4 dossiers programmés, 1 ajourné »."""
    nombres = {statut: sum(suite.statut == statut for suite in suites) for statut in _EN_MOTS}
    return ", ".join(_EN_MOTS[statut][nombre > 1].format(nombre) for statut, nombre in nombres.items() if nombre)
