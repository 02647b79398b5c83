"""Le contrat de ville de l’agglomération et la convention par laquelle chaque commune l’applique chez elle."""

from django.db import models
from django.db.models import F, Q

from comptes.models import Organisation


class Commune(models.Model):
    """Une commune de l’agglomération."""

    nom = models.CharField("nom", max_length=120, unique=True)
    code_insee = models.CharField("code INSEE", max_length=5, blank=True)

    class Meta:
        ordering = ["nom"]

    def __str__(self):
        return self.nom


class Contrat(models.Model):
    """Le contrat commun à toute l’agglomération : ses enjeux, ses orientations et ses quartiers se partagent."""

    nom = models.CharField("nom", max_length=200)
    agglomeration = models.CharField("agglomération", max_length=200)
    sigle = models.CharField("sigle de l’agglomération", max_length=30, blank=True)
    debut_annee = models.PositiveSmallIntegerField("première année")
    fin_le = models.DateField("dernier jour")
    description = models.TextField("description", blank=True)

    class Meta:
        verbose_name = "contrat de ville"
        ordering = ["debut_annee", "nom"]
        # Toutes les agglomérations de France ont un contrat « Engagements Quartiers 2030 ».
        constraints = [models.UniqueConstraint(fields=["agglomeration", "nom"], name="un_contrat_par_agglomeration")]

    def __str__(self):
        return f"{self.nom} ({self.nom_court_de_l_agglomeration})"

    @property
    def nom_court_de_l_agglomeration(self):
        return self.sigle or self.agglomeration


class ConventionQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Une convention signée est publique."""
        return self.all()


class Convention(models.Model):
    """La convention d’application communale : ce que la commune et ses partenaires s’engagent à faire."""

    contrat = models.ForeignKey(Contrat, models.PROTECT, related_name="conventions")
    commune = models.OneToOneField(Commune, models.PROTECT, related_name="convention")
    pilote = models.ForeignKey(Organisation, models.PROTECT, related_name="conventions_pilotees")
    copilotes = models.ManyToManyField(Organisation, related_name="conventions_copilotees", blank=True)
    signee_le = models.DateField("signée le")
    signee_a = models.CharField("signée à", max_length=120)
    valable_jusqu_au = models.DateField("valable jusqu’au")
    gouvernance = models.TextField("les trois temps de l’année", blank=True)

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention d’application communale"
        ordering = ["signee_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="convention_finit_apres_signature", condition=Q(valable_jusqu_au__gt=F("signee_le"))
            ),
        ]

    def __str__(self):
        return f"Convention de {self.commune}"


class Signataire(models.Model):
    """Une personne qui a signé la convention, avec la fonction que le document lui donne."""

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="signataires")
    nom = models.CharField("nom", max_length=120)
    fonction = models.TextField("fonction")
    ordre = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["ordre"]
        constraints = [models.UniqueConstraint(fields=["convention", "nom"], name="un_signataire_signe_une_fois")]

    def __str__(self):
        return self.nom
