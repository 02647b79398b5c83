"""Les scénarios pour un tableur : une demande par rang, une colonne par scénario."""

from dossiers import actions
from gouvernance.scenarios.lectures import montants_de
from papiers.tableur import Nature, Titre, emporter

_TITRES = (
    Titre("Dossier", largeur=14),
    Titre("Intitulé", largeur=40),
    Titre("Porteur", largeur=30),
    Titre("Financeur", largeur=28),
    Titre("Enveloppe", largeur=28),
    Titre("Demandé, contrat de ville", Nature.EUROS, 16),
    Titre("Demandé, droit commun", Nature.EUROS, 16),
    Titre("Proposé", Nature.EUROS, 14),
)


def emporter_les_scenarios(forme, lignes, scenarios, nom):
    """La réponse à télécharger ; chaque scénario a deux colonnes, contrat de ville et droit commun."""
    parts = ("contrat de ville", "droit commun")
    titres = [*_TITRES, *(Titre(f"{s.nom}, {part}", Nature.EUROS, 18) for s in scenarios for part in parts)]
    return emporter(forme, nom, titres, _rangs(lignes, scenarios))


def _rangs(lignes, scenarios):
    lus, proposes = montants_de(scenarios), actions.propositions_de([ligne.pk for ligne in lignes])
    for ligne in lignes:
        propose = proposes.get(ligne.pk)
        montants = [lus[s.pk].get(ligne.pk) for s in scenarios]
        yield (
            ligne.dossier.reference, ligne.dossier.intitule, str(ligne.dossier.organisation), str(ligne.financeur),
            ligne.enveloppe.nom if ligne.enveloppe else None, ligne.demande_contrat_de_ville, ligne.demande_droit_commun,
            propose.total if propose else None, *(part for m in montants for part in (m or (None, None))),
        )  # fmt: skip
