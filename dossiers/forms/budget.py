"""Le budget tel qu’il se saisit : un champ par compte, et pour chaque financeur le droit commun et le contrat de ville."""

from dataclasses import dataclass
from decimal import Decimal

from django.forms import BoundField

from dossiers.models import Ligne, PosteBudgetaire
from dossiers.models.budget import Sens, plan_comptable
from dossiers.statuts import StatutLigne
from workflows.saisies import MontantField

USUELS = {"601", "604", "613", "616", "623", "625", "641", "645", "70x", "756", "insufprevisionnel"}
ZERO = Decimal(0)


@dataclass(frozen=True)
class RangDeCompte:
    code: str
    libelle: str
    champ: BoundField


@dataclass(frozen=True)
class RangDeFinanceur:
    financeur: object
    ligne: Ligne | None
    droit_commun: BoundField | None
    contrat_de_ville: BoundField | None


class BudgetSaisi:
    """À mêler à un formulaire : ajoute les champs du budget, les relit, les écrit."""

    def ajouter_le_budget(self, dossier, financeurs):
        self.financeurs = list(financeurs)
        self.lignes = {ligne.financeur_id: ligne for ligne in dossier.lignes.all()} if dossier.pk else {}
        self.postes = {poste.compte: poste.montant for poste in dossier.postes.all()} if dossier.pk else {}
        for sens, comptes in plan_comptable().items():
            for code, libelle in comptes:
                self._ajouter(f"compte_{code}", f"{libelle}, en euros", self.postes.get(code), f"{sens}s")
        for financeur in self.financeurs:
            ligne = self.lignes.get(financeur.pk)
            if not self.est_figee(financeur):
                droit_commun, contrat = (
                    (ligne.demande_droit_commun, ligne.demande_contrat_de_ville) if ligne else (None, None)
                )
                self._ajouter(
                    f"droit_{financeur.pk}", f"{financeur}, droit commun, en euros", droit_commun or None, "produits"
                )
                self._ajouter(
                    f"contrat_{financeur.pk}", f"{financeur}, contrat de ville, en euros", contrat or None, "produits"
                )

    def est_figee(self, financeur):
        """Une ligne qui a déjà sa réponse ne change plus de montant."""
        ligne = self.lignes.get(financeur.pk)
        return ligne is not None and ligne.statut != StatutLigne.SOLLICITEE

    def _ajouter(self, nom, libelle, initial, vers):
        champ = MontantField(label=libelle, required=False, initial=initial)
        classes = "form-control form-control-sm text-end ms-auto somme"
        champ.widget.attrs.update({"class": classes, "size": 9, "data-vers": vers, "aria-label": libelle})
        self.fields[nom] = champ

    # Ce que lit la page ----------------------------------------------------------------------------------

    def comptes(self, sens, usuels):
        rangs = [RangDeCompte(code, libelle, self[f"compte_{code}"]) for code, libelle in plan_comptable()[sens]]
        return [r for r in rangs if (r.code in USUELS) == usuels]

    def charges_usuelles(self):
        return self.comptes(Sens.CHARGE, usuels=True)

    def autres_charges(self):
        return self.comptes(Sens.CHARGE, usuels=False)

    def produits_usuels(self):
        return self.comptes(Sens.PRODUIT, usuels=True)

    def autres_produits(self):
        return self.comptes(Sens.PRODUIT, usuels=False)

    def autres_charges_en_usage(self):
        return any(rang.champ.value() for rang in self.autres_charges())

    def autres_produits_en_usage(self):
        return any(rang.champ.value() for rang in self.autres_produits())

    def rangs_des_financeurs(self):
        for financeur in self.financeurs:
            figee = self.est_figee(financeur)
            champs = (None, None) if figee else (self[f"droit_{financeur.pk}"], self[f"contrat_{financeur.pk}"])
            yield RangDeFinanceur(financeur, self.lignes.get(financeur.pk), *champs)

    def _montant(self, nom):
        if not self.is_bound:
            return self.fields[nom].initial or ZERO
        return getattr(self, "cleaned_data", {}).get(nom) or ZERO

    def total_des_charges(self):
        return sum((self._montant(f"compte_{code}") for code, _ in plan_comptable()[Sens.CHARGE]), ZERO)

    def total_des_produits(self):
        postes = sum((self._montant(f"compte_{code}") for code, _ in plan_comptable()[Sens.PRODUIT]), ZERO)
        figees = sum((ligne.demande for ligne in self.lignes.values() if ligne.statut != StatutLigne.SOLLICITEE), ZERO)
        ouvertes = [f for f in self.financeurs if not self.est_figee(f)]
        return (
            postes + figees + sum((self._montant(f"{x}_{f.pk}") for f in ouvertes for x in ("droit", "contrat")), ZERO)
        )

    def ecart(self):
        return self.total_des_charges() - self.total_des_produits()

    # Ce qui s’écrit --------------------------------------------------------------------------------------

    def enregistrer_le_budget(self, dossier):
        """Réécrit les postes et les demandes ; une demande vide ôte la ligne, sauf si le journal la cite."""
        dossier.postes.all().delete()
        PosteBudgetaire.objects.bulk_create(
            PosteBudgetaire(dossier=dossier, sens=sens, compte=code, montant=self.cleaned_data[f"compte_{code}"])
            for sens, comptes in plan_comptable().items()
            for code, _ in comptes
            if self.cleaned_data[f"compte_{code}"] is not None
        )
        lignes = {ligne.financeur_id: ligne for ligne in dossier.lignes.all()}
        for financeur in self.financeurs:
            ligne = lignes.get(financeur.pk)
            if f"droit_{financeur.pk}" in self.cleaned_data and (
                ligne is None or ligne.statut == StatutLigne.SOLLICITEE
            ):
                self._enregistrer_la_ligne(dossier, financeur, ligne)

    def _enregistrer_la_ligne(self, dossier, financeur, ligne):
        droit_commun = self.cleaned_data[f"droit_{financeur.pk}"] or ZERO
        contrat = self.cleaned_data[f"contrat_{financeur.pk}"] or ZERO
        if not droit_commun + contrat:
            if ligne and not ligne.passages_propres.exists():
                ligne.delete()
                return
            if not ligne:
                return
        ligne = ligne or Ligne(dossier=dossier, financeur=financeur)
        ligne.demande_droit_commun, ligne.demande_contrat_de_ville = droit_commun, contrat
        ligne.version += 1
        ligne.save()
