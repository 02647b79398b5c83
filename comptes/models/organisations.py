"""L’organisation : tout ce qui porte ou finance ; et qui la lit."""

from collections.abc import Callable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from comptes import identifiants
from workflows.journal import Chaine
from workflows.moteur import Versionne


class Nature(models.TextChoices):
    ASSOCIATION = "association", "Association"
    FONDATION = "fondation", "Fondation"
    COMMUNE = "commune", "Commune ou service municipal"
    CCAS = "ccas", "CCAS"
    EPCI = "epci", "Agglomération ou communauté de communes"
    ETAT = "etat", "Service de l’État"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    ORGANISME_SOCIAL = "organisme_social", "Organisme social (CAF…)"
    BAILLEUR = "bailleur", "Bailleur social"
    EPLE = "eple", "Établissement scolaire"
    ETABLISSEMENT_PUBLIC = "etablissement_public", "Établissement public"
    GIP = "gip", "Groupement d’intérêt public"
    AUTRE = "autre", "Autre"


# Qui d’autre que ses membres lit une organisation : « équipe », « financeur » → fonction(personne) rendant le filtre. Les
# salles du dessus déclarent ce que celle-ci ignore, les conventions et les dossiers (docs/decisions/020).
AUTRES_LECTEURS: dict[str, Callable[..., Q]] = {}
EQUIPE, FINANCEUR = "équipe", "financeur"


class OrganisationQuerySet(models.QuerySet):
    def ou_agit(self, personne, *qualites):
        """Les organisations pour lesquelles cette personne agit, à l’un de ces titres ; d’après ses droits, déjà lus.

        Un titre que la personne n’a pas ne laisse rien dans la requête : la base n’a pas à l’apprendre elle-même.
        """
        return self.filter(pk__in=self.cles_ou_agit(personne, *qualites)) if personne.is_authenticated else self.none()

    @staticmethod
    def cles_ou_agit(personne, *qualites):
        """Les mêmes, en clés : une condition « parmi » s’en passe de sous-requête."""
        siennes = personne.rattachements if personne.is_authenticated else ()
        return sorted({organisation for organisation, q, _ in siennes if not qualites or q in qualites})

    def visibles_par(self, personne):
        """Le mur : ses membres porteurs, et les lecteurs que déclarent les salles du dessus (docs/metier.md §15)."""
        if not personne.is_authenticated:
            return self.none()
        lue = Q(pk__in=self.model.objects.ou_agit(personne, "porteur"))
        for lecteurs in AUTRES_LECTEURS.values():
            lue |= lecteurs(personne)
        return self.filter(lue)

    def suivies_par(self, personne):
        """Celles que l’équipe de cette personne accompagne ; aucune si nul ne l’a déclaré."""
        suivie = AUTRES_LECTEURS.get(EQUIPE)
        return self.filter(suivie(personne)) if suivie and personne.is_authenticated else self.none()


class Organisation(Versionne, Chaine):
    """Une association, une commune et ses services, un service de l’État : tout ce qui porte ou finance."""

    nom = models.CharField("nom", max_length=255)
    sigle = models.CharField("sigle", max_length=60, blank=True)
    nature = models.CharField("nature", max_length=30, choices=Nature.choices, default=Nature.ASSOCIATION)
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[identifiants.siret])
    rna = models.CharField("numéro RNA", max_length=10, blank=True, validators=[identifiants.rna])
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="services")
    courriel = models.EmailField("adresse électronique", blank=True)
    modifie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    modifie_le = models.DateTimeField(null=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["nom"]
        constraints = [
            # Un service de la ville partage le SIRET de la ville : seul l’organisme de tête le porte en propre.
            models.UniqueConstraint(
                fields=["siret"], condition=models.Q(parent=None) & ~models.Q(siret=""), name="siret_unique"
            ),
        ]

    def __str__(self):
        return self.nom

    @property
    def nom_court(self):
        return self.sigle or self.nom

    def get_absolute_url(self):
        return reverse("organisations:fiche", args=[self.pk])

    @property
    def est_une_association(self):
        """Ce que la loi demande aux associations et aux fondations : le contrat d’engagement républicain."""
        return self.nature in (Nature.ASSOCIATION, Nature.FONDATION)
