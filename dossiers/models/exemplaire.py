"""Ce qui fut déposé, gardé tel quel : les attestations mot pour mot, et l’exemplaire du dossier avec son empreinte."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from dossiers.models.dossier import Dossier
from workflows.journal import canonique, condense
from workflows.temps import maintenant


class Attestation(models.Model):
    """Ce qu’un signataire atteste d’une case cochée : le texte même qu’il avait sous les yeux."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="attestations")
    code = models.SlugField(max_length=40)
    texte = models.TextField()
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    qualite = models.CharField("qualité", max_length=255)
    le = models.DateTimeField(default=maintenant)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["dossier", "code"], name="une_attestation_par_engagement")]

    def __str__(self):
        return self.texte


class Exemplaire(models.Model):
    """Le dossier tel qu’il fut déposé ou complété : contenu champ par champ, et SHA-256 de ce contenu.

    `contenu` : la liste des parties de `dossiers.fiche`, chacune avec ses champs (code, libellé, valeur).
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="exemplaires")
    rang = models.PositiveSmallIntegerField()
    contenu = models.JSONField(encoder=DjangoJSONEncoder)
    empreinte = models.CharField(max_length=64)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField()

    class Meta:
        ordering = ["rang"]
        constraints = [models.UniqueConstraint(fields=["dossier", "rang"], name="un_rang_par_exemplaire")]

    def __str__(self):
        return f"{self.dossier.reference}, exemplaire {self.rang}"

    def est_intact(self):
        """Vrai si le contenu est bien celui que l’empreinte condense."""
        return condense(canonique(self.contenu)) == self.empreinte

    @property
    def empreinte_courte(self):
        """Les seize premiers signes, par quatre : ce que l’on peut lire au téléphone."""
        return " ".join(self.empreinte[i : i + 4] for i in range(0, 16, 4))
