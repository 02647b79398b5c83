"""L’instruction d’un dossier : ses étiquettes, les notes que seule l’équipe lit, les montants proposés avant le comité."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from comptes.models import Organisation, Qualite
from dossiers.models.dossier import Dossier
from dossiers.models.inscription import Inscription
from dossiers.models.ligne import Ligne
from programmation.models import Convention, Seance
from workflows.temps import maintenant


class EtiquetteQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Une étiquette est un outil de l’équipe : ni le porteur ni un financeur ne la lisent."""
        return self.filter(convention__pilote__in=Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE))


class Etiquette(models.Model):
    """Un mot que l’équipe pose sur ses dossiers pour les retrouver ; sa couleur n’est jamais seule à parler."""

    class Ton(models.TextChoices):
        NEUTRE = "", "Gris"
        COURS = "cours", "Bleu"
        OK = "ok", "Vert"
        ATTENTE = "attente", "Ocre"
        NON = "non", "Rouge"
        PAUSE = "pause", "Violet"

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="etiquettes")
    texte = models.CharField("étiquette", max_length=40)
    ton = models.CharField("couleur", max_length=10, choices=Ton.choices, blank=True, default=Ton.NEUTRE)
    dossiers = models.ManyToManyField(Dossier, related_name="etiquettes", blank=True)

    objects = EtiquetteQuerySet.as_manager()

    class Meta:
        verbose_name = "étiquette"
        ordering = ["texte"]
        constraints = [
            models.UniqueConstraint("convention", Lower("texte"), name="une_etiquette_par_texte"),
            models.CheckConstraint(
                name="ton_d_etiquette_connu", condition=Q(ton__in=["", "cours", "ok", "attente", "non", "pause"])
            ),
        ]

    def __str__(self):
        return self.texte


class NoteQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """L’équipe de la convention, et elle seule : jamais le porteur, jamais un financeur (docs/metier.md §23)."""
        equipe = Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE)
        de_l_equipe = self.filter(dossier__campagne__convention__pilote__in=equipe)
        return de_l_equipe.exclude(dossier__in=Dossier.objects.portes_par(personne))


class NoteInterne(models.Model):
    """Ce que l’équipe se dit d’un dossier. Elle s’ajoute, ne se corrige ni ne s’efface."""

    EST_UN_JOURNAL = True

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notes_internes")
    texte = models.TextField("note")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField(default=maintenant)
    cle = models.UUIDField(null=True, unique=True, editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = "note interne"
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="une_note_dit_quelque_chose", condition=~Q(texte=""))]

    def __str__(self):
        return f"{self.par}, {self.dossier.reference}"


class PropositionQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """L’équipe, le guichet dont c’est la ligne, et qui lit la séance où le dossier est inscrit ; jamais le porteur."""
        equipe = Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE)
        financeur = Organisation.objects.cles_ou_agit(personne, Qualite.FINANCEUR)
        lisibles = Q(ligne__dossier__campagne__convention__pilote__in=equipe)
        if personne.est_a_titre(Qualite.FINANCEUR):  # l’équipe lit déjà tout ce qui est inscrit à ses séances
            a_l_agenda = Inscription.objects.en_vigueur().filter(
                dossier=OuterRef("ligne__dossier"), seance__in=Seance.objects.visibles_par(personne), seance__temps=1
            )
            lisibles |= Q(ligne__financeur__organisation__in=financeur) | Exists(a_l_agenda)
        return self.filter(lisibles).exclude(ligne__dossier__in=Dossier.objects.portes_par(personne))


class Proposition(models.Model):
    """Ce qu’un guichet propose avant le comité, en euros. Chacune s’ajoute aux précédentes ; la dernière vaut."""

    EST_UN_JOURNAL = True

    ligne = models.ForeignKey(Ligne, models.PROTECT, related_name="propositions")
    droit_commun = models.DecimalField("droit commun", max_digits=12, decimal_places=2, default=0)
    contrat_de_ville = models.DecimalField("contrat de ville", max_digits=12, decimal_places=2, default=0)
    commentaire = models.TextField(blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=200)
    le = models.DateTimeField(default=maintenant)
    cle = models.UUIDField(null=True, unique=True, editable=False)

    objects = PropositionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="propositions_positives", condition=Q(droit_commun__gte=0) & Q(contrat_de_ville__gte=0)
            )
        ]

    def __str__(self):
        return f"{self.montant} € proposés, {self.ligne}"

    @property
    def montant(self):
        return self.droit_commun + self.contrat_de_ville
