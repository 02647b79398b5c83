"""Ce qui est entré par un tableur : le fichier lu, ses lignes telles quelles, et l’appariement des colonnes que l’on retient."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from comptes.models import Organisation, Qualite
from dossiers.models import Dossier
from programmation.models import Campagne, Convention
from workflows.moteur import Versionne
from workflows.temps import maintenant


class ImportQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """L’équipe de la convention, et elle seule : une ligne brute peut nommer une personne."""
        if not personne.is_authenticated:
            return self.none()
        equipe = Organisation.objects.ou_agit(personne, Qualite.EQUIPE)
        return self.filter(campagne__convention__pilote__in=equipe)


class Import(Versionne):
    """Un fichier déposé : ses lignes sont gardées, lui non. Rien n’est écrit dans les dossiers avant `ecrit_le`."""

    LIENS = ("campagne__convention__pilote",)

    campagne = models.ForeignKey(Campagne, models.PROTECT, related_name="imports")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lu_le = models.DateTimeField("lu le", default=maintenant)
    nom_du_fichier = models.CharField(max_length=255)
    taille = models.PositiveIntegerField("taille, en octets")
    empreinte = models.CharField("empreinte du fichier", max_length=64)
    genre = models.CharField(max_length=4)
    entetes = models.JSONField("en-têtes")
    ligne_des_entetes = models.PositiveIntegerField()
    appariement = models.JSONField("colonnes appariées", default=dict)  # {"0": "numero_dauphin", "7": "contrat:12"}
    reponses = models.JSONField("réponses aux questions", default=dict)  # {"cloturee": "enregistrer"}
    est_apparie = models.BooleanField("colonnes confirmées", default=False)
    ecrit_le = models.DateTimeField("importé le", null=True, blank=True)
    comptes = models.JSONField("ce qu’il a fait", default=dict)  # {"cree": 300, "change": 0, …}
    cle = models.UUIDField(null=True, unique=True, editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-lu_le", "-pk"]

    def __str__(self):
        return self.nom_du_fichier

    def get_absolute_url(self):
        return reverse("echanges:import", args=[self.pk])

    @property
    def nombre_de_lignes(self):
        return sum(self.comptes.get(issue, 0) for issue in RangImporte.Issue.values)


class RangImporte(models.Model):
    """Une ligne du fichier, telle qu’elle fut reçue, et le dossier qu’elle a fait naître, changé ou retrouvé."""

    class Issue(models.TextChoices):
        CREE = "cree", "Créé"
        CHANGE = "change", "Changé"
        INCHANGE = "inchange", "Inchangé"
        LAISSE = "laisse", "Laissé tel quel"
        ECARTE = "ecarte", "Écarté"

    import_recu = models.ForeignKey(Import, models.CASCADE, related_name="rangs")
    ligne = models.PositiveIntegerField("ligne du tableur")
    brut = models.JSONField("ligne telle que reçue")
    fusionnees = models.JSONField("colonnes fusionnées", default=list)
    issue = models.CharField(max_length=10, choices=Issue.choices, blank=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, blank=True, related_name="rangs_importes")

    class Meta:
        verbose_name = "rang importé"
        verbose_name_plural = "rangs importés"
        ordering = ["ligne"]
        constraints = [
            models.UniqueConstraint(fields=["import_recu", "ligne"], name="un_rang_par_ligne"),
            models.CheckConstraint(
                name="un_rang_cree_ou_change_a_son_dossier",
                condition=~Q(issue__in=["cree", "change", "inchange", "laisse"]) | Q(dossier__isnull=False),
            ),
        ]

    def __str__(self):
        return f"ligne {self.ligne}"


class AppariementRetenu(models.Model):
    """Ce que l’équipe d’une convention a choisi la dernière fois pour un en-tête ; vide : cette colonne ne sert pas."""

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="appariements")
    entete = models.CharField("en-tête, sans accents ni casse", max_length=255)
    colonne = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = "appariement retenu"
        verbose_name_plural = "appariements retenus"
        constraints = [models.UniqueConstraint(fields=["convention", "entete"], name="un_choix_par_entete")]

    def __str__(self):
        return f"{self.entete} → {self.colonne or 'ne sert pas'}"
