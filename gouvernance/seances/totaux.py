"""Ce que l’ordre du jour demande à chaque financeur, en euros ; ce qu’il a écarté à la recevabilité ne compte pas."""

from dataclasses import dataclass
from decimal import Decimal

from dossiers.statuts import StatutLigne

ZERO = Decimal(0)
ECARTEES = (StatutLigne.IRRECEVABLE, StatutLigne.SANS_OBJET)


@dataclass(frozen=True)
class Total:
    """`financeur` vide : l’ensemble."""

    financeur: object
    demandes: int
    contrat_de_ville: Decimal
    droit_commun: Decimal

    @property
    def montant(self):
        return self.contrat_de_ville + self.droit_commun


def demandes_de(inscription):
    """Les demandes d’argent d’un dossier inscrit, déjà lu avec ses lignes."""
    return [ligne for ligne in inscription.dossier.lignes.all() if ligne.statut not in ECARTEES]


def totaux_de(inscriptions):
    """Un total par financeur sollicité, dans l’ordre des financeurs, puis l’ensemble."""
    par_financeur = {}
    for inscription in inscriptions:
        for ligne in demandes_de(inscription):
            par_financeur.setdefault(ligne.financeur, []).append(ligne)
    dans_l_ordre = sorted(par_financeur, key=lambda f: (f.ordre, str(f), f.pk))
    toutes = [ligne for lignes in par_financeur.values() for ligne in lignes]
    return [_total(f, par_financeur[f]) for f in dans_l_ordre] + [_total(None, toutes)]


def _total(financeur, lignes):
    return Total(
        financeur,
        len(lignes),
        sum((ligne.demande_contrat_de_ville for ligne in lignes), ZERO),
        sum((ligne.demande_droit_commun for ligne in lignes), ZERO),
    )
