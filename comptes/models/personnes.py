"""Les personnes, reconnues à leur adresse électronique, et les essais manqués de qui tente d’entrer."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from workflows.composee import composee


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
    identite_lue = None  # (nom, clé, condensé) de l’identité que le journal lui connaît, lue avec ses droits

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
        rangs = _ses_titres.tous(self.pk, self.nom_complet)
        # Au même rang, le nom que le journal lui connaît : qui vérifie ses droits consigne ensuite son acte.
        self.identite_lue = (self.nom_complet, rangs[0].identite, rangs[0].condense) if rangs else None
        return titres_lus(rangs)

    def relire_ses_droits(self):
        """Oublie les droits déjà lus : la porte les vérifie sur l’instant, même retirés en cours de session."""
        self.__dict__.pop("rattachements", None)
        self.identite_lue = None

    def est_a_titre(self, qualite):
        """Vrai si l’un de ses rattachements est à ce titre."""
        return any(q == qualite for _, q, _ in self.rattachements)

    def agit_comme(self, qualite, organisation_id, *droits):
        """Vrai si cette personne agit à ce titre pour cette organisation (avec l’un de ces droits, s’ils sont dits)."""
        return self.is_active and any(
            organisation == organisation_id and q == qualite and (not droits or droit in droits)
            for organisation, q, droit in self.rattachements
        )


@composee
def _ses_titres(cle, nom):
    connue = FilteredRelation("identites", condition=Q(identites__nom=nom))
    personne = Utilisateur.objects.only("pk").filter(pk=cle).annotate(connue=connue)
    return avec_ses_titres(personne).annotate(identite=F("connue__pk"), condense=F("connue__condense"))


def avec_ses_titres(personnes):
    """Ces personnes (QuerySet), un rang par rattachement ; un seul, vide, pour qui n’en a aucun."""
    siens = {"pour": F("adhesions__organisation"), "titre": F("adhesions__qualite"), "droit": F("adhesions__droit")}
    return personnes.annotate(**siens).order_by()


def titres_lus(rangs):
    """Les rattachements que disent ces rangs d’une même personne."""
    return frozenset((rang.pour, rang.titre, rang.droit) for rang in rangs if rang.pour)


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
