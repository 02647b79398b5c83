"""Ce qu’une organisation dit d’elle une fois, et qui sert chaque année : sa fiche, ses adresses, ses deux interlocuteurs.

Deux interlocuteurs au plus, par leur rôle : la représentante légale et la personne chargée du dossier. Aucune liste
nominative des dirigeants n’a de place ici (docs/metier.md §15).
"""

from django.db import models

from comptes.models.organisations import Organisation


class Fiche(models.Model):
    """Les faits d’une organisation que ni son nom ni ses numéros ne disent."""

    class Aides(models.TextChoices):
        """Les aides publiques reçues sur trois exercices : le seuil vient du formulaire CERFA."""

        SOUS_LE_SEUIL = "jusqu_a_500000", "500\u202f000\u202f€ ou moins"
        AU_DESSUS = "plus_de_500000", "Plus de 500\u202f000\u202f€"

    class Engagement(models.TextChoices):
        """Le texte du contrat d’engagement républicain que l’organisation a souscrit."""

        DECRET_2021 = "2021-1947", "Texte annexé au décret n°\u00a02021-1947 du 31 décembre 2021"

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="fiche")
    # Ce qu’elle est
    site_web = models.URLField("site web", max_length=255, blank=True)
    objet_statutaire = models.TextField("objet statutaire", max_length=2000, blank=True)
    forme_juridique = models.CharField("forme juridique", max_length=120, blank=True)
    naf = models.CharField("code NAF", max_length=5, blank=True)
    creee_le = models.DateField("créée le", null=True, blank=True)
    publiee_au_jo_le = models.DateField("publiée au Journal officiel le", null=True, blank=True)
    # Ce qui tient lieu de numéro RNA
    recepisse = models.CharField("récépissé de préfecture", max_length=60, blank=True)
    registre_inscrite_le = models.DateField("inscrite au registre le", null=True, blank=True)
    registre_volume = models.CharField("volume", max_length=20, blank=True)
    registre_folio = models.CharField("folio", max_length=20, blank=True)
    registre_tribunal = models.CharField("tribunal", max_length=80, blank=True)
    # Sa situation ; « sans réponse » n’est pas « non »
    utilite_publique = models.BooleanField("reconnue d’utilité publique", null=True, blank=True)
    utilite_publique_le = models.DateField("publication au Journal officiel", null=True, blank=True)
    impots_commerciaux = models.BooleanField("assujettie aux impôts commerciaux", null=True, blank=True)
    commissaire_aux_comptes = models.BooleanField("a un commissaire aux comptes", null=True, blank=True)
    aides_publiques = models.CharField(
        "aides publiques sur trois exercices", max_length=20, choices=Aides.choices, blank=True
    )
    reseau = models.CharField("réseau d’affiliation", max_length=255, blank=True)
    adherents_personnes_morales = models.TextField("adhérents personnes morales", max_length=2000, blank=True)
    # Le contrat d’engagement républicain
    engagement_souscrit_le = models.DateField("souscrit le", null=True, blank=True)
    engagement_version = models.CharField("texte souscrit", max_length=20, choices=Engagement.choices, blank=True)

    class Meta:
        verbose_name = "fiche d’organisation"
        verbose_name_plural = "fiches d’organisation"
        constraints = [
            models.CheckConstraint(
                name="un_engagement_date_dit_son_texte",
                condition=models.Q(engagement_souscrit_le=None) | ~models.Q(engagement_version=""),
            ),
        ]

    def __str__(self):
        return f"Fiche de {self.organisation}"

    @classmethod
    def de(cls, organisation):
        """La fiche de cette organisation, ou une fiche vierge, non enregistrée."""
        return getattr(organisation, "fiche", None) or cls(organisation=organisation)

    @property
    def a_son_registre(self):
        """Vrai si l’inscription d’Alsace-Moselle est complète : date, volume, folio, tribunal."""
        return all([self.registre_inscrite_le, self.registre_volume, self.registre_folio, self.registre_tribunal])


class Adresse(models.Model):
    """L’adresse du siège, ou celle où l’on écrit si elle diffère."""

    class Usage(models.TextChoices):
        SIEGE = "siege", "Siège"
        CORRESPONDANCE = "correspondance", "Correspondance"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="adresses")
    usage = models.CharField(max_length=20, choices=Usage.choices)
    voie = models.CharField("numéro et voie", max_length=255)
    code_postal = models.CharField("code postal", max_length=5)
    commune = models.CharField("commune", max_length=100)
    code_insee = models.CharField("code INSEE de la commune", max_length=5, blank=True)

    class Meta:
        ordering = ["-usage"]
        constraints = [models.UniqueConstraint(fields=["organisation", "usage"], name="une_adresse_par_usage")]

    def __str__(self):
        return f"{self.voie}, {self.code_postal} {self.commune}"


class Interlocuteur(models.Model):
    """Une personne à qui l’on parle : une donnée personnelle, qui n’est pas un compte."""

    class Role(models.TextChoices):
        REPRESENTANT = "representant", "Représentant légal"
        CHARGE = "charge", "Chargé du dossier"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="interlocuteurs")
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    prenom = models.CharField("prénom", max_length=80, blank=True)
    nom = models.CharField("nom", max_length=80)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    courriel = models.EmailField("adresse électronique", max_length=254, blank=True)

    class Meta:
        ordering = ["-role"]
        constraints = [models.UniqueConstraint(fields=["organisation", "role"], name="un_interlocuteur_par_role")]

    def __str__(self):
        return f"{self.prenom} {self.nom}".strip()


class Agrement(models.Model):
    """Un agrément : qui l’a donné, quand, sous quel numéro."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="agrements")
    type = models.CharField("agrément", max_length=120)
    attribue_par = models.CharField("attribué par", max_length=120, blank=True)
    attribue_le = models.DateField("date", null=True, blank=True)
    numero = models.CharField("numéro", max_length=60, blank=True)

    class Meta:
        verbose_name = "agrément"
        ordering = ["pk"]

    def __str__(self):
        return self.type


class MoyensHumains(models.Model):
    """Qui fait vivre l’organisation, compté au 31 décembre d’une année ; des nombres, aucun nom."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="moyens_humains")
    annee = models.PositiveSmallIntegerField("au 31 décembre")
    benevoles = models.PositiveIntegerField("bénévoles", null=True, blank=True)
    volontaires = models.PositiveIntegerField("volontaires", null=True, blank=True)
    salaries = models.PositiveIntegerField("salariés", null=True, blank=True)
    etpt = models.DecimalField(
        "équivalents temps plein travaillés", max_digits=8, decimal_places=2, null=True, blank=True
    )
    emplois_aides = models.PositiveIntegerField("dont emplois aidés", null=True, blank=True)
    mis_a_disposition = models.PositiveIntegerField("agents mis à disposition ou détachés", null=True, blank=True)
    adherents = models.PositiveIntegerField("adhérents", null=True, blank=True)
    adherentes_femmes = models.PositiveIntegerField("dont femmes", null=True, blank=True)
    adherents_hommes = models.PositiveIntegerField("dont hommes", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "moyens humains"
        ordering = ["-annee"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "annee"], name="des_moyens_par_annee"),
            models.CheckConstraint(name="des_etpt_positifs", condition=models.Q(etpt=None) | models.Q(etpt__gte=0)),
        ]

    def __str__(self):
        return f"{self.organisation}, au 31 décembre {self.annee}"

    @property
    def avertissement(self):
        """Une invraisemblance que l’on signale sans bloquer ; "" s’il n’y a rien à dire."""
        if self.etpt is not None and self.salaries is not None and self.etpt > self.salaries:
            return "Il y a plus d’équivalents temps plein que de salariés : vérifiez les deux nombres."
        return ""
