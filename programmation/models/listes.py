"""Les listes fermées où un dossier se range : chacune se complète dans l’administration, aucune n’est dans le code."""

from django.db import models


class Liste(models.Model):
    """Un mot d’une liste fermée : son code, stable ; son libellé, que la ville peut changer ; son rang."""

    code = models.SlugField(max_length=40, unique=True)
    libelle = models.CharField("libellé", max_length=120)
    ordre = models.PositiveSmallIntegerField(default=100)

    class Meta:
        abstract = True
        ordering = ["ordre", "libelle"]

    def __str__(self):
        return self.libelle


class Thematique(Liste):
    """La thématique que demande Dauphin. Sa liste entière n’est pas publiée : la ville la complète."""

    class Meta(Liste.Meta):
        verbose_name = "thématique"


class GroupeDeTravail(Liste):
    """Les groupes de travail que nomme la convention."""

    class Meta(Liste.Meta):
        verbose_name = "groupe de travail"
        verbose_name_plural = "groupes de travail"


class Dispositif(Liste):
    """Un dispositif lié au contrat de ville : Cité éducative, PRE, TFPB…"""

    class Meta(Liste.Meta):
        verbose_name = "dispositif"
