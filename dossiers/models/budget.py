"""Le budget d’un dossier : ses charges et ses produits, compte par compte, dans l’ordre du CERFA."""

import json
from functools import cache
from pathlib import Path

from django.db import models
from django.db.models import Q

from dossiers.models.dossier import Dossier

_PLAN = Path(__file__).resolve().parent.parent / "donnees" / "plan_comptable_cerfa.json"
# 74 : ce sont les lignes des financeurs. 86 et 87 : la valorisation, tenue à part (docs/metier.md §10).
_TENUS_AILLEURS = {"74", "86", "87"}


class Sens(models.TextChoices):
    CHARGE = "charge", "Charge"
    PRODUIT = "produit", "Produit"


@cache
def plan_comptable():
    """Les comptes du CERFA que l’on saisit : {sens: [(code, libellé)]}, dans l’ordre du formulaire."""
    plan = json.loads(_PLAN.read_text(encoding="utf-8"))
    return {
        sens: [
            (ligne["code"], ligne["libelle"].replace("'", "’"))
            for compte in plan[f"{sens.value}s"]
            if compte["compte"] not in _TENUS_AILLEURS
            for ligne in compte["lignes"]
        ]
        for sens in Sens
    }


@cache
def libelle_du_compte(code):
    return next((libelle for comptes in plan_comptable().values() for c, libelle in comptes if c == code), code)


class PosteBudgetaire(models.Model):
    """Le montant d’un compte, en euros. Un compte sans poste n’est pas à zéro : il ne concerne pas l’action."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="postes")
    sens = models.CharField(max_length=7, choices=Sens.choices)
    compte = models.CharField(max_length=20)
    montant = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "poste du budget"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "compte"], name="un_poste_par_compte"),
            models.CheckConstraint(name="poste_positif", condition=Q(montant__gte=0)),
            models.CheckConstraint(name="sens_connu", condition=Q(sens__in=["charge", "produit"])),
        ]

    def __str__(self):
        return f"{self.compte} {self.libelle}"

    @property
    def libelle(self):
        return libelle_du_compte(self.compte)
