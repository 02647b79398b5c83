"""Ce qui rattache une personne à une organisation : un titre, un droit. On agit toujours au titre d’une organisation."""

from django.db import models

from comptes.models.organisations import Organisation
from comptes.models.personnes import Utilisateur


class Qualite(models.TextChoices):
    """À quel titre une personne agit pour une organisation."""

    PORTEUR = "porteur", "Porteur"
    EQUIPE = "equipe", "Équipe politique de la ville"
    FINANCEUR = "financeur", "Financeur"
    LECTURE = "lecture", "Lecture"


class Droit(models.TextChoices):
    """Ce que cette qualité permet : porteur lecteur, rédacteur ou signataire ; équipe instructeur ou chef."""

    LECTEUR = "lecteur", "Lecteur"
    REDACTEUR = "redacteur", "Rédacteur"
    SIGNATAIRE = "signataire", "Signataire"
    INSTRUCTEUR = "instructeur", "Instructeur"
    CHEF = "chef", "Chef de projet"
    AGENT = "agent", "Agent"


DROITS_PAR_QUALITE = {
    Qualite.PORTEUR: (Droit.LECTEUR, Droit.REDACTEUR, Droit.SIGNATAIRE),
    Qualite.EQUIPE: (Droit.INSTRUCTEUR, Droit.CHEF),
    Qualite.FINANCEUR: (Droit.AGENT,),
    Qualite.LECTURE: (Droit.LECTEUR,),
}


class Adhesion(models.Model):
    """Le rattachement d’une personne à une organisation, à un titre et avec un droit."""

    utilisateur = models.ForeignKey(Utilisateur, models.CASCADE, related_name="adhesions")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="adhesions")
    qualite = models.CharField("qualité", max_length=20, choices=Qualite.choices)
    droit = models.CharField("droit", max_length=20, choices=Droit.choices)

    class Meta:
        verbose_name = "rattachement"
        ordering = ["organisation__nom", "utilisateur__nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "organisation", "qualite"], name="un_titre_par_organisation"
            ),
            models.CheckConstraint(
                name="droit_de_cette_qualite",
                condition=models.Q(
                    *[models.Q(qualite=q, droit__in=droits) for q, droits in DROITS_PAR_QUALITE.items()],
                    _connector="OR",
                ),
            ),
        ]

    def __str__(self):
        return f"{self.utilisateur}, {self.get_droit_display().lower()}, {self.organisation}"
