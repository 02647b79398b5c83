"""Les enjeux de l’année N+1, présentés au Temps 3 avant le dépôt, chacun avec la raison qui l’a fait naître."""

from django.db import models

from programmation.models.campagne import Campagne
from programmation.models.strategie import ObjectifOperationnel
from programmation.models.territoire import Quartier, TrancheAge


class EnjeuAnnuelQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Un enjeu se publie avec l’appel à projets ; tout le monde le lit."""
        return self.all()


class EnjeuAnnuel(models.Model):
    """Ce que la municipalité attend de l’année `exercice` : une orientation, jamais un cahier des charges (loi ESS, art. 59)."""

    campagne = models.ForeignKey(Campagne, models.PROTECT, related_name="enjeux_annonces")
    exercice = models.PositiveSmallIntegerField("année visée")
    titre = models.CharField(max_length=255)
    pourquoi = models.TextField(
        "d’où vient-il",
        help_text="La balade, la réunion, le bilan ou le manque qui l’a fait naître. Aucun nom de personne.",
    )
    quartiers = models.ManyToManyField(Quartier, related_name="enjeux_annuels", blank=True)
    tranches_age = models.ManyToManyField(TrancheAge, related_name="+", blank=True)
    objectifs = models.ManyToManyField(ObjectifOperationnel, related_name="enjeux_annuels", blank=True)
    ordre = models.PositiveSmallIntegerField(default=1)

    objects = EnjeuAnnuelQuerySet.as_manager()

    class Meta:
        ordering = ["exercice", "ordre", "pk"]

    def __str__(self):
        return self.titre
