"""Où en est chaque enveloppe : ce qu’on lui demande, ce qu’on en propose, ce qui en est accordé, ce qui en reste."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery, Sum

from dossiers.models import Ligne, Proposition
from dossiers.statuts import Statut
from papiers.barres import Part, barre
from programmation.models import Enveloppe

ZERO = Decimal(0)


@dataclass(frozen=True)
class Tenue:
    """Une enveloppe et ses comptes, en euros, part « contrat de ville » seule ; `enveloppe` vide : ce qui n’en a pas."""

    enveloppe: Enveloppe | None
    demande: Decimal = ZERO
    propose: Decimal = ZERO
    lignes: int = 0

    @property
    def montant(self):
        return self.enveloppe.montant if self.enveloppe else None

    @property
    def accorde(self):
        return self.enveloppe.engage if self.enveloppe else None

    @property
    def reste(self):
        return self.enveloppe.reste if self.enveloppe else None

    @property
    def est_trop_demandee(self):
        return self.enveloppe is not None and self.demande > self.enveloppe.montant

    @property
    def barre(self):
        """L’enveloppe dessinée : accordé, puis proposé, puis demandé, à l’échelle du plus grand."""
        maximum = max(self.enveloppe.montant, self.demande, self.propose, Decimal(1))
        return barre(
            [Part(self.demande, "d"), Part(self.propose, "p"), Part(self.enveloppe.engage, "a")],
            repere=self.enveloppe.montant, maximum=maximum,
        )  # fmt: skip


@dataclass
class TenueDuFinanceur:
    """Les enveloppes d’un financeur, et leur somme ; `hors` : ses demandes sans enveloppe."""

    financeur: object
    tenues: list = field(default_factory=list)
    hors: Tenue = field(default_factory=lambda: Tenue(None))

    def _somme(self, nom):
        return sum((getattr(tenue, nom) for tenue in self.tenues), ZERO) if self.tenues else None

    @property
    def montant(self):
        return self._somme("montant")

    @property
    def accorde(self):
        return self._somme("accorde")

    @property
    def reste(self):
        return self._somme("reste")

    @property
    def demande(self):
        return sum((tenue.demande for tenue in self.tenues), self.hors.demande)

    @property
    def propose(self):
        return sum((tenue.propose for tenue in self.tenues), self.hors.propose)


def tenues_de(campagne, personne):
    """Par financeur de la campagne, ses enveloppes et leurs comptes : trois requêtes, quel qu’en soit le nombre."""
    enveloppes = Enveloppe.objects.visibles_par(personne).filter(campagne=campagne)
    enveloppes = enveloppes.select_related("financeur__organisation", "quartier", "enjeu").order_by(
        "financeur__ordre", "financeur_id", "quartier__nom", "enjeu__numero", "pk"
    )
    par_financeur = {f.pk: TenueDuFinanceur(f) for f in campagne.financeurs.select_related("organisation")}
    comptes = _comptes(campagne, personne)
    for enveloppe in enveloppes:
        du_financeur = par_financeur.setdefault(enveloppe.financeur_id, TenueDuFinanceur(enveloppe.financeur))
        du_financeur.tenues.append(Tenue(enveloppe, *comptes.pop((enveloppe.financeur_id, enveloppe.pk), ())))
    for (financeur, enveloppe), chiffres in comptes.items():
        if enveloppe is None and financeur in par_financeur:
            par_financeur[financeur].hors = Tenue(None, *chiffres)
    return list(par_financeur.values())


def _comptes(campagne, personne):
    """{(financeur, enveloppe ou None): (demandé, proposé, nombre)}, des dossiers déposés et pas abandonnés."""
    derniere = Proposition.objects.filter(ligne=OuterRef("pk")).order_by("-pk").values("contrat_de_ville")[:1]
    lignes = demandes_de(campagne, personne).annotate(propose=Subquery(derniere))
    groupes = lignes.order_by().values("financeur", "enveloppe").annotate(
        demande=Sum("demande_contrat_de_ville", default=ZERO), proposes=Sum("propose", default=ZERO), nombre=Count("pk")
    )  # fmt: skip
    return {(g["financeur"], g["enveloppe"]): (g["demande"], g["proposes"], g["nombre"]) for g in groupes}


def demandes_de(campagne, personne):
    """Les demandes d’argent de la campagne que cette personne lit : dossiers déposés, pas abandonnés."""
    lignes = Ligne.objects.visibles_par(personne).filter(dossier__campagne=campagne, dossier__depose_le__isnull=False)
    return lignes.exclude(dossier__statut=Statut.ABANDONNE)
