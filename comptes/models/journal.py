"""Le journal d’une organisation : qui a modifié quoi de sa fiche, invité, changé un droit, retiré un membre, et quand.

Les faits désignent les personnes par leur compte ou leur invitation, jamais par leur nom ou leur adresse : on peut
effacer une personne sans rompre la chaîne.
"""

from django.conf import settings
from django.db import models

from comptes.models.invitations import Invitation
from comptes.models.organisations import Organisation
from workflows.journal import Passage


class PassageOrganisation(Passage):
    SUJETS = ("concerne", "invitation")

    objet = models.ForeignKey(Organisation, models.PROTECT, related_name="passages")
    concerne = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, related_name="+")

    class Meta(Passage.Meta):
        verbose_name = "organisation"
        constraints = [models.UniqueConstraint(fields=["objet", "rang"], name="un_rang_par_passage_d_organisation")]
