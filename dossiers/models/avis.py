"""L’avis demandé à un service ou à un financeur : une question, une échéance avec son heure, un lien, une réponse."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import salted_hmac

from comptes.models import Organisation, Qualite
from dossiers.models.dossier import Dossier
from workflows.journal import condense
from workflows.temps import maintenant


class Sens(models.TextChoices):
    FAVORABLE = "favorable", "Favorable"
    RESERVE = "reserve", "Réservé"
    DEFAVORABLE = "defavorable", "Défavorable"


A_MOTIVER = (Sens.RESERVE, Sens.DEFAVORABLE)


class DemandeAvisQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """L’équipe de la convention, et les agents de l’organisation interrogée ; jamais le porteur (docs/metier.md §23)."""
        equipe = Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE)
        financeur = Organisation.objects.cles_ou_agit(personne, Qualite.FINANCEUR)
        lisibles = Q(dossier__campagne__convention__pilote__in=equipe) | Q(organisation__in=financeur)
        return self.filter(lisibles).exclude(dossier__in=Dossier.objects.portes_par(personne))

    def attendus(self):
        return self.filter(rendu_le=None, annulee_le=None)

    def du_lien(self, jeton):
        """Celle qu’ouvre ce lien, si elle attend encore et si le lien n’a pas expiré."""
        return self.attendus().filter(jeton_condense=condense(jeton), jeton_expire_le__gt=maintenant())


class DemandeAvis(models.Model):
    """Demandée, puis rendue ou annulée : trois dates, que la base tient ensemble. Une réponse ne change plus.

    `organisation` : dont les agents répondent avec leur compte ; sinon `nom` et `courriel`, qui répondent par le lien.
    Le lien ne se garde pas : la base n’a que sa graine, et le condensé du jeton que la clé du site en tire.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="avis")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="avis_demandes")
    nom = models.CharField("nom", max_length=120, blank=True)
    courriel = models.EmailField("adresse électronique", max_length=254, blank=True)
    question = models.TextField("question")
    echeance = models.DateTimeField("attendu le")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField(default=maintenant)
    graine = models.CharField(max_length=32, blank=True, editable=False)
    jeton_condense = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001
    jeton_expire_le = models.DateTimeField(null=True, editable=False)
    sens = models.CharField("avis", max_length=12, choices=Sens.choices, blank=True)
    texte = models.TextField("ce qui le motive", blank=True)
    rendu_le = models.DateTimeField(null=True, editable=False)
    rendu_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    annulee_le = models.DateTimeField(null=True, editable=False)
    annulee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motif = models.TextField("motif de l’annulation", blank=True)
    cle = models.UUIDField(null=True, unique=True, editable=False)

    objects = DemandeAvisQuerySet.as_manager()

    class Meta:
        verbose_name = "avis"
        ordering = ["echeance", "pk"]
        constraints = [
            models.CheckConstraint(
                name="un_avis_se_demande_a_quelqu_un", condition=Q(organisation__isnull=False) | ~Q(courriel="")
            ),
            models.CheckConstraint(
                name="un_avis_rendu_a_sa_date",
                condition=Q(sens="", texte="", rendu_le=None) | Q(sens__in=Sens.values, rendu_le__isnull=False),
            ),
            models.CheckConstraint(name="un_avis_mitige_se_motive", condition=~Q(sens__in=A_MOTIVER) | ~Q(texte="")),
            models.CheckConstraint(
                name="une_demande_annulee_dit_pourquoi",
                condition=Q(annulee_le=None, motif="") | Q(annulee_le__isnull=False, rendu_le=None) & ~Q(motif=""),
            ),
        ]

    def __str__(self):
        return f"Avis de {self.a_qui}, {self.dossier.reference}"

    def get_absolute_url(self):
        return reverse("dossiers:avis", args=[self.pk])

    @property
    def a_qui(self):
        if self.organisation_id and self.nom:
            return f"{self.nom}, {self.organisation}"
        return self.nom or (str(self.organisation) if self.organisation_id else self.courriel)

    @property
    def par_qui(self):
        """Qui a répondu : la personne connue du site, ou celle à qui le lien fut adressé."""
        return str(self.rendu_par) if self.rendu_par_id else self.a_qui

    @property
    def est_attendu(self):
        return self.rendu_le is None and self.annulee_le is None

    @property
    def est_en_retard(self):
        return self.est_attendu and self.echeance < maintenant()

    @property
    def etat(self):
        """Le mot que l’on lit, et son ton."""
        if self.annulee_le:
            return "Annulé", "clos"
        if self.sens:
            tons = {Sens.FAVORABLE: "ok", Sens.RESERVE: "attente", Sens.DEFAVORABLE: "non"}
            return self.get_sens_display(), tons[self.sens]
        return ("En retard", "non") if self.est_en_retard else ("Attendu", "cours")

    # Le lien : signé par la clé du site, gardé en condensé, consommé par une seule réponse
    @property
    def jeton(self):
        """Le jeton du lien, que la clé du site retrouve au moment d’écrire le courriel ; il ne se garde nulle part."""
        return salted_hmac("dossiers.avis", f"{self.pk}:{self.graine}", algorithm="sha256").hexdigest()

    def ouvrir_un_lien(self, expire_le):
        """Fait un lien neuf ; celui d’avant, s’il y en eut un, ne s’ouvre plus."""
        self.graine = secrets.token_hex(16)
        self.jeton_condense, self.jeton_expire_le = condense(self.jeton), expire_le

    def fermer_le_lien(self):
        self.graine, self.jeton_condense, self.jeton_expire_le = "", None, None
