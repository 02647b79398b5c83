"""Porter une action à plusieurs : ce que le dossier en sait lui-même ; chaque partenaire a son rang dans `partenariat`."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property

from dossiers.statuts import StatutPartenariat


class Portage(models.Model):
    """La part du porteur, indicative : il reçoit toutes les subventions et doit le bilan (docs/metier.md §22)."""

    part_du_porteur = models.DecimalField(
        "part du porteur, en %", max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )  # fmt: skip

    class Meta:
        abstract = True

    @cached_property
    def partenaires_confirmes(self):
        """Les partenariats confirmés, avec leur organisation ; lus une fois, et de ce qui est déjà lu s’il y en a."""
        return [p for p in self.partenariats.all() if p.statut == StatutPartenariat.CONFIRME]

    @property
    def organisations_partenaires(self):
        """Les clés des organisations partenaires qui ont confirmé."""
        return {p.organisation_id for p in self.partenaires_confirmes}
