"""La partie « Le budget » : un champ par compte du CERFA, une ligne par financeur, les contributions volontaires à part."""

from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.forms import BoundField

from dossiers.forms.parties.base import FormulaireDePartie
from dossiers.models import Ligne, PosteBudgetaire
from dossiers.models.budget import Sens, plan_comptable
from dossiers.models.ligne import Certitude, NatureDroitCommun
from dossiers.statuts import StatutLigne
from programmation.models import Financeur
from workflows.saisies import MontantField

USUELS = {"601", "604", "613", "616", "623", "625", "641", "645", "70x", "756", "insufprevisionnel"}
ZERO = Decimal(0)
_HORS_LISTE = {"invalid_choice": "Ce choix n’est pas dans la liste."}


@dataclass(frozen=True)
class RangDeCompte:
    code: str
    libelle: str
    champ: BoundField


@dataclass(frozen=True)
class RangDeFinanceur:
    """Ce que l’on demande à un financeur ; sans champs quand sa ligne a déjà sa réponse."""

    financeur: object
    ligne: Ligne | None
    droit_commun: BoundField | None = None
    contrat_de_ville: BoundField | None = None
    nature: BoundField | None = None
    certitude: BoundField | None = None
    est_revise: bool = False

    @property
    def champs(self):
        return [c for c in (self.droit_commun, self.contrat_de_ville, self.nature, self.certitude) if c is not None]

    @property
    def est_fautif(self):
        return any(champ.errors for champ in self.champs)

    @property
    def apporte(self):
        """(droit commun, contrat de ville) qu’une ligne répondue apporte au budget ; rouvert, c’est ce qui est accordé."""
        if self.est_revise:
            return self.ligne.au_plan_droit_commun, self.ligne.au_plan_contrat_de_ville
        return self.ligne.demande_droit_commun, self.ligne.demande_contrat_de_ville


@dataclass(frozen=True)
class Cote:
    """Un côté du budget, tel que la page le montre."""

    sens: str
    titre: str
    usuels: list
    autres: list
    total: Decimal

    @property
    def autres_en_usage(self):
        return any(rang.champ.value() for rang in self.autres)


class FormulaireBudget(FormulaireDePartie):
    def preparer(self):
        financeurs = Financeur.objects.filter(campagnes=self.dossier.campagne).select_related("organisation")
        self.financeurs = list(financeurs)
        self.lignes = {ligne.financeur_id: ligne for ligne in self.dossier.lignes.all()}
        self.connus = {poste.compte: poste.montant for poste in self.dossier.postes.all()}
        for sens, comptes in plan_comptable().items():
            for code, libelle in comptes:
                self._ajouter(f"compte_{code}", f"{libelle}, en euros", self.connus.get(code), sens)
        for financeur in self.financeurs:
            if not self.est_figee(financeur):
                self._ajouter_un_financeur(financeur, self.lignes.get(financeur.pk))

    def est_figee(self, financeur):
        """Une ligne qui a déjà sa réponse ne change plus de montant ; après la décision, on ne sollicite plus personne."""
        ligne = self.lignes.get(financeur.pk)
        if self.dossier.revision_ouverte_le:
            return True
        return ligne is not None and ligne.statut != StatutLigne.SOLLICITEE

    def _ajouter(self, nom, libelle, initial, vers):
        champ = MontantField(label=libelle, required=False, initial=initial)
        classes = "form-control form-control-sm text-end ms-auto somme"
        champ.widget.attrs.update({"class": classes, "size": 9, "data-vers": vers, "aria-label": libelle})
        self.fields[nom] = champ

    def _ajouter_un_financeur(self, financeur, ligne):
        droit, contrat = (ligne.demande_droit_commun, ligne.demande_contrat_de_ville) if ligne else (None, None)
        self._ajouter(f"droit_{financeur.pk}", f"{financeur}, droit commun, en euros", droit or None, Sens.PRODUIT)
        self._ajouter(
            f"contrat_{financeur.pk}", f"{financeur}, contrat de ville, en euros", contrat or None, Sens.PRODUIT
        )
        nature = ligne.nature_droit_commun if ligne else ""
        certitude = ligne.certitude if ligne else Certitude.SOLLICITE
        natures = [("", "Sans objet"), *NatureDroitCommun.choices]
        self._choisir(f"nature_{financeur.pk}", f"{financeur}, nature du droit commun", natures, nature)
        self._choisir(f"certitude_{financeur.pk}", f"{financeur}, où en est la demande", Certitude.choices, certitude)

    def _choisir(self, nom, libelle, choix, initial):
        champ = forms.ChoiceField(
            label=libelle, choices=choix, required=False, initial=initial, error_messages=_HORS_LISTE
        )
        champ.widget.attrs.update({"class": "form-select form-select-sm", "aria-label": libelle})
        self.fields[nom] = champ

    # Ce que lit la page ----------------------------------------------------------------------------------

    def charges(self):
        return self._cote(Sens.CHARGE, "Charges")

    def produits(self):
        return self._cote(Sens.PRODUIT, "Produits")

    def emplois(self):
        return self._cote(Sens.EMPLOI, "86 · Emplois des contributions volontaires")

    def contributions(self):
        return self._cote(Sens.CONTRIBUTION, "87 · Contributions volontaires en nature")

    def _cote(self, sens, titre):
        rangs = [RangDeCompte(code, libelle, self[f"compte_{code}"]) for code, libelle in plan_comptable()[sens]]
        a_part = sens in (Sens.EMPLOI, Sens.CONTRIBUTION)
        usuels = [r for r in rangs if a_part or r.code in USUELS]
        return Cote(sens, titre, usuels, [r for r in rangs if r not in usuels], self.total(sens))

    def rangs_des_financeurs(self):
        for financeur in self.financeurs:
            ligne = self.lignes.get(financeur.pk)
            if ligne is None and self.dossier.revision_ouverte_le:
                continue
            if self.est_figee(financeur):
                yield RangDeFinanceur(financeur, ligne, est_revise=self.dossier.revision_ouverte_le is not None)
            else:
                noms = ("droit", "contrat", "nature", "certitude")
                yield RangDeFinanceur(financeur, ligne, *[self[f"{nom}_{financeur.pk}"] for nom in noms])

    def _montant(self, nom):
        if not self.is_bound:
            return self.fields[nom].initial or ZERO
        return getattr(self, "cleaned_data", {}).get(nom) or ZERO

    def total(self, sens):
        """Le total d’un côté, en euros, tel qu’il est sous les yeux ; les lignes des financeurs comptent aux produits."""
        total = sum((self._montant(f"compte_{code}") for code, _ in plan_comptable()[sens]), ZERO)
        return total + self.total_demande() if sens == Sens.PRODUIT else total

    def total_demande(self):
        repondues = [ligne for ligne in self.lignes.values() if ligne.statut != StatutLigne.SOLLICITEE]
        figees = self.dossier.compte_74(repondues)
        ouvertes = [f for f in self.financeurs if not self.est_figee(f)]
        return figees + sum((self._montant(f"{x}_{f.pk}") for f in ouvertes for x in ("droit", "contrat")), ZERO)

    def ecart(self):
        return self.total(Sens.CHARGE) - self.total(Sens.PRODUIT)

    def ecart_en_nature(self):
        return self.total(Sens.EMPLOI) - self.total(Sens.CONTRIBUTION)

    # Ce qui s’écrit --------------------------------------------------------------------------------------

    def enregistrer(self, dossier):
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
        lu = {nom: self.cleaned_data[f"{nom}_{financeur.pk}"] for nom in ("droit", "contrat", "nature", "certitude")}
        droit_commun, contrat = lu["droit"] or ZERO, lu["contrat"] or ZERO
        if not droit_commun + contrat:
            if ligne and not ligne.passages_propres.exists():
                ligne.delete()
                return
            if not ligne:
                return
        ligne = ligne or Ligne(dossier=dossier, financeur=financeur)
        ligne.demande_droit_commun, ligne.demande_contrat_de_ville = droit_commun, contrat
        ligne.nature_droit_commun = lu["nature"] if droit_commun else ""
        ligne.certitude = lu["certitude"] or Certitude.SOLLICITE
        ligne.version += 1
        ligne.save()
