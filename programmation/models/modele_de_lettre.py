"""Les modèles de lettre d’une commune : quatre sortes de réponse, chacune un objet et un texte à champs nommés."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from comptes.models import Organisation, Qualite
from programmation.models.contrat import Convention
from workflows.temps import maintenant


class SorteDeLettre(models.TextChoices):
    """Ce que la lettre annonce, tel que les lignes du dossier le disent (docs/metier.md §27)."""

    RETENU = "retenu", "Retenu"
    PARTIEL = "partiel", "Retenu en partie"
    AJOURNE = "ajourne", "Ajourné"
    NON_RETENU = "non_retenu", "Non retenu"


class ModeleDeLettreQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        return self.filter(convention__pilote__in=Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE))


class ModeleDeLettre(models.Model):
    """Le texte que l’équipe a écrit pour une sorte de lettre ; absent, celui du produit sert."""

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="modeles_de_lettre")
    sorte = models.CharField(max_length=12, choices=SorteDeLettre.choices)
    objet = models.CharField("objet", max_length=200)
    corps = models.TextField("texte", max_length=10_000)
    version = models.PositiveIntegerField(default=0, editable=False)
    modifie_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    modifie_le = models.DateTimeField(default=maintenant, editable=False)

    objects = ModeleDeLettreQuerySet.as_manager()

    class Meta:
        verbose_name = "modèle de lettre"
        ordering = ["convention", "sorte"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "sorte"], name="un_modele_par_sorte_de_lettre"),
            models.CheckConstraint(name="sorte_de_lettre_connue", condition=Q(sorte__in=SorteDeLettre.values)),
        ]

    def __str__(self):
        return f"Lettre « {self.get_sorte_display()} », {self.convention}"
