"""Ce que la convention énonce vaut d’un jour à un autre : on ne réécrit pas, on clôt et on ouvre."""

from django.db import models
from django.db.models import F, Q

from workflows.temps import aujourd_hui


class EnonceQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Ce que la convention énonce se lit sans compte."""
        return self.all()

    def en_vigueur(self, jour=None):
        """Ce qui vaut ce jour-là ; aujourd’hui, à défaut."""
        jour = jour or aujourd_hui()
        return self.filter(Q(valide_au=None) | Q(valide_au__gte=jour), valide_du__lte=jour)

    def de_l_annee(self, annee):
        """Ce qui a valu au moins un jour de cette année civile."""
        return self.filter(Q(valide_au=None) | Q(valide_au__year__gte=annee), valide_du__year__lte=annee)

    def jamais_clos(self):
        """La dernière version connue, même si elle ne prend effet que plus tard."""
        return self.filter(valide_au=None)

    def de_la_convention(self, convention):
        return self.filter(convention=convention)

    def du_quartier(self, quartier):
        return self.filter(quartier=quartier)


class Enonce(models.Model):
    """Une phrase de la convention pour un quartier, avec ses dates et celle qu’elle remplace."""

    ordre = models.PositiveSmallIntegerField(default=1)
    valide_du = models.DateField("valable du")
    valide_au = models.DateField("valable jusqu’au", null=True, blank=True)
    remplace = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="remplace_par")

    objects = EnonceQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_dates_dans_l_ordre",
                condition=Q(valide_au=None) | Q(valide_au__gte=F("valide_du")),
            ),
        ]
