"""La pièce : un fichier joint à une organisation, pour tous ses dossiers, ou à un dossier ; remplacé, jamais perdu."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from comptes.models import Droit, Organisation, Qualite
from dossiers.models.dossier import Dossier
from dossiers.models.ligne import Ligne
from dossiers.pieces import MODELES, PLUSIEURS, Type
from dossiers.statuts import ACQUISES
from papiers.recus import GENRES
from workflows.temps import aujourd_hui, maintenant


class Etat(models.TextChoices):
    """Ce qu’en dit l’inspection ; ce qu’en pense l’équipe est à part (`conforme`)."""

    QUARANTAINE = "quarantaine", "En attente de vérification"
    SAINE = "saine", "Vérifiée"
    REFUSEE = "refusee", "Refusée"


# 1. Qui lit les pièces de qui -----------------------------------------------------------------------------


def _deposes():
    return Dossier.objects.filter(depose_le__isnull=False)


def _de_l_equipe(personne, *droits):
    """Les dossiers déposés dans une convention dont cette personne est de l’équipe (avec l’un de ces droits)."""
    filtre = {"adhesions__droit__in": droits} if droits else {}
    villes = Organisation.objects.filter(adhesions__utilisateur=personne, adhesions__qualite=Qualite.EQUIPE, **filtre)
    return _deposes().filter(campagne__convention__pilote__in=villes)


def _a_payer(personne):
    """Ceux que le chef de projet paie : déposés par leur porteur ; ou saisis par l’équipe, une fois une subvention accordée.

    Sans cela, saisir un dossier au nom d’une organisation suffirait à lire son compte bancaire.
    """
    accordees = Ligne.objects.filter(dossier=OuterRef("pk"), statut__in=ACQUISES)
    return _de_l_equipe(personne, Droit.CHEF).filter(Q(saisi_par_l_equipe=False) | Exists(accordees))


def _saisis_par_l_equipe(personne):
    villes = Organisation.objects.filter(adhesions__utilisateur=personne, adhesions__qualite=Qualite.EQUIPE)
    return Dossier.objects.filter(saisi_par_l_equipe=True, campagne__convention__pilote__in=villes)


def _qui_sollicitent(personne, **ligne):
    """Les dossiers déposés qui sollicitent un guichet de cette personne."""
    guichets = Organisation.objects.filter(adhesions__utilisateur=personne, adhesions__qualite=Qualite.FINANCEUR)
    lignes = Ligne.objects.filter(dossier=OuterRef("pk"), financeur__organisation__in=guichets, **ligne)
    return _deposes().filter(Exists(lignes))


def _siennes(personne, *droits):
    filtre = {"adhesions__droit__in": droits} if droits else {}
    return Organisation.objects.filter(
        adhesions__utilisateur=personne, adhesions__qualite=Qualite.PORTEUR, **filtre
    ).values("pk")


def organisations_a_pieces(personne):
    """Les organisations dont cette personne ouvre la page des pièces."""
    if not personne.is_authenticated:
        return Organisation.objects.none()
    return Organisation.objects.filter(
        Q(pk__in=_siennes(personne))
        | Q(pk__in=_de_l_equipe(personne).values("organisation"))
        | Q(pk__in=_qui_sollicitent(personne).values("organisation"))
    )


def dossiers_a_pieces(personne):
    """Les dossiers dont cette personne lit les pièces : ni catalogue, ni copilote, ni commune voisine."""
    if not personne.is_authenticated:
        return Dossier.objects.none()
    return Dossier.objects.filter(
        Q(organisation__in=_siennes(personne))
        | Q(pk__in=_de_l_equipe(personne).values("pk"))
        | Q(pk__in=_saisis_par_l_equipe(personne).values("pk"))
        | Q(pk__in=_qui_sollicitent(personne).values("pk"))
    )


class PieceQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Le mur des pièces (docs/metier.md §17) ; le RIB a le sien, plus haut."""
        if not personne.is_authenticated:
            return self.none()
        return self.filter(self._ordinaires(personne) | self._rib(personne))

    def examinables_par(self, personne):
        """Celles dont cette personne, de l’équipe, dit si elles conviennent : les courantes, vérifiées."""
        if not personne.is_authenticated:
            return self.none()
        ordinaires = ~Q(type=Type.RIB) & self._dans(_de_l_equipe(personne))
        rib = Q(type=Type.RIB) & self._dans(_a_payer(personne))
        return self.filter(ordinaires | rib, est_courante=True, etat=Etat.SAINE)

    def _ordinaires(self, personne):
        lues = (
            Q(organisation__in=_siennes(personne))
            | self._dans(_de_l_equipe(personne))
            | Q(dossier__in=_saisis_par_l_equipe(personne).values("pk"))
            | self._dans(_qui_sollicitent(personne))
        )
        return ~Q(type=Type.RIB) & lues

    def _rib(self, personne):
        """Le signataire de l’organisation, et qui la paie : le chef de projet, l’agent d’une subvention accordée."""
        lues = (
            Q(organisation__in=_siennes(personne, Droit.SIGNATAIRE))
            | self._dans(_a_payer(personne))
            | self._dans(_qui_sollicitent(personne, statut__in=ACQUISES))
        )
        return Q(type=Type.RIB) & lues

    @staticmethod
    def _dans(dossiers):
        """Les pièces de ces dossiers, et celles des organisations qui les portent."""
        des_organisations = Q(dossier=None, organisation__in=dossiers.values("organisation"))
        return Q(dossier__in=dossiers.values("pk")) | des_organisations

    def courantes(self):
        return self.filter(est_courante=True)

    def en_quarantaine(self):
        return self.filter(etat=Etat.QUARANTAINE)


# 2. La pièce ----------------------------------------------------------------------------------------------


class Piece(models.Model):
    """Une version d’une pièce. Le fichier est au coffre, sous un nom tiré au hasard ; `nom` ne sert qu’à le montrer."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="pieces")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, blank=True, related_name="pieces")
    type = models.CharField("type de pièce", max_length=20, choices=Type.choices)
    exercice = models.PositiveSmallIntegerField("exercice", null=True, blank=True)
    datee_du = models.DateField("datée du", null=True, blank=True)
    # La suite des versions
    est_courante = models.BooleanField(default=True, editable=False)
    remplace = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="remplacee_par", editable=False
    )
    # Le fichier
    nom = models.CharField("nom du fichier", max_length=160)
    genre = models.CharField(max_length=4, choices=[(g.code, g.libelle) for g in GENRES.values()], editable=False)
    fichier = models.CharField(max_length=48, unique=True, editable=False)
    taille = models.PositiveIntegerField("taille, en octets", editable=False)
    empreinte = models.CharField("SHA-256", max_length=64, editable=False)
    ajoutee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    ajoutee_le = models.DateTimeField("ajoutée le", default=maintenant, editable=False)
    etat = models.CharField("état", max_length=12, choices=Etat.choices, default=Etat.QUARANTAINE, editable=False)
    motif = models.CharField("motif du refus", max_length=255, blank=True, editable=False)
    # L’avis de l’équipe
    conforme = models.BooleanField("conforme", null=True, editable=False)
    commentaire = models.TextField("commentaire", max_length=1000, blank=True, editable=False)
    examinee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    examinee_le = models.DateTimeField("examinée le", null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    cle = models.UUIDField(null=True, unique=True, editable=False)

    objects = PieceQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce"
        ordering = ["-ajoutee_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "type"], name="une_piece_courante_par_organisation",
                condition=Q(est_courante=True, dossier=None) & ~Q(type__in=PLUSIEURS),
            ),
            models.UniqueConstraint(
                fields=["dossier", "type"], name="une_piece_courante_par_dossier",
                condition=Q(est_courante=True, dossier__isnull=False) & ~Q(type__in=PLUSIEURS),
            ),
            models.CheckConstraint(name="type_de_piece_connu", condition=Q(type__in=Type.values)),
            models.CheckConstraint(name="etat_de_piece_connu", condition=Q(etat__in=Etat.values)),
            models.CheckConstraint(name="genre_de_piece_connu", condition=Q(genre__in=list(GENRES))),
            models.CheckConstraint(name="piece_non_vide", condition=Q(taille__gt=0)),
            models.CheckConstraint(
                name="une_piece_refusee_dit_pourquoi",
                condition=Q(etat=Etat.REFUSEE, est_courante=False) & ~Q(motif="") | ~Q(etat=Etat.REFUSEE) & Q(motif=""),
            ),
            models.CheckConstraint(
                name="un_avis_a_son_auteur_et_sa_date",
                condition=Q(conforme__isnull=True, examinee_le__isnull=True, examinee_par__isnull=True, commentaire="")
                | Q(conforme__isnull=False, examinee_le__isnull=False, examinee_par__isnull=False),
            ),
            models.CheckConstraint(
                name="non_conforme_dit_pourquoi", condition=~Q(conforme=False) | ~Q(commentaire="")
            ),
            models.CheckConstraint(
                name="exercice_de_piece_plausible", condition=Q(exercice__isnull=True) | Q(exercice__range=(2000, 2100))
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        """Son téléchargement."""
        return reverse("dossiers:piece", args=[self.pk])

    @property
    def modele(self):
        return MODELES[Type(self.type)]

    @property
    def genre_en_mots(self):
        return GENRES[self.genre].libelle

    @property
    def taille_en_mots(self):
        """« 12 ko », « 1,4 Mo »."""
        ko = -(-self.taille // 1024)
        return f"{ko} ko" if ko < 1024 else f"{self.taille / 1048576:.1f} Mo".replace(".", ",")

    @property
    def est_saine(self):
        return self.etat == Etat.SAINE

    @property
    def est_refusee(self):
        return self.etat == Etat.REFUSEE

    @property
    def perime_le(self):
        """Le dernier jour où elle vaut ; rien si elle vaut tant qu’on ne la change pas."""
        return self.modele.perime(self)

    @property
    def est_perimee(self):
        return bool(self.perime_le and self.perime_le < aujourd_hui())
