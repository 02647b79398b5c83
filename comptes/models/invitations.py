"""L’invitation : une adresse, un droit proposé, un lien qui ne sert qu’une fois et que la base ne connaît pas."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from comptes.models.adhesions import DROITS_PAR_QUALITE, Droit, Qualite
from comptes.models.organisations import Organisation
from workflows.temps import maintenant

DUREE = timedelta(days=14)
_DROITS = [(droit.value, droit.label) for droit in DROITS_PAR_QUALITE[Qualite.PORTEUR]]


def nouveau_sel():
    return secrets.token_hex(16)


class InvitationQuerySet(models.QuerySet):
    def en_attente(self):
        """Ni acceptées ni retirées ; une invitation expirée attend qu’on la renvoie."""
        return self.filter(acceptee_le=None, retiree_le=None)


class Invitation(models.Model):
    """Renvoyée, elle change de sel : le lien d’avant meurt. Le lien se calcule (comptes.liens), il ne s’écrit nulle part."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    courriel = models.EmailField("adresse électronique", max_length=254)
    droit = models.CharField("droit proposé", max_length=20, choices=_DROITS, default=Droit.REDACTEUR)
    sel = models.CharField(max_length=32, default=nouveau_sel, editable=False)
    invitee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invitee_le = models.DateTimeField(default=maintenant, editable=False)
    expire_le = models.DateTimeField(editable=False)
    acceptee_le = models.DateTimeField(null=True, editable=False)
    acceptee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    retiree_le = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invitee_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("courriel"),
                condition=Q(acceptee_le=None, retiree_le=None),
                name="une_invitation_en_attente_par_adresse",
            ),
            models.CheckConstraint(name="acceptee_ou_retiree", condition=Q(acceptee_le=None) | Q(retiree_le=None)),
        ]

    def __str__(self):
        return self.courriel

    @property
    def attend(self):
        return self.acceptee_le is None and self.retiree_le is None

    @property
    def ouvre(self):
        """Vrai si son lien sert encore : ni acceptée, ni retirée, ni expirée."""
        return self.attend and maintenant() < self.expire_le
