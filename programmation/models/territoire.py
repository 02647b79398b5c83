"""Les quartiers du contrat, leur portrait chiffré, et ce que la convention en dit."""

from django.db import models
from django.db.models import Q

from programmation.models.contrat import Commune, Contrat, Convention
from programmation.models.enonce import Enonce


class QuartierQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Un quartier se lit sans compte, comme la convention signée."""
        return self.all()

    def de_la_convention(self, convention):
        """Les quartiers que cette convention décrit, et pour lesquels elle s’engage."""
        return self.filter(conventions=convention)

    def de_la_commune(self, commune):
        """Les quartiers qui s’étendent sur cette commune, même décrits par la convention d’une autre."""
        return self.filter(communes=commune)


class Quartier(models.Model):
    """Un quartier du contrat ; il peut s’étendre sur plusieurs communes et n’en reste pas moins un seul quartier."""

    class Statut(models.TextChoices):
        QPV = "QPV", "Quartier prioritaire de la politique de la ville"
        QIC = "QIC", "Quartier d’intérêt communautaire"

    contrat = models.ForeignKey(Contrat, models.PROTECT, related_name="quartiers")
    nom = models.CharField("nom", max_length=120)
    slug = models.SlugField("adresse", max_length=120, unique=True)
    statut = models.CharField("statut", max_length=3, choices=Statut.choices)
    precision_du_statut = models.CharField("précision du statut", max_length=120, blank=True)
    code_2014 = models.CharField("code de 2014", max_length=8, blank=True)
    code_2024 = models.CharField("code de 2024", max_length=8, blank=True)
    perimetre = models.CharField("périmètre", max_length=120, blank=True)
    communes = models.ManyToManyField(Commune, related_name="quartiers")
    conventions = models.ManyToManyField(Convention, related_name="quartiers", blank=True)

    objects = QuartierQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["contrat", "nom"], name="un_quartier_par_nom"),
            # Un QIC n’a pas de code national : en porter un serait une erreur de saisie.
            models.CheckConstraint(
                name="code_reserve_aux_qpv", condition=Q(statut="QPV") | Q(statut="QIC", code_2014="", code_2024="")
            ),
        ]

    def __str__(self):
        return self.nom


class Unite(models.TextChoices):
    HABITANTS = "habitants", "habitants"
    HECTARES = "hectares", "hectares"
    POURCENT = "pourcent", "%"
    INDICE = "indice", "indice"


class Indicateur(models.Model):
    """Une statistique du quartier à côté de celle de l’agglomération. Ce qui manque est nul, jamais zéro."""

    quartier = models.ForeignKey(Quartier, models.CASCADE, related_name="indicateurs")
    code = models.SlugField("code", max_length=40)
    libelle = models.CharField("libellé", max_length=255)
    unite = models.CharField("unité", max_length=12, choices=Unite.choices)
    valeur = models.DecimalField("valeur", max_digits=12, decimal_places=2, null=True, blank=True)
    valeur_agglomeration = models.DecimalField("agglomération", max_digits=12, decimal_places=2, null=True, blank=True)
    precision = models.CharField("précision", max_length=60, blank=True)
    evolution = models.CharField("évolution", max_length=120, blank=True)
    source = models.CharField("source", max_length=120)
    annee = models.PositiveSmallIntegerField("année")
    perimetre = models.CharField("périmètre de la mesure", max_length=120, blank=True)
    ordre = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["ordre", "-annee"]
        constraints = [
            # Une mesure plus récente s’ajoute à côté de l’ancienne : elle ne l’efface pas.
            models.UniqueConstraint(fields=["quartier", "code", "annee"], name="une_mesure_par_annee"),
            models.CheckConstraint(
                name="mesure_positive",
                condition=(Q(valeur=None) | Q(valeur__gte=0))
                & (Q(valeur_agglomeration=None) | Q(valeur_agglomeration__gte=0)),
            ),
        ]

    def __str__(self):
        return f"{self.libelle} ({self.quartier}, {self.annee})"


class Constat(Enonce):
    """Un irritant à traiter ou une opportunité sur laquelle s’appuyer."""

    class Nature(models.TextChoices):
        IRRITANT = "irritant", "Irritant"
        OPPORTUNITE = "opportunite", "Opportunité"

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="constats")
    quartier = models.ForeignKey(Quartier, models.PROTECT, related_name="constats")
    nature = models.CharField("nature", max_length=12, choices=Nature.choices)
    texte = models.TextField("texte")

    class Meta(Enonce.Meta):
        ordering = ["nature", "ordre", "pk"]
        constraints = [
            *Enonce.Meta.constraints,
            models.UniqueConstraint(
                fields=["convention", "quartier", "nature", "texte"],
                condition=Q(valide_au=None),
                name="constat_ouvert_unique",
            ),
        ]

    def __str__(self):
        return self.texte


class EnjeuPrioritaire(Enonce):
    """Un enjeu que la commune juge prioritaire pour l’émancipation des habitants du quartier."""

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="enjeux_prioritaires")
    quartier = models.ForeignKey(Quartier, models.PROTECT, related_name="enjeux_prioritaires")
    libelle = models.CharField("libellé", max_length=255)

    class Meta(Enonce.Meta):
        ordering = ["ordre", "pk"]
        constraints = [
            *Enonce.Meta.constraints,
            models.UniqueConstraint(
                fields=["convention", "quartier", "libelle"],
                condition=Q(valide_au=None),
                name="enjeu_prioritaire_ouvert_unique",
            ),
        ]

    def __str__(self):
        return self.libelle


class TrancheAge(models.Model):
    """À qui s’adresse une action : les quatre âges de la stratégie 0-25 ans, puis les suivants."""

    code = models.SlugField("code", max_length=20, unique=True)
    libelle = models.CharField("libellé", max_length=40)
    ordre = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = "tranche d’âge"
        ordering = ["ordre"]

    def __str__(self):
        return self.libelle
