"""L’arbre de la stratégie : enjeu, orientation, objectif stratégique (au contrat), objectif opérationnel (à la convention)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from programmation.models.contrat import Contrat, Convention
from programmation.models.enonce import Enonce, EnonceQuerySet
from programmation.models.territoire import Quartier


class Enjeu(models.Model):
    """Niveau 1 : l’un des trois enjeux du contrat."""

    contrat = models.ForeignKey(Contrat, models.PROTECT, related_name="enjeux")
    numero = models.PositiveSmallIntegerField("numéro")
    libelle = models.CharField("libellé", max_length=255)

    class Meta:
        verbose_name_plural = "enjeux"
        ordering = ["numero"]
        constraints = [models.UniqueConstraint(fields=["contrat", "numero"], name="un_enjeu_par_numero")]

    def __str__(self):
        return f"Enjeu {self.numero} : {self.libelle}"


class Orientation(models.Model):
    """Niveau 2 : la première colonne du tableau de la convention."""

    enjeu = models.ForeignKey(Enjeu, models.PROTECT, related_name="orientations")
    libelle = models.CharField("libellé", max_length=255)
    ordre = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["enjeu", "ordre", "pk"]
        constraints = [models.UniqueConstraint(fields=["enjeu", "libelle"], name="une_orientation_par_libelle")]

    def __str__(self):
        return self.libelle


class ObjectifStrategique(models.Model):
    """Niveau 3 : un objectif de la stratégie intercommunale. Sans orientation là où le document n’en nomme pas."""

    enjeu = models.ForeignKey(Enjeu, models.PROTECT, related_name="objectifs_strategiques")
    orientation = models.ForeignKey(
        Orientation, models.PROTECT, null=True, blank=True, related_name="objectifs_strategiques"
    )
    libelle = models.CharField("libellé", max_length=255)
    ordre = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = "objectif stratégique"
        verbose_name_plural = "objectifs stratégiques"
        ordering = ["enjeu", "ordre", "pk"]
        constraints = [models.UniqueConstraint(fields=["enjeu", "libelle"], name="un_objectif_strategique_par_libelle")]

    def __str__(self):
        return self.libelle

    def clean(self):
        if self.orientation and self.orientation.enjeu_id != self.enjeu_id:
            raise ValidationError({"orientation": "Cette orientation appartient à un autre enjeu."})

    @property
    def titre_de_l_orientation(self):
        return self.orientation.libelle if self.orientation else "Orientation à préciser"


class ObjectifOperationnelQuerySet(EnonceQuerySet):
    def des_quartiers(self, quartiers):
        return self.filter(quartier__in=quartiers)

    def dans_l_arbre(self):
        """Avec tout ce qu’il faut pour l’écrire à sa place, en une requête et dans l’ordre du document."""
        return self.select_related(
            "quartier", "objectif_strategique__orientation", "objectif_strategique__enjeu"
        ).order_by("objectif_strategique__enjeu__numero", "objectif_strategique__ordre", "quartier_id", "ordre", "pk")


class ObjectifOperationnel(Enonce):
    """Niveau 4 : ce que la convention d’une commune poursuit dans un quartier, d’une date à une autre."""

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="objectifs")
    quartier = models.ForeignKey(Quartier, models.PROTECT, related_name="objectifs")
    objectif_strategique = models.ForeignKey(ObjectifStrategique, models.PROTECT, related_name="objectifs")
    libelle = models.CharField("libellé", max_length=500)

    objects = ObjectifOperationnelQuerySet.as_manager()

    class Meta(Enonce.Meta):
        verbose_name = "objectif opérationnel"
        verbose_name_plural = "objectifs opérationnels"
        ordering = ["objectif_strategique", "quartier", "ordre", "pk"]
        constraints = [
            *Enonce.Meta.constraints,
            models.UniqueConstraint(
                fields=["convention", "quartier", "objectif_strategique", "libelle"],
                condition=Q(valide_au=None),
                name="objectif_operationnel_ouvert_unique",
            ),
        ]

    def __str__(self):
        return self.libelle
