"""Ce qu’un avenant changerait, dit avant le geste : la ligne, son enveloppe, l’état du dossier. Rien ne s’écrit."""

from dataclasses import dataclass
from decimal import Decimal

from dossiers.statuts import ACQUISES, EN_ACTION, Statut

ZERO = Decimal(0)


@dataclass(frozen=True)
class Apercu:
    """Montants en euros ; `reste_apres` négatif : l’enveloppe ne suffit pas."""

    avant: Decimal
    apres: Decimal
    enveloppe: object
    reste_avant: Decimal | None
    reste_apres: Decimal | None
    statut_avant: Statut
    statut_apres: Statut

    @property
    def est_possible(self):
        return self.reste_apres is None or self.reste_apres >= 0

    @property
    def depassement(self):
        return -self.reste_apres

    @property
    def ecart(self):
        return abs(self.apres - self.avant)


def apercu_de(ligne, geste, contrat_de_ville, droit_commun):
    """L’aperçu de ce geste sur cette ligne, dans son état d’à présent."""
    acquise = ligne.statut in ACQUISES
    rendu = (ligne.accorde_contrat_de_ville or ZERO) if acquise else ZERO
    pris = ZERO if geste == "annuler" else contrat_de_ville
    reste = ligne.enveloppe.reste if ligne.enveloppe else None
    statut = Statut(ligne.dossier.statut)
    return Apercu(
        avant=(ligne.accorde or ZERO) if acquise else ZERO,
        apres=ZERO if geste == "annuler" else contrat_de_ville + droit_commun,
        enveloppe=ligne.enveloppe,
        reste_avant=reste,
        reste_apres=None if reste is None else reste + rendu - pris,
        statut_avant=statut,
        statut_apres=_statut_apres(ligne, geste, statut),
    )


def _statut_apres(ligne, geste, statut):
    if geste == "accorder_par_avenant" and statut == Statut.NON_RETENU:
        return Statut.PROGRAMME
    autres = ligne.dossier.lignes.filter(statut__in=ACQUISES).exclude(pk=ligne.pk)
    if geste == "annuler" and statut in EN_ACTION and not autres.exists():
        return Statut.NON_RETENU
    return statut
