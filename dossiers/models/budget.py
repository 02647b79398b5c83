"""Le budget d’un dossier : ses charges et ses produits, compte par compte, dans l’ordre du CERFA."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import models
from django.db.models import Q

from dossiers.models.dossier import Dossier

_PLAN = Path(__file__).resolve().parent.parent / "donnees" / "plan_comptable_cerfa.json"
LIGNES_DES_FINANCEURS = "74"  # ce sont les lignes des financeurs : on ne les saisit pas deux fois
EMPLOIS, CONTRIBUTIONS = "86", "87"  # les contributions volontaires, tenues à part (docs/metier.md §10)


class Sens(models.TextChoices):
    """De quel côté du budget : l’argent, puis les contributions volontaires en nature, comptées à part et égales."""

    CHARGE = "charge", "Charge"
    PRODUIT = "produit", "Produit"
    EMPLOI = "emploi", "Emploi des contributions volontaires"
    CONTRIBUTION = "contribution", "Contribution volontaire"


@dataclass(frozen=True)
class Chapitre:
    """Un compte à deux chiffres du formulaire officiel, et les lignes que l’on y saisit : ((code, libellé), …)."""

    compte: str
    libelle: str
    lignes: tuple


def _sens_de(cote, compte):
    if compte == EMPLOIS:
        return Sens.EMPLOI
    if compte == CONTRIBUTIONS:
        return Sens.CONTRIBUTION
    return Sens.CHARGE if cote == "charges" else Sens.PRODUIT


@cache
def chapitres():
    """Les chapitres du CERFA : {sens: (Chapitre, …)}, dans l’ordre du formulaire. Le 74 y est, sans ligne à saisir."""
    plan = json.loads(_PLAN.read_text(encoding="utf-8"))
    ranges = {sens: [] for sens in Sens}
    for cote in ("charges", "produits"):
        for compte in plan[cote]:
            numero = compte["compte"]
            lues = () if numero == LIGNES_DES_FINANCEURS else compte["lignes"]
            lignes = tuple((ligne["code"], ligne["libelle"].replace("'", "’")) for ligne in lues)
            chapitre = Chapitre(numero, compte["libelle"].replace("'", "’"), lignes)
            ranges[_sens_de(cote, numero)].append(chapitre)
    return {sens: tuple(trouves) for sens, trouves in ranges.items()}


@cache
def subventions():
    """Les rubriques officielles du compte 74, sous lesquelles se rangent les financeurs : {code: libellé}."""
    plan = json.loads(_PLAN.read_text(encoding="utf-8"))
    lignes = next(c["lignes"] for c in plan["produits"] if c["compte"] == LIGNES_DES_FINANCEURS)
    return {ligne["code"]: ligne["libelle"].replace("'", "’") for ligne in lignes}


@cache
def plan_comptable():
    """Les comptes que l’on saisit : {sens: [(code, libellé)]}, dans l’ordre du formulaire."""
    return {sens: [ligne for chapitre in rangs for ligne in chapitre.lignes] for sens, rangs in chapitres().items()}


@cache
def libelle_du_compte(code):
    return next((libelle for comptes in plan_comptable().values() for c, libelle in comptes if c == code), code)


class PosteBudgetaire(models.Model):
    """Le montant d’un compte, en euros. Un compte sans poste n’est pas à zéro : il ne concerne pas l’action."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="postes")
    sens = models.CharField(max_length=12, choices=Sens.choices)
    compte = models.CharField(max_length=20)
    montant = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "poste du budget"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "compte"], name="un_poste_par_compte"),
            models.CheckConstraint(name="poste_positif", condition=Q(montant__gte=0)),
            models.CheckConstraint(name="sens_connu", condition=Q(sens__in=Sens.values)),
        ]

    def __str__(self):
        return f"{self.compte} {self.libelle}"

    @property
    def libelle(self):
        return libelle_du_compte(self.compte)


def sommer(dossier, lignes, postes):
    """Pose les totaux du budget, en euros, d’après ce qui est déjà lu : les gardes du dépôt ne les redemandent pas."""
    totaux = {sens: sum(poste.montant for poste in postes if poste.sens == sens) for sens in Sens}
    dossier.total_demande = sum(ligne.demande for ligne in lignes)
    dossier.charges, dossier.produits = totaux[Sens.CHARGE], totaux[Sens.PRODUIT] + dossier.compte_74(lignes)
    dossier.emplois_volontaires, dossier.contributions_volontaires = totaux[Sens.EMPLOI], totaux[Sens.CONTRIBUTION]
