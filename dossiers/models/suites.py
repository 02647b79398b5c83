"""Après le comité : la lettre envoyée, telle qu’elle fut écrite, et l’acte qui attribue la subvention."""

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Sum, Value, When

from comptes.models import Organisation, Qualite
from dossiers.models.dossier import Dossier
from dossiers.models.ligne import Ligne
from dossiers.statuts import ACQUISES, ECARTEES, EN_ACTION, StatutLigne
from programmation.models import Financeur, Seance, SorteDeLettre
from workflows.temps import maintenant


class LettreQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """L’équipe de la convention, et l’organisation à qui elle fut écrite."""
        equipe = Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE)
        porteur = Organisation.objects.cles_ou_agit(personne, Qualite.PORTEUR)
        return self.filter(Q(dossier__campagne__convention__pilote__in=equipe) | Q(dossier__organisation__in=porteur))


class Lettre(models.Model):
    """Une notification partie : à qui, quand, avec quel texte. Elle s’ajoute, ne se corrige ni ne s’efface.

    `destinataires` : [[nom, adresse]], tels qu’ils étaient ce jour-là.
    """

    EST_UN_JOURNAL = True

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="lettres")
    seance = models.ForeignKey(Seance, models.PROTECT, related_name="lettres")
    rang = models.PositiveSmallIntegerField(default=1)
    sorte = models.CharField(max_length=12, choices=SorteDeLettre.choices)
    objet = models.CharField(max_length=255)
    corps = models.TextField()
    empreinte = models.CharField("SHA-256 du texte", max_length=64)
    destinataires = models.JSONField(default=list)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField(default=maintenant)

    objects = LettreQuerySet.as_manager()

    class Meta:
        ordering = ["-le", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "seance", "rang"], name="une_lettre_par_annonce"),
            models.CheckConstraint(name="sorte_de_lettre_envoyee_connue", condition=Q(sorte__in=SorteDeLettre.values)),
        ]

    def __str__(self):
        return self.objet


class ActeAttributifQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Le financeur lit les siens, l’organisation les siens, l’équipe ceux des subventions de sa convention."""
        financeur = Organisation.objects.cles_ou_agit(personne, Qualite.FINANCEUR)
        porteur = Organisation.objects.cles_ou_agit(personne, Qualite.PORTEUR)
        equipe = Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE)
        return self.filter(
            Q(financeur__organisation__in=financeur)
            | Q(organisation__in=porteur)
            | Q(financeur__organisation__in=equipe)
            | Exists(_de_sa_convention(equipe))
        )


def _de_sa_convention(equipe):
    """Les lignes de sa convention qu’un acte peut couvrir : même organisation, même financeur, même année."""
    return Ligne.objects.filter(
        dossier__campagne__convention__pilote__in=equipe,
        dossier__campagne__annee=OuterRef("annee"),
        dossier__organisation=OuterRef("organisation"),
        financeur__organisation=OuterRef("financeur__organisation"),
    )


class ActeAttributif(models.Model):
    """La convention ou l’arrêté qui attribue à une organisation, pour une année, ce qu’un financeur lui accorde.

    Au-dessus de 23 000 € par organisation, financeur et année, une convention est due (décret 2001-495, art. 1).
    """

    class Nature(models.TextChoices):
        CONVENTION = "convention", "Convention"
        ARRETE = "arrete", "Arrêté"

    financeur = models.ForeignKey(Financeur, models.PROTECT, related_name="actes_attributifs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="actes_attributifs")
    annee = models.PositiveSmallIntegerField("exercice")
    nature = models.CharField(max_length=12, choices=Nature.choices)
    reference = models.CharField("référence", max_length=120)
    signe_le = models.DateField("signé le")
    montant = models.DecimalField("montant couvert", max_digits=12, decimal_places=2)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    le = models.DateTimeField(default=maintenant, editable=False)

    objects = ActeAttributifQuerySet.as_manager()

    class Meta:
        verbose_name = "acte attributif"
        verbose_name_plural = "actes attributifs"
        ordering = ["-annee", "financeur__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["financeur", "organisation", "annee", "reference"], name="un_acte_par_reference"
            ),
            models.CheckConstraint(name="acte_attributif_positif", condition=Q(montant__gt=0)),
            models.CheckConstraint(name="nature_d_acte_connue", condition=Q(nature__in=["convention", "arrete"])),
        ]

    def __str__(self):
        return f"{self.get_nature_display()} {self.reference}"


# Ce que les listes et les rappels en cherchent ---------------------------------------------------------


def plans_attendus(dossiers, lignes=None):
    """Parmi ces dossiers (QuerySet), ceux dont le porteur doit confirmer le plan : `regles.plan_attendu`, en une requête.

    `lignes` : qui connaît déjà ses dossiers donne les leurs, et la base n’additionne pas celles de tout le monde.
    """
    demande = F("demande_droit_commun") + F("demande_contrat_de_ville")
    manque = Case(
        When(statut__in=ECARTEES, then=demande),
        When(notifiee_le=None, then=Value(0)),
        When(statut__in=ACQUISES, then=demande - F("accorde_droit_commun") - F("accorde_contrat_de_ville")),
        default=demande,
        output_field=models.DecimalField(max_digits=14, decimal_places=2),
    )
    lignes = Ligne.objects.all() if lignes is None else lignes
    partiels = lignes.order_by().values("dossier").annotate(manque=Sum(manque)).filter(manque__gt=0)
    annonces = dossiers.filter(statut__in=EN_ACTION, annonce_le__isnull=False, plan_confirme_le=None)
    return annonces.filter(pk__in=partiels.values("dossier"))


def a_payer(lignes):
    """Parmi ces lignes (QuerySet), celles qui sont notifiées, dont rien n’est versé, et que nulle convention n’échelonne."""
    conventions = ActeAttributif.objects.filter(
        nature=ActeAttributif.Nature.CONVENTION,
        annee=OuterRef("dossier__campagne__annee"),
        organisation=OuterRef("dossier__organisation"),
        financeur__organisation=OuterRef("financeur__organisation"),
    )
    dues = lignes.filter(statut__in=[StatutLigne.VOTEE, StatutLigne.ENGAGEE], notifiee_le__isnull=False)
    return dues.filter(~Exists(conventions), versements=None)
