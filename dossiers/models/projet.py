"""Ce que dit un dossier de l’action : le besoin, où, pour qui, quand, avec quoi (docs/metier.md §19). Ni état, ni argent."""

from functools import cached_property

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from programmation.models import Dispositif, GroupeDeTravail, ObjectifOperationnel, Quartier, Thematique, TrancheAge
from workflows.lecture import lire_les_listes

# Ce qu’un dossier énumère, et ce qui se lit avec chacun.
LISTES = {
    "dispositifs": (), "quartiers": (), "objectifs_secondaires": ("quartier",), "lieux": ("quartier",), "tranches_age": (),
    "publics_par_age": ("tranche",), "moyens_humains": (), "partenaires_cites": (), "partenariats": ("organisation",),
    "postes": (), "lignes": ("financeur__organisation",), "indicateurs": (), "attestations": (),
}  # fmt: skip


class TypeDeDemande(models.TextChoices):
    PREMIERE = "premiere", "Première demande"
    RENOUVELLEMENT = "renouvellement", "Renouvellement"


class Nouveaute(models.TextChoices):
    NOUVEAU = "nouveau", "Action nouvelle"
    IDENTIQUE = "identique", "Reconduite à l’identique"
    MODIFIE = "modifie", "Reconduite et modifiée"
    ECHELLE = "echelle", "Changement d’échelle"


class Objet(models.TextChoices):
    PROJET = "projet", "Un projet ou une action"
    FONCTIONNEMENT = "fonctionnement", "Le fonctionnement de l’organisation"


class Periode(models.TextChoices):
    PONCTUELLE = "ponctuelle", "Une seule année"
    PLURIANNUELLE = "pluriannuelle", "Plusieurs années (convention pluriannuelle d’objectifs)"


class Canal(models.TextChoices):
    DAUPHIN = "dauphin", "À déposer, ou déjà déposé, sur Dauphin"
    HORS_DAUPHIN = "hors_dauphin", "Hors de Dauphin"


class Participation(models.TextChoices):
    AUCUNE = "aucune", "Les habitants n’y prennent pas encore part"
    CONSULTES = "consultes", "Les habitants sont consultés"
    CO_CONSTRUITE = "co_construite", "L’action est construite avec les habitants"
    PORTEE = "portee", "L’action est portée par des habitants"


class Projet(models.Model):
    """Le projet tel que son porteur le décrit. Tout y reste facultatif : ce qui est exigé au dépôt est dans `regles`."""

    # La demande
    type_demande = models.CharField(
        "type de demande", max_length=20, choices=TypeDeDemande.choices, default=TypeDeDemande.PREMIERE
    )
    nouveaute = models.CharField("nouveauté", max_length=20, choices=Nouveaute.choices, default=Nouveaute.NOUVEAU)
    objet = models.CharField("objet de la demande", max_length=20, choices=Objet.choices, default=Objet.PROJET)
    periode = models.CharField("période", max_length=20, choices=Periode.choices, default=Periode.PONCTUELLE)
    cpo_reference = models.CharField("référence de la convention pluriannuelle", max_length=120, blank=True)
    cpo_debut = models.PositiveSmallIntegerField("première année de la convention pluriannuelle", null=True, blank=True)
    cpo_fin = models.PositiveSmallIntegerField("dernière année de la convention pluriannuelle", null=True, blank=True)
    thematique = models.ForeignKey(Thematique, models.PROTECT, null=True, blank=True, related_name="+")
    groupe_de_travail = models.ForeignKey(GroupeDeTravail, models.PROTECT, null=True, blank=True, related_name="+")
    dispositifs = models.ManyToManyField(Dispositif, related_name="+", blank=True)
    canal = models.CharField(max_length=20, choices=Canal.choices, default=Canal.DAUPHIN)
    numero_dauphin = models.CharField("numéro Dauphin", max_length=13, blank=True)
    depose_sur_dauphin_le = models.DateField("déposé sur Dauphin le", null=True, blank=True)
    # L’action
    intitule = models.CharField("intitulé", max_length=255)
    besoin = models.TextField("besoin constaté", max_length=8000, blank=True)
    objectifs_vises = models.TextField("ce que l’action veut changer", max_length=8000, blank=True)
    description = models.TextField("description", max_length=8000, blank=True)
    # Où, et pour quels objectifs de la convention
    quartiers = models.ManyToManyField(Quartier, related_name="dossiers", blank=True)
    objectif_principal = models.ForeignKey(
        ObjectifOperationnel, models.PROTECT, null=True, blank=True, related_name="dossiers_principaux"
    )
    objectifs_secondaires = models.ManyToManyField(
        ObjectifOperationnel, related_name="dossiers_secondaires", blank=True
    )
    # Pour qui
    tranches_age = models.ManyToManyField(TrancheAge, related_name="+", blank=True, verbose_name="tranches d’âge")
    beneficiaires_total = models.PositiveIntegerField("bénéficiaires, au total", null=True, blank=True)
    dont_qpv = models.PositiveIntegerField("dont habitants d’un QPV", null=True, blank=True)
    dont_qic = models.PositiveIntegerField("dont habitants d’un QIC", null=True, blank=True)
    dont_femmes = models.PositiveIntegerField("dont femmes et filles", null=True, blank=True)
    dont_hommes = models.PositiveIntegerField("dont hommes et garçons", null=True, blank=True)
    mixite_quartiers = models.BooleanField("entre quartiers", default=False)
    mixite_femmes_hommes = models.BooleanField("entre femmes et hommes", default=False)
    mixite_ages = models.BooleanField("entre générations", default=False)
    mixite_sociale = models.BooleanField("sociale", default=False)
    mixite_precisions = models.TextField("comment la mixité est recherchée", max_length=2000, blank=True)
    participation = models.CharField(
        "participation des habitants", max_length=20, choices=Participation.choices, blank=True
    )
    # Quand, avec quoi
    date_debut = models.DateField("début de l’action", null=True, blank=True)
    date_fin = models.DateField("fin de l’action", null=True, blank=True)
    derogation_accordee_par = models.CharField(
        "qui a accepté un calendrier hors de l’année civile", max_length=255, blank=True
    )
    moyens_materiels = models.TextField("moyens matériels", max_length=4000, blank=True)
    recrutement_envisage = models.DecimalField(
        "recrutement envisagé, en équivalent temps plein", max_digits=6, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip

    class Meta:
        abstract = True

    @property
    def beneficiaires_hors_quartiers(self):
        """Ceux qui n’habitent ni un QPV ni un QIC ; None tant que le total ou une part manque : absent n’est pas zéro."""
        if None in (self.beneficiaires_total, self.dont_qpv, self.dont_qic):
            return None
        return self.beneficiaires_total - self.dont_qpv - self.dont_qic

    def lire_ses_listes(self, *noms):
        """Ce que le dossier énumère (tout, ou ces listes-là), en une requête : gardes et fiche regardent ce qui est lu ici."""
        lire_les_listes(self, {nom: LISTES[nom] for nom in noms or LISTES})

    def reprendre_les_listes_de(self, lu):
        """Les listes du même dossier, déjà lues sous le même verrou : on ne les redemande pas."""
        self._prefetched_objects_cache = dict(getattr(lu, "_prefetched_objects_cache", {}))

    def _enumere(self, nom):
        self.lire_ses_listes()
        return bool(getattr(self, nom).all())

    # Ce que les gardes du dépôt en regardent ; une liste de dossiers les pose d’avance, en une requête (docs/decisions/031).

    @cached_property
    def a_un_quartier(self):
        return self._enumere("quartiers")

    @cached_property
    def a_une_tranche_d_age(self):
        return self._enumere("tranches_age")

    @cached_property
    def a_un_lieu(self):
        return self._enumere("lieux")

    @cached_property
    def a_des_moyens_humains(self):
        return self._enumere("moyens_humains")

    @cached_property
    def a_un_indicateur(self):
        return self._enumere("indicateurs")


class Rang(models.Model):
    """Un rang d’une petite liste que le porteur dresse, dans l’ordre où il l’a écrite."""

    rang = models.PositiveSmallIntegerField(default=1)

    class Meta:
        abstract = True
        ordering = ["rang", "pk"]


class Lieu(Rang):
    """Un lieu où se passe l’action."""

    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="lieux")
    nom = models.CharField("nom du lieu", max_length=160)
    adresse = models.CharField(max_length=255, blank=True)
    quartier = models.ForeignKey(Quartier, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self):
        return ", ".join(filter(None, (self.nom, self.adresse, self.quartier and self.quartier.nom)))


class Partenaire(Rang):
    """Un organisme qui aide l’action sans la porter ; un porteur associé, lui, est un partenaire du dossier."""

    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="partenaires_cites")
    organisme = models.CharField(max_length=160)
    role = models.CharField("ce qu’il apporte", max_length=255, blank=True)

    def __str__(self):
        return f"{self.organisme} : {self.role}" if self.role else self.organisme


class IndicateurDeResultat(Rang):
    """Ce que l’on comptera pour savoir si l’action a réussi : l’an passé, la cible, et d’où vient le chiffre."""

    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="indicateurs")
    libelle = models.CharField("ce que l’on compte", max_length=160)
    unite = models.CharField("unité", max_length=40, blank=True)
    valeur_precedente = models.DecimalField(
        "l’an passé", max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    cible = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    source = models.CharField("d’où vient le chiffre", max_length=160, blank=True)

    class Meta(Rang.Meta):
        verbose_name = "indicateur"

    def __str__(self):
        return self.libelle


class MoyenHumain(models.Model):
    """Les personnes que l’action mobilise, comptées par catégorie ; jamais nommées."""

    class Categorie(models.TextChoices):
        BENEVOLES = "benevoles", "Bénévoles"
        CDI = "cdi", "Salariés en CDI"
        CDD = "cdd", "Salariés en CDD"
        AIDES = "aides", "Emplois aidés"
        VOLONTAIRES = "volontaires", "Volontaires (service civique…)"

    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="moyens_humains")
    categorie = models.CharField("catégorie", max_length=20, choices=Categorie.choices)
    personnes = models.PositiveIntegerField(null=True, blank=True)
    etpt = models.DecimalField("équivalent temps plein", max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "moyen humain"
        verbose_name_plural = "moyens humains"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "categorie"], name="une_categorie_de_moyens_par_dossier"),
            models.CheckConstraint(name="etpt_positif", condition=Q(etpt__isnull=True) | Q(etpt__gte=0)),
        ]

    def __str__(self):
        return self.get_categorie_display()


class PublicParAge(models.Model):
    """Combien de personnes d’une tranche d’âge l’action touchera : un effectif, aucun nom."""

    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="publics_par_age")
    tranche = models.ForeignKey(TrancheAge, models.PROTECT, related_name="+")
    personnes = models.PositiveIntegerField()

    class Meta:
        verbose_name = "public par âge"
        ordering = ["tranche__ordre"]
        constraints = [models.UniqueConstraint(fields=["dossier", "tranche"], name="un_effectif_par_tranche_d_age")]

    def __str__(self):
        return f"{self.tranche} : {self.personnes}"
