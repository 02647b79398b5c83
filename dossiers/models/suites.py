"""Après le comité : la lettre envoyée, telle qu’elle fut écrite, et l’acte qui attribue la subvention."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from comptes.models import Organisation, Qualite
from dossiers.models.dossier import Dossier
from programmation.models import Financeur, Seance, SorteDeLettre
from workflows.temps import maintenant


class LettreQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """L’équipe de la convention, et l’organisation à qui elle fut écrite."""
        equipe = Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE)
        porteur = Organisation.objects.cles_ou_agit(personne, Qualite.PORTEUR)
        return self.filter(Q(dossier__campagne__convention__pilote__in=equipe) | Q(dossier__organisation__in=porteur))


class Lettre(models.Model):
    """Une notification partie : à qui, quand, avec quel texte. Elle s’ajoute, ne se corrige ni ne s’efface.

    `destinataires` : [[nom, adresse]], tels qu’ils étaient ce jour-là.
    """

    EST_UN_JOURNAL = True

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="lettres")
    seance = models.ForeignKey(Seance, models.PROTECT, related_name="lettres")
    rang = models.PositiveSmallIntegerField(default=1)
    sorte = models.CharField(max_length=12, choices=SorteDeLettre.choices)
    objet = models.CharField(max_length=255)
    corps = models.TextField()
    empreinte = models.CharField("SHA-256 du texte", max_length=64)
    destinataires = models.JSONField(default=list)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField(default=maintenant)

    objects = LettreQuerySet.as_manager()

    class Meta:
        ordering = ["-le", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "seance", "rang"], name="une_lettre_par_annonce"),
            models.CheckConstraint(name="sorte_de_lettre_envoyee_connue", condition=Q(sorte__in=SorteDeLettre.values)),
        ]

    def __str__(self):
        return self.objet


class ActeAttributifQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """L’équipe de la ville pilote pour sa convention, le financeur pour les siens, l’organisation pour les siens."""
        financeur = Organisation.objects.cles_ou_agit(personne, Qualite.FINANCEUR)
        porteur = Organisation.objects.cles_ou_agit(personne, Qualite.PORTEUR)
        equipe = Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE)
        return self.filter(
            Q(financeur__organisation__in=financeur)
            | Q(organisation__in=porteur)
            | Q(financeur__organisation__in=equipe)
        )


class ActeAttributif(models.Model):
    """La convention ou l’arrêté qui attribue à une organisation, pour une année, ce qu’un financeur lui accorde.

    Au-dessus de 23 000 € par organisation, financeur et année, une convention est due (décret 2001-495, art. 1).
    """

    class Nature(models.TextChoices):
        CONVENTION = "convention", "Convention"
        ARRETE = "arrete", "Arrêté"

    financeur = models.ForeignKey(Financeur, models.PROTECT, related_name="actes_attributifs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="actes_attributifs")
    annee = models.PositiveSmallIntegerField("exercice")
    nature = models.CharField(max_length=12, choices=Nature.choices)
    reference = models.CharField("référence", max_length=120)
    signe_le = models.DateField("signé le")
    montant = models.DecimalField("montant couvert", max_digits=12, decimal_places=2)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    le = models.DateTimeField(default=maintenant, editable=False)

    objects = ActeAttributifQuerySet.as_manager()

    class Meta:
        verbose_name = "acte attributif"
        verbose_name_plural = "actes attributifs"
        ordering = ["-annee", "financeur__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["financeur", "organisation", "annee", "reference"], name="un_acte_par_reference"
            ),
            models.CheckConstraint(name="acte_attributif_positif", condition=Q(montant__gt=0)),
            models.CheckConstraint(name="nature_d_acte_connue", condition=Q(nature__in=["convention", "arrete"])),
        ]

    def __str__(self):
        return f"{self.get_nature_display()} {self.reference}"
