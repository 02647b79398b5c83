"""Les totaux du budget d’un dossier, en euros : les contributions volontaires (86, 87) à part (docs/metier.md §10)."""

from decimal import Decimal
from functools import cached_property

from django.db import models


class Totaux(models.Model):
    """Lus une fois par objet ; une liste de dossiers les pose d’avance (docs/decisions/031)."""

    class Meta:
        abstract = True

    @cached_property
    def charges(self):
        """Total des charges, en euros."""
        return self._totaux_des_postes["charge"]

    @cached_property
    def produits(self):
        """Total des produits : les postes saisis, et le compte 74."""
        return self._totaux_des_postes["produit"] + self.compte_74(self.lignes.all())

    def compte_74(self, lignes):
        """Ce que les financeurs apportent : ce qui est demandé ; le budget une fois rouvert, ce qui est accordé et annoncé."""
        return sum((x.au_plan if self.revision_ouverte_le else x.demande for x in lignes), Decimal(0))

    @property
    def total_au_plan(self):
        """Ce que les décisions annoncées laissent au plan de financement, en euros."""
        return sum((ligne.au_plan for ligne in self.lignes.all()), Decimal(0))

    @cached_property
    def emplois_volontaires(self):
        """Total du compte 86, en euros : la valorisation, hors du total des charges."""
        return self._totaux_des_postes["emploi"]

    @cached_property
    def contributions_volontaires(self):
        """Total du compte 87, en euros : hors du total des produits."""
        return self._totaux_des_postes["contribution"]

    @cached_property
    def total_demande(self):
        """En euros ; de ce qui est déjà lu, s’il y en a."""
        return sum((ligne.demande for ligne in self.lignes.all()), Decimal(0))

    @cached_property
    def _totaux_des_postes(self):
        """{sens: total}, en une requête au plus."""
        totaux = dict.fromkeys(("charge", "produit", "emploi", "contribution"), Decimal(0))
        for poste in self.postes.all():
            totaux[poste.sens] += poste.montant
        return totaux
