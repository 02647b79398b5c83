"""La campagne d’un exercice : son calendrier, ses financeurs, leurs enveloppes."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from comptes.models import Organisation, Qualite
from programmation.models.contrat import Convention
from programmation.models.strategie import Enjeu
from programmation.models.territoire import Quartier
from workflows.temps import PARIS, maintenant


class CampagneQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Une campagne est publique : son calendrier et ses priorités se lisent sans compte."""
        return self.all()

    def de_l_equipe(self, personne):
        """Les campagnes des conventions dont cette personne fait partie de l’équipe."""
        return self.filter(
            convention__pilote__in=Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE),
        )

    def en_cours(self, instant=None):
        """Les campagnes qui vivent encore : trois se chevauchent d’ordinaire (dépôt, réalisation, bilans)."""
        return self.filter(close_le__isnull=True)

    def ouvertes_au_depot(self, instant=None):
        instant = instant or maintenant()
        return self.filter(depot_ouvre_le__lte=instant, depot_ferme_le__gte=instant)


class Campagne(models.Model):
    """Un exercice civil d’une convention. Toute date vient d’ici : les territoires diffèrent de plusieurs mois."""

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="campagnes")
    annee = models.PositiveSmallIntegerField("exercice")
    depot_ouvre_le = models.DateTimeField("ouverture du dépôt")
    depot_ferme_le = models.DateTimeField("clôture du dépôt")
    delai_de_grace = models.DurationField("délai de grâce", default=timedelta(0))
    bilan_du_le = models.DateField("bilans attendus le")
    close_le = models.DateField("campagne close le", null=True, blank=True)
    brouillon_dort_apres = models.PositiveSmallIntegerField("jours avant de relancer un brouillon", default=10)
    delai_de_complement = models.PositiveSmallIntegerField("jours laissés pour compléter", default=14)
    # Deux seuils d’avertissement, jamais de refus (docs/metier.md §19)
    part_qpv_attendue = models.PositiveSmallIntegerField("part d’habitants de QPV attendue, en %", default=50)
    taux_public_maximal = models.PositiveSmallIntegerField(
        "part d’argent public à signaler au-delà de, en %", default=80
    )
    bilan_manquant_bloque = models.BooleanField(
        "le règlement écarte un renouvellement dont le bilan manque", default=False
    )
    financeurs = models.ManyToManyField("Financeur", related_name="campagnes", blank=True)

    objects = CampagneQuerySet.as_manager()

    class Meta:
        ordering = ["-annee", "convention_id"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "annee"], name="une_campagne_par_exercice"),
            models.CheckConstraint(
                name="depot_ferme_apres_ouverture", condition=Q(depot_ferme_le__gt=F("depot_ouvre_le"))
            ),
        ]

    def __str__(self):
        return f"Campagne {self.annee}"

    @property
    def debut(self):
        return self.depot_ouvre_le.astimezone(PARIS).date().replace(year=self.annee, month=1, day=1)

    @property
    def fin(self):
        return self.debut.replace(month=12, day=31)

    def recoit_a(self, instant):
        """Vrai si un dépôt reçu à cet instant est dans les délais : ouverture ≤ instant ≤ clôture + grâce."""
        return self.depot_ouvre_le <= instant <= self.depot_ferme_le + self.delai_de_grace


class FinanceurQuerySet(models.QuerySet):
    def de_la_personne(self, personne):
        """Les guichets au nom desquels cette personne parle."""
        return self.filter(organisation__in=Organisation.objects.cles_ou_agit(personne, Qualite.FINANCEUR))


class Financeur(models.Model):
    """Un guichet : une organisation et l’un de ses dispositifs (État P147 et DRAC en sont deux)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="guichets")
    dispositif = models.CharField(max_length=120, blank=True)
    libelle = models.CharField(
        "nom d’usage", max_length=120, blank=True, help_text="S’il diffère du nom de l’organisation."
    )
    ordre = models.PositiveSmallIntegerField(default=100)

    objects = FinanceurQuerySet.as_manager()

    class Meta:
        ordering = ["ordre", "organisation__nom", "dispositif"]
        constraints = [models.UniqueConstraint(fields=["organisation", "dispositif"], name="un_guichet_par_dispositif")]

    def __str__(self):
        return f"{self.nom_court}, {self.dispositif}" if self.dispositif else self.nom_court

    @property
    def nom_court(self):
        return self.libelle or self.organisation.nom_court

    @property
    def nom(self):
        return str(self)


class EnveloppeQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """L’équipe lit toutes les enveloppes de sa convention ; un financeur lit la sienne."""
        if not personne.is_authenticated:
            return self.none()
        equipe = Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE)
        financeur = Organisation.objects.cles_ou_agit(personne, Qualite.FINANCEUR)
        return self.filter(Q(campagne__convention__pilote__in=equipe) | Q(financeur__organisation__in=financeur))


class Enveloppe(models.Model):
    """Ce qu’un financeur peut accorder sur une campagne, et ce qui en est déjà engagé. En euros.

    `quartier` et `enjeu` la réservent à ce quartier, à cet enjeu, ou aux deux ; vides, elle sert partout.
    """

    class Nature(models.TextChoices):
        PREVISIONNELLE = "previsionnelle", "Prévisionnelle"
        NOTIFIEE = "notifiee", "Notifiée"

    campagne = models.ForeignKey(Campagne, models.PROTECT, related_name="enveloppes")
    financeur = models.ForeignKey(Financeur, models.PROTECT, related_name="enveloppes")
    quartier = models.ForeignKey(Quartier, models.PROTECT, null=True, blank=True, related_name="enveloppes")
    enjeu = models.ForeignKey(Enjeu, models.PROTECT, null=True, blank=True, related_name="enveloppes")
    nature = models.CharField(max_length=20, choices=Nature.choices, default=Nature.PREVISIONNELLE)
    montant = models.DecimalField("montant", max_digits=12, decimal_places=2)
    engage = models.DecimalField("déjà accordé", max_digits=12, decimal_places=2, default=0, editable=False)

    objects = EnveloppeQuerySet.as_manager()

    class Meta:
        ordering = ["financeur__ordre", "pk"]
        constraints = [
            # Une clé dont une colonne est vide n’en est pas une : chaque sorte de réserve a la sienne.
            models.UniqueConstraint(
                fields=["campagne", "financeur"],
                condition=Q(quartier=None, enjeu=None),
                name="une_enveloppe_par_financeur",
            ),
            models.UniqueConstraint(
                fields=["campagne", "financeur", "quartier"], condition=Q(enjeu=None), name="une_enveloppe_par_quartier"
            ),
            models.UniqueConstraint(
                fields=["campagne", "financeur", "enjeu"], condition=Q(quartier=None), name="une_enveloppe_par_enjeu"
            ),
            models.UniqueConstraint(
                fields=["campagne", "financeur", "quartier", "enjeu"], name="une_enveloppe_par_quartier_et_enjeu"
            ),
            models.CheckConstraint(
                name="engage_dans_l_enveloppe", condition=Q(engage__gte=0) & Q(engage__lte=F("montant"))
            ),
        ]

    def __str__(self):
        return f"{self.financeur} {self.campagne.annee}"

    @property
    def reste(self):
        return self.montant - self.engage

    @property
    def reserve(self):
        """À quoi elle est réservée : « Le Plateau », « enjeu 2 », « Le Plateau, enjeu 2 » ; vide, elle sert partout."""
        parts = (self.quartier.nom if self.quartier else "", f"enjeu {self.enjeu.numero}" if self.enjeu else "")
        return ", ".join(filter(None, parts))

    @property
    def nom(self):
        """« État, P147 · Le Plateau » : son financeur, puis sa réserve."""
        return " · ".join(filter(None, (str(self.financeur), self.reserve)))


class VersionEnveloppe(models.Model):
    """Ce que valait une enveloppe à une date, par qui, et pourquoi : s’ajoute, ne se réécrit pas. En euros."""

    EST_UN_JOURNAL = True

    enveloppe = models.ForeignKey(Enveloppe, models.PROTECT, related_name="versions")
    nature = models.CharField(max_length=20, choices=Enveloppe.Nature.choices)
    montant = models.DecimalField("montant", max_digits=12, decimal_places=2)
    commentaire = models.TextField(blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField(default=maintenant)

    class Meta:
        verbose_name = "version d’enveloppe"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.montant} €, {self.get_nature_display().lower()}"
