"""Le dossier construit à plusieurs : le porteur dépose et rend compte ; chaque partenaire confirme et dit sa part."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField

from comptes.models import Organisation, Qualite
from dossiers import regles
from dossiers.models.dossier import Dossier
from dossiers.statuts import StatutPartenariat
from workflows.moteur import ObjetAEtats, StatutProtege, transition
from workflows.temps import maintenant

VIVANTS = (StatutPartenariat.PRESSENTI, StatutPartenariat.INVITE, StatutPartenariat.CONFIRME)


class PartenariatQuerySet(StatutProtege):
    def visibles_par(self, personne):
        """Ceux d’un dossier que cette personne lit en entier, et ceux qui invitent l’une de ses organisations."""
        if not personne.is_authenticated:
            return self.none()
        siennes = Organisation.objects.cles_ou_agit(personne, Qualite.PORTEUR)
        return self.filter(Q(dossier__in=Dossier.objects.lus_en_entier_par(personne)) | Q(organisation__in=siennes))

    def des_organisations(self, cles):
        """Ceux que ces organisations (des clés) portent, ou sont invitées à porter."""
        return self.filter(organisation__in=cles, statut__in=VIVANTS)


class Partenariat(ObjetAEtats):
    """Une organisation qui porte une part de l’action avec le porteur. Les parts sont indicatives : elle ne reçoit rien."""

    LIENS = ("organisation",)

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="partenariats")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partenariats", verbose_name="partenaire"
    )
    statut = FSMField(choices=StatutPartenariat.choices, default=StatutPartenariat.PRESSENTI, protected=True)
    attente = models.TextField("ce que le porteur en attend", max_length=1000, blank=True)
    motif = models.TextField(blank=True, editable=False)
    part_texte = models.TextField("ce que nous faisons", max_length=4000, blank=True)
    part_pourcent = models.DecimalField(
        "notre part, en %", max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    part_euros = models.DecimalField(
        "notre part, en euros",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    invite_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    invite_le = models.DateTimeField("invité le", default=maintenant, editable=False)
    repondu_le = models.DateTimeField("répondu le", null=True, editable=False)

    objects = PartenariatQuerySet.as_manager()

    class Meta:
        verbose_name = "partenaire du dossier"
        verbose_name_plural = "partenaires du dossier"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "organisation"], condition=Q(statut__in=VIVANTS), name="un_partenariat_par_organisation"
            ),
            models.CheckConstraint(
                name="statut_de_partenariat_connu", condition=Q(statut__in=StatutPartenariat.values)
            ),
            models.CheckConstraint(
                name="part_en_pour_cent",
                condition=Q(part_pourcent=None) | Q(part_pourcent__gte=0, part_pourcent__lte=Decimal(100)),
            ),
            models.CheckConstraint(name="part_positive", condition=Q(part_euros=None) | Q(part_euros__gte=0)),
            models.CheckConstraint(
                name="un_partenariat_confirme_a_sa_date",
                condition=~Q(statut__in=[StatutPartenariat.CONFIRME, StatutPartenariat.DECLINE])
                | Q(repondu_le__isnull=False),
            ),
            models.CheckConstraint(
                name="un_partenariat_rompu_dit_pourquoi",
                condition=Q(statut__in=VIVANTS) | ~Q(motif=""),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.organisation}, {self.get_statut_display().lower()}"

    def get_absolute_url(self):
        """La page des partenaires ; écartée, une organisation ne l’ouvre plus : ses propres dossiers."""
        if self.statut == StatutPartenariat.ECARTE:
            return reverse("dossiers:liste")
        return reverse("dossiers:partenaires", args=[self.dossier_id])

    # Ce que le moteur attend
    @property
    def racine(self):
        return self.dossier

    @property
    def passages(self):
        return self.dossier.passages

    def sujet_du_passage(self):
        return {"partenariat": self}

    def role_de(self, personne):
        if regles.membre_du_partenaire(self, personne):
            droit = "signataire" if regles.signataire_du_partenaire(self, personne) else "rédacteur"
            return f"{droit}, {self.organisation}"
        return self.dossier.role_de(personne)

    @classmethod
    def verrouiller(cls, pk):
        """Toujours dans le même ordre : dossier → partenariat."""
        dossier = Dossier.verrouiller(cls.objects.values_list("dossier_id", flat=True).get(pk=pk))
        partenariat = cls._verrouille(pk=pk)
        partenariat.dossier = dossier
        return partenariat

    @property
    def est_confirme(self):
        return self.statut == StatutPartenariat.CONFIRME

    # La machine
    @transition("Inviter ce partenaire", de=[StatutPartenariat.PRESSENTI], vers=StatutPartenariat.INVITE,
                par=regles.signataire_du_porteur, si=[regles.dossier_a_completer_a_plusieurs], fait="Partenaire invité",
                bouton=False)  # fmt: skip
    def inviter(self):
        self.invite_le = maintenant()

    @transition("Confirmer", de=[StatutPartenariat.INVITE], vers=StatutPartenariat.CONFIRME,
                par=regles.signataire_du_partenaire, si=[regles.dossier_toujours_en_cours],
                fait="Partenariat confirmé")  # fmt: skip
    def confirmer(self):
        self.repondu_le = maintenant()

    @transition("Décliner", de=[StatutPartenariat.INVITE], vers=StatutPartenariat.DECLINE,
                par=regles.signataire_du_partenaire, motivee=True, fait="Partenariat décliné")  # fmt: skip
    def decliner(self):
        self.repondu_le, self.motif = maintenant(), self.saisie["motif"]

    @transition("Se retirer du dossier", de=[StatutPartenariat.CONFIRME], vers=StatutPartenariat.RETIRE,
                par=regles.signataire_du_partenaire, si=[regles.dossier_pas_encore_depose], motivee=True,
                fait="Partenaire retiré")  # fmt: skip
    def se_retirer(self):
        self.motif = self.saisie["motif"]

    @transition("Renoncer à ce partenaire", de=[StatutPartenariat.INVITE, StatutPartenariat.CONFIRME],
                vers=StatutPartenariat.ECARTE, par=regles.signataire_du_porteur,
                si=[regles.dossier_pas_encore_depose], motivee=True, fait="Partenaire écarté")  # fmt: skip
    def ecarter(self):
        self.motif = self.saisie["motif"]
