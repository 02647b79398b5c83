"""Un geste fait sur plusieurs dossiers à la fois : ce qui fut demandé, et ce qu’il en est rang par rang."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from dossiers.models.dossier import Dossier
from workflows.temps import maintenant


class Geste(models.TextChoices):
    DECLARER_RECEVABLE = "declarer_recevable", "Déclarer recevable, pour les financeurs dont je réponds"
    DEMANDER_COMPLEMENTS = "demander_complements", "Demander des compléments"
    AFFECTER = "affecter", "Affecter un référent"
    ETIQUETER = "etiqueter", "Poser une étiquette"
    DESETIQUETER = "desetiqueter", "Ôter une étiquette"
    INSCRIRE = "inscrire", "Inscrire à une séance"
    ANNONCER = "annoncer", "Annoncer la décision au porteur"


class ActionGroupeeQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Qui l’a lancée : ses rangs ne nomment que des dossiers que cette personne voyait."""
        return self.filter(par=personne) if personne.is_authenticated else self.none()

    def en_cours(self):
        return self.filter(finie_le=None)


class ActionGroupee(models.Model):
    """Un geste confirmé sur une sélection. Chaque rang se joue dans sa propre transaction, zéro ou une fois."""

    geste = models.CharField(max_length=30, choices=Geste.choices)
    donnees = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    precision = models.CharField("de quoi il s’agit", max_length=300, blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField(default=maintenant)
    finie_le = models.DateTimeField(null=True, editable=False)
    cle = models.UUIDField(unique=True, editable=False)

    objects = ActionGroupeeQuerySet.as_manager()

    class Meta:
        verbose_name = "action groupée"
        ordering = ["-pk"]

    def __str__(self):
        return self.get_geste_display()

    def get_absolute_url(self):
        return reverse("dossiers:ensemble-suivi", args=[self.pk])

    def comptes(self):
        """Combien de rangs dans chaque état, en une requête."""
        etats = {etat: Count("pk", filter=Q(etat=etat)) for etat in Rang.Etat.values}
        return self.rangs.aggregate(total=Count("pk"), **etats)


class Rang(models.Model):
    """Un dossier de la sélection : à faire, fait, ou refusé avec la phrase qui dit pourquoi.

    `cle` est la clé d’idempotence du passage : rejoué après une panne, le geste rend le même passage.
    """

    class Etat(models.TextChoices):
        A_FAIRE = "a_faire", "À faire"
        FAIT = "fait", "Fait"
        REFUSE = "refuse", "Pas fait"

    action = models.ForeignKey(ActionGroupee, models.CASCADE, related_name="rangs")
    rang = models.PositiveSmallIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    etat = models.CharField(max_length=10, choices=Etat.choices, default=Etat.A_FAIRE)
    phrase = models.TextField(blank=True)
    fini_le = models.DateTimeField(null=True, editable=False)
    cle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["rang"]
        constraints = [
            models.UniqueConstraint(fields=["action", "dossier"], name="un_dossier_une_fois_par_action"),
            models.CheckConstraint(
                name="un_rang_fini_a_sa_date",
                condition=Q(etat="a_faire", fini_le=None) | Q(etat__in=["fait", "refuse"], fini_le__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.rang}. {self.get_etat_display()}"
