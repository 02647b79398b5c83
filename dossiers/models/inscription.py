"""L’inscription d’un dossier à l’ordre du jour d’une séance, et les décisions que l’on y saisit."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dossiers.models.dossier import Dossier
from dossiers.models.ligne import Ligne
from programmation.models import Financeur, LienDeGuichet, Seance
from workflows.temps import maintenant


class InscriptionQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """L’ordre du jour entier se lit de qui voit la séance : titre, porteur et montants (docs/metier.md §12)."""
        return self.filter(seance__in=Seance.objects.visibles_par(personne))

    def en_vigueur(self):
        return self.filter(retiree_le=None)


class Inscription(models.Model):
    """Un dossier à l’ordre du jour d’une séance de l’un des trois temps."""

    seance = models.ForeignKey(Seance, models.PROTECT, related_name="inscriptions")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="inscriptions")
    ordre = models.PositiveSmallIntegerField(default=1)
    suite = models.CharField("suite proposée", max_length=20, choices=Dossier.Suite.choices, blank=True)
    note = models.TextField("ce qui s’est dit", blank=True)
    retiree_le = models.DateTimeField(null=True, editable=False)

    objects = InscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "dossier"], condition=Q(retiree_le=None), name="un_dossier_une_fois_a_l_ordre_du_jour"
            )
        ]

    def __str__(self):
        return f"{self.dossier.reference} à {self.seance}"


class Pouvoir(models.Model):
    """La parole d’un financeur absent : qui l’a donnée, quand, et le papier qui le dit. L’équipe saisit alors pour lui."""

    seance = models.ForeignKey(Seance, models.PROTECT, related_name="pouvoirs")
    financeur = models.ForeignKey(Financeur, models.PROTECT, related_name="pouvoirs")
    donne_par = models.CharField("donné par (nom et qualité)", max_length=200)
    donne_le = models.DateField("donné le")
    papier = models.CharField("papier qui le dit", max_length=255)
    nom = models.CharField("nom du fichier", max_length=160, blank=True, editable=False)
    fichier = models.CharField(max_length=48, blank=True, editable=False)
    taille = models.PositiveIntegerField(default=0, editable=False)
    empreinte = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    le = models.DateTimeField(default=maintenant, editable=False)

    class Meta:
        ordering = ["financeur__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["seance", "financeur"], name="un_pouvoir_par_guichet_et_seance"),
        ]

    def __str__(self):
        return f"{self.donne_par}, pour {self.financeur}"


class RecusationQuerySet(models.QuerySet):
    def en_vigueur(self):
        return self.filter(levee_le=None)


class Recusation(models.Model):
    """Une personne qui se retire d’une décision, parce qu’un lien connu l’y invite ou parce qu’elle le dit."""

    inscription = models.ForeignKey("Inscription", models.PROTECT, related_name="recusations")
    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusations")
    motif = models.TextField("motif")
    est_suggeree = models.BooleanField("proposée d’après un lien connu", default=False, editable=False)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    le = models.DateTimeField(default=maintenant, editable=False)
    levee_le = models.DateTimeField(null=True, editable=False)
    levee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)

    objects = RecusationQuerySet.as_manager()

    class Meta:
        verbose_name = "récusation"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inscription", "personne"], condition=Q(levee_le=None), name="une_recusation_par_personne"
            ),
            models.CheckConstraint(name="une_recusation_dit_pourquoi", condition=~Q(motif="")),
        ]

    def __str__(self):
        return f"{self.personne} se retire, {self.inscription.dossier.reference}"


class DecisionQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        return self.filter(inscription__in=Inscription.objects.visibles_par(personne))


class Decision(models.Model):
    """Ce qu’un financeur dit en séance d’une ligne : une saisie, sans effet tant que le comité n’a pas acté.

    `choix` est le nom de la transition que l’acte franchira. Montants en euros.
    """

    class Choix(models.TextChoices):
        ACCORDER = "accorder", "Accorder"
        REFUSER = "refuser", "Refuser"
        AJOURNER = "ajourner", "Ajourner"

    inscription = models.ForeignKey(Inscription, models.PROTECT, related_name="decisions")
    ligne = models.ForeignKey(Ligne, models.PROTECT, related_name="decisions")
    choix = models.CharField("décision", max_length=10, choices=Choix.choices)
    contrat_de_ville = models.DecimalField("contrat de ville", max_digits=12, decimal_places=2, default=0)
    droit_commun = models.DecimalField("droit commun", max_digits=12, decimal_places=2, default=0)
    motif = models.TextField(blank=True)
    condition = models.TextField("sous réserve de", blank=True)
    condition_avant_le = models.DateField("à lever avant le", null=True, blank=True)
    saisie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    lien = models.ForeignKey(LienDeGuichet, models.PROTECT, null=True, related_name="decisions", editable=False)
    pouvoir = models.ForeignKey(Pouvoir, models.PROTECT, null=True, related_name="decisions", editable=False)
    saisie_le = models.DateTimeField(default=maintenant, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision en séance"
        ordering = ["ligne__financeur__ordre", "pk"]
        indexes = [
            models.Index(fields=["saisie_le"], name="decisions_recentes")
        ]  # ce que suit la grille, sans tout relire
        constraints = [
            models.UniqueConstraint(fields=["inscription", "ligne"], name="une_decision_par_ligne_et_par_seance"),
            models.CheckConstraint(name="decision_connue", condition=Q(choix__in=["accorder", "refuser", "ajourner"])),
            models.CheckConstraint(
                name="decisions_positives", condition=Q(contrat_de_ville__gte=0) & Q(droit_commun__gte=0)
            ),
            models.CheckConstraint(
                name="seul_un_accord_a_un_montant",
                condition=Q(choix="accorder") & (Q(contrat_de_ville__gt=0) | Q(droit_commun__gt=0))
                | ~Q(choix="accorder") & Q(contrat_de_ville=0, droit_commun=0),
            ),
            models.CheckConstraint(
                name="une_decision_vient_de_quelqu_un",
                condition=Q(saisie_par__isnull=False, lien__isnull=True)
                | Q(saisie_par__isnull=True, lien__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_choix_display()} {self.ligne}"

    @property
    def auteur(self):
        """Qui l’a saisie, en toutes lettres : une personne, un financeur par son lien, ou l’équipe pour un absent."""
        if self.lien_id:
            return f"{self.lien.nom}, par son lien"
        return (
            f"{self.saisie_par}, sur la parole de {self.pouvoir.donne_par}" if self.pouvoir_id else str(self.saisie_par)
        )

    @property
    def montant(self):
        return self.contrat_de_ville + self.droit_commun
