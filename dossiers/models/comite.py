"""Autour du comité : les scénarios de montants que l’on compare avant, les avenants datés que l’on prend après."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from comptes.models import Organisation, Qualite
from dossiers.models.inscription import Decision
from dossiers.models.ligne import Ligne
from programmation.models import Seance
from workflows.journal import ORIGINE
from workflows.temps import maintenant


class ScenarioQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Un scénario est un brouillon de l’équipe : ni un financeur ni un porteur ne le lit."""
        return self.filter(
            seance__campagne__convention__pilote__in=Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE)
        )


class Scenario(models.Model):
    """Une répartition possible, nommée, que l’on copie et compare. Le scénario choisi préremplit la grille."""

    seance = models.ForeignKey(Seance, models.PROTECT, related_name="scenarios")
    nom = models.CharField("nom", max_length=80)
    est_choisi = models.BooleanField("choisi", default=False, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    cree_le = models.DateTimeField(default=maintenant, editable=False)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = "scénario"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("seance", Lower("nom"), name="un_scenario_par_nom"),
            models.UniqueConstraint(
                fields=["seance"], condition=Q(est_choisi=True), name="un_scenario_choisi_par_seance"
            ),
        ]

    def __str__(self):
        return self.nom


class MontantDeScenario(models.Model):
    """Ce qu’un scénario donne à une ligne, en euros."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="montants")
    ligne = models.ForeignKey(Ligne, models.PROTECT, related_name="montants_de_scenario")
    contrat_de_ville = models.DecimalField("contrat de ville", max_digits=12, decimal_places=2, default=0)
    droit_commun = models.DecimalField("droit commun", max_digits=12, decimal_places=2, default=0)

    class Meta:
        verbose_name = "montant de scénario"
        constraints = [
            models.UniqueConstraint(fields=["scenario", "ligne"], name="un_montant_par_ligne_et_scenario"),
            models.CheckConstraint(
                name="montants_de_scenario_positifs", condition=Q(contrat_de_ville__gte=0, droit_commun__gte=0)
            ),
        ]

    def __str__(self):
        return f"{self.montant} €, {self.ligne}"

    @property
    def montant(self):
        return self.contrat_de_ville + self.droit_commun


class AvenantQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Qui voit la séance lit ses avenants (docs/metier.md §12)."""
        return self.filter(seance__in=Seance.objects.visibles_par(personne))


class Avenant(models.Model):
    """Une décision changée après l’acte : datée, numérotée, motivée. Elle s’ajoute ; la première reste lisible.

    `avant` et `apres` : {"statut", "contrat_de_ville", "droit_commun"}, montants en euros écrits en texte.
    Chaque avenant porte l’empreinte de son contenu et de ce qui le précède : le sceau de la séance, puis l’avenant d’avant.
    """

    EST_UN_JOURNAL = True

    seance = models.ForeignKey(Seance, models.PROTECT, related_name="avenants")
    numero = models.PositiveSmallIntegerField("numéro")
    ligne = models.ForeignKey(Ligne, models.PROTECT, related_name="avenants")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="avenants")
    pris_le = models.DateField("pris le")
    motif = models.TextField("motif")
    avant = models.JSONField()
    apres = models.JSONField("après")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    le = models.DateTimeField(default=maintenant, editable=False)
    empreinte_precedente = models.CharField(max_length=64, default=ORIGINE, editable=False)
    empreinte = models.CharField(max_length=64, editable=False)

    objects = AvenantQuerySet.as_manager()

    class Meta:
        ordering = ["seance", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["seance", "numero"], name="un_numero_par_avenant"),
            models.CheckConstraint(name="un_avenant_dit_pourquoi", condition=~Q(motif="")),
        ]

    def __str__(self):
        return f"Avenant n° {self.numero}, {self.ligne}"
