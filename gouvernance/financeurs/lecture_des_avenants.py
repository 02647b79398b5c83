"""Les avenants d’une séance, la première décision à côté ; et les décisions que l’on peut encore changer."""

from decimal import Decimal

from dossiers import actions
from dossiers.models import Avenant, Decision
from dossiers.statuts import StatutLigne
from papiers.tableur import Nature, Titre
from programmation.texte import assourdir

A_LA_FOIS = 50  # décisions montrées d’un coup : au-delà, on cherche
TITRES = (
    Titre("Avenant", Nature.ENTIER, 9),
    Titre("Pris le", Nature.JOUR, 12),
    Titre("Dossier", largeur=14),
    Titre("Action", largeur=40),
    Titre("Financeur", largeur=24),
    Titre("Avant, en euros", Nature.EUROS, 16),
    Titre("Après, en euros", Nature.EUROS, 16),
    Titre("Motif", largeur=60),
)


def montant(etat):
    """Le montant, en euros, d’un état de ligne gardé par un avenant ; zéro s’il n’y en a pas."""
    acquise = etat["statut"] in ("accordee", "votee", "engagee", "soldee")
    return sum((Decimal(etat[nom] or 0) for nom in ("contrat_de_ville", "droit_commun") if acquise), Decimal(0))


def avenants_de(seance, personne, mots=""):
    """Dans l’ordre de leur numéro, avec `avant_euros`, `apres_euros` et leurs états en mots."""
    lus = Avenant.objects.visibles_par(personne).filter(seance=seance).order_by("numero")
    lus = lus.select_related(
        "par", "ligne__financeur__organisation", "ligne__dossier__campagne", "ligne__dossier__organisation",
        "decision__saisie_par", "decision__lien", "decision__pouvoir",
    )  # fmt: skip
    trouves = [avenant for avenant in lus if _parle_de(avenant.ligne, mots)]
    for avenant in trouves:
        avenant.avant_euros, avenant.apres_euros = montant(avenant.avant), montant(avenant.apres)
        avenant.avant_mot = StatutLigne(avenant.avant["statut"]).label
        avenant.apres_mot = StatutLigne(avenant.apres["statut"]).label
    return trouves


def decisions_cherchees(seance, mots):
    """{"montrees", "reste"} : les décisions de la séance qui peuvent changer, les premières seulement."""
    lues = Decision.objects.filter(inscription__seance=seance, inscription__retiree_le=None).select_related(
        "ligne__financeur__organisation", "ligne__dossier__campagne", "ligne__dossier__organisation", "inscription"
    )
    lues = lues.order_by("inscription__ordre", "inscription__pk", "ligne__financeur__ordre", "pk")
    trouvees = [d for d in lues if actions.gestes_possibles(d.ligne) and _parle_de(d.ligne, mots)]
    return {"montrees": trouvees[:A_LA_FOIS], "reste": max(0, len(trouvees) - A_LA_FOIS)}


def _parle_de(ligne, mots):
    dossier = ligne.dossier
    texte = assourdir(f"{dossier.reference} {dossier.intitule} {dossier.organisation} {ligne.financeur}")
    return all(mot in texte for mot in assourdir(mots[:100]).split())


def pour_un_tableur(avenants):
    for avenant in avenants:
        dossier = avenant.ligne.dossier
        yield (
            avenant.numero, avenant.pris_le, dossier.reference, dossier.intitule, str(avenant.ligne.financeur),
            avenant.avant_euros, avenant.apres_euros, avenant.motif,
        )  # fmt: skip
