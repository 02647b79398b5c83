"""Une séance de l’un des trois temps : préparée, convoquée, ouverte, actée."""

from django.db import models
from django.urls import reverse
from django_fsm import FSMField

from comptes.models import Organisation, Qualite
from programmation import regles
from programmation.models.campagne import Campagne
from workflows.journal import Chaine, Passage
from workflows.moteur import ObjetAEtats, StatutProtege, transition
from workflows.temps import maintenant


class StatutSeance(models.TextChoices):
    PREPAREE = "preparee", "En préparation"
    CONVOQUEE = "convoquee", "Convoquée"
    OUVERTE = "ouverte", "Ouverte"
    ACTEE = "actee", "Actée"


class Temps(models.IntegerChoices):
    """Les trois temps de la gouvernance annuelle, tels que la convention les numérote."""

    FINANCEURS = 1, "Temps 1 · Comité des financeurs"
    PILOTAGE = 2, "Temps 2 · Comité de pilotage"
    PERSPECTIVES = 3, "Temps 3 · Enjeux de l’année suivante"


class SeanceQuerySet(StatutProtege):
    def visibles_par(self, personne):
        """L’équipe voit ses séances ; les financeurs de la campagne voient celles qui sont convoquées ou passées."""
        if not personne.is_authenticated:
            return self.none()
        equipe = Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE)
        lues = models.Q(campagne__convention__pilote__in=equipe)
        if not personne.est_a_titre(Qualite.FINANCEUR):
            return self.filter(lues)
        financeur = Organisation.objects.cles_ou_agit(personne, Qualite.FINANCEUR)
        invites = models.Q(campagne__in=Campagne.objects.filter(financeurs__organisation__in=financeur)) | models.Q(
            campagne__convention__in=Campagne.objects.filter(convention__copilotes__in=financeur).values("convention")
        )
        return self.filter(lues | (invites & ~models.Q(statut=StatutSeance.PREPAREE)))


class Seance(ObjetAEtats, Chaine):
    """La réunion d’un Temps : un ordre du jour (inscriptions, salle du dessus), une présence, un acte."""

    LIENS = ("campagne__convention__pilote",)

    campagne = models.ForeignKey(Campagne, models.PROTECT, related_name="seances")
    temps = models.PositiveSmallIntegerField(choices=Temps.choices)
    intitule = models.CharField("intitulé", max_length=200)
    prevue_le = models.DateTimeField("date et heure")
    lieu = models.CharField(max_length=200, blank=True)
    statut = FSMField(choices=StatutSeance.choices, default=StatutSeance.PREPAREE, protected=True)
    convoquee_le = models.DateTimeField(null=True, editable=False)
    ouverte_le = models.DateTimeField(null=True, editable=False)
    actee_le = models.DateTimeField(null=True, editable=False)
    sceau = models.CharField("SHA-256 de ce qui fut acté", max_length=64, blank=True, editable=False)

    objects = SeanceQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        ordering = ["-prevue_le"]
        constraints = [
            models.CheckConstraint(name="statut_de_seance_connu", condition=models.Q(statut__in=StatutSeance.values)),
            models.CheckConstraint(
                name="seance_actee_a_sa_date",
                condition=~models.Q(statut=StatutSeance.ACTEE) | models.Q(actee_le__isnull=False),
            ),
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("seances:seance", args=[self.pk])

    def role_de(self, personne):
        if personne.est_technique:
            return "automate"
        droit = "chef de projet" if regles.chef(self, personne) else "instructeur"
        return f"{droit}, {self.campagne.convention.pilote}"

    @transition(
        "Convoquer", de=[StatutSeance.PREPAREE], vers=StatutSeance.CONVOQUEE, par=regles.equipe, fait="Séance convoquée"
    )
    def convoquer(self):
        self.convoquee_le = maintenant()

    @transition(
        "Ouvrir la séance",
        de=[StatutSeance.CONVOQUEE],
        vers=StatutSeance.OUVERTE,
        par=regles.equipe,
        fait="Séance ouverte",
    )
    def ouvrir(self):
        self.ouverte_le = maintenant()

    @transition(
        "Acter la séance",
        de=[StatutSeance.OUVERTE],
        vers=StatutSeance.ACTEE,
        par=regles.chef,
        si=[regles.presence_saisie, regles.enjeu_ecrit],
        fait="Séance actée",
    )
    def acter(self, sceau="", **decisions):
        self.actee_le, self.sceau = maintenant(), sceau

    @property
    def est_actee(self):
        return self.statut == StatutSeance.ACTEE

    @property
    def est_ouverte(self):
        return self.statut == StatutSeance.OUVERTE


class Presence(models.Model):
    """Qui était attendu, qui est venu. Une liste de personnes : l’équipe et les participants la lisent, personne d’autre."""

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="presences")
    nom = models.CharField("nom et prénom", max_length=160)
    organisme = models.CharField(max_length=200, blank=True)
    qualite = models.CharField("qualité", max_length=160, blank=True)
    financeur = models.ForeignKey("Financeur", models.PROTECT, null=True, blank=True, related_name="presences")
    est_present = models.BooleanField("présent", default=False)
    ordre = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = "présence"
        ordering = ["ordre", "pk"]

    def __str__(self):
        return self.nom


class PassageSeance(Passage):
    objet = models.ForeignKey(Seance, models.PROTECT, related_name="passages")

    class Meta(Passage.Meta):
        verbose_name = "séance"
        constraints = [models.UniqueConstraint(fields=["objet", "rang"], name="un_rang_par_passage_de_seance")]
