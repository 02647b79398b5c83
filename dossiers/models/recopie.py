"""Ce qu’une personne a déjà recopié d’un dossier dans Dauphin : les lignes qu’elle a cochées, pour reprendre où elle en était."""

from django.conf import settings
from django.db import models

from dossiers.models.dossier import Dossier


class Recopie(models.Model):
    """La liste d’une personne pour un dossier. Elle n’engage à rien et ne regarde qu’elle."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="recopies")
    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    cochees = models.JSONField("lignes cochées", default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "personne"], name="une_recopie_par_personne")]

    def __str__(self):
        return f"{self.dossier.reference} : {len(self.cochees)} lignes recopiées"
