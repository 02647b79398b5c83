"""Les personnes, les organisations, et ce qui les rattache : une personne agit toujours au titre d’une organisation."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from comptes import identifiants


class Nature(models.TextChoices):
    ASSOCIATION = "association", "Association"
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


class UtilisateurManager(BaseUserManager):
    def get_by_natural_key(self, courriel):
        return self.get(courriel__iexact=courriel)

    def create_user(self, courriel, password=None, **champs):
        utilisateur = self.model(courriel=self.normalize_email(courriel), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    def create_superuser(self, courriel, password=None, **champs):
        return self.create_user(courriel, password, is_staff=True, is_superuser=True, **champs)

    def technique(self, nom):
        """Le compte au nom duquel agit un automate : jamais personne, jamais un humain, jamais connecté."""
        # Deux premiers gestes au même instant : l’unicité départage, personne ne tombe.
        champs = {"nom": "Automate", "est_technique": True, "password": make_password(None)}
        return self.get_or_create(courriel=f"{nom}@technique.invalid", defaults=champs)[0]


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    """Une personne, reconnue à son adresse électronique."""

    courriel = models.EmailField("adresse électronique", max_length=254, unique=True)
    prenom = models.CharField("prénom", max_length=80, blank=True)
    nom = models.CharField("nom", max_length=80)
    est_technique = models.BooleanField("compte technique", default=False, editable=False)
    is_active = models.BooleanField("compte actif", default=True)
    is_staff = models.BooleanField("administre les comptes", default=False)

    objects = UtilisateurManager()
    USERNAME_FIELD = EMAIL_FIELD = "courriel"
    REQUIRED_FIELDS = ["nom"]

    class Meta:
        verbose_name = "personne"
        ordering = ["nom", "prenom"]
        constraints = [models.UniqueConstraint(Lower("courriel"), name="un_compte_par_adresse")]

    def __str__(self):
        return self.nom_complet

    @property
    def nom_complet(self):
        return f"{self.prenom} {self.nom}".strip()

    @cached_property
    def rattachements(self):
        """Les (organisation, qualité, droit) de cette personne, lus une fois par requête."""
        return frozenset(self.adhesions.order_by().values_list("organisation_id", "qualite", "droit"))

    def relire_ses_droits(self):
        """Oublie les droits déjà lus : la porte les vérifie sur l’instant, même retirés en cours de session."""
        self.__dict__.pop("rattachements", None)

    def agit_comme(self, qualite, organisation_id, *droits):
        """Vrai si cette personne agit à ce titre pour cette organisation (avec l’un de ces droits, s’ils sont dits)."""
        return self.is_active and any(
            organisation == organisation_id and q == qualite and (not droits or droit in droits)
            for organisation, q, droit in self.rattachements
        )


class OrganisationQuerySet(models.QuerySet):
    def ou_agit(self, personne, *qualites):
        """Les organisations pour lesquelles cette personne agit, à l’un de ces titres ; d’après ses droits, déjà lus.

        Un titre que la personne n’a pas ne laisse rien dans la requête : la base n’a pas à l’apprendre elle-même.
        """
        if not personne.is_authenticated:
            return self.none()
        siennes = {organisation for organisation, q, _ in personne.rattachements if not qualites or q in qualites}
        return self.filter(pk__in=sorted(siennes))


class Organisation(models.Model):
    """Une association, une commune et ses services, un service de l’État : tout ce qui porte ou finance."""

    nom = models.CharField("nom", max_length=255)
    sigle = models.CharField("sigle", max_length=60, blank=True)
    nature = models.CharField("nature", max_length=30, choices=Nature.choices, default=Nature.ASSOCIATION)
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[identifiants.siret])
    rna = models.CharField("numéro RNA", max_length=10, blank=True, validators=[identifiants.rna])
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="services")
    courriel = models.EmailField("adresse électronique", blank=True)

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


class EssaiDeConnexion(models.Model):
    """Les essais manqués d’une adresse depuis une provenance : le délai croît, le compte n’est jamais bloqué."""

    cle = models.CharField(max_length=64, unique=True)  # un condensé : ni l’adresse ni la provenance ne se lisent ici
    nombre = models.PositiveIntegerField(default=0)
    attendre_jusqu_au = models.DateTimeField()

    class Meta:
        verbose_name = "essai de connexion"
        verbose_name_plural = "essais de connexion"

    def __str__(self):
        return f"{self.nombre} essais"
