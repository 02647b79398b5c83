"""Le lien d’un financeur sans compte : sa colonne, d’une séance ouverte, avec un code dit dans la salle."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from comptes.models import Organisation, Qualite
from programmation.models.campagne import Financeur
from programmation.models.seance import Seance
from workflows.journal import condense
from workflows.temps import maintenant

ESSAIS_PERMIS = 5  # codes faux, au-delà desquels le lien se ferme : l’équipe en fait un autre


class LienDeGuichetQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """L’équipe de la convention, et elle seule."""
        equipe = Organisation.objects.cles_ou_agit(personne, Qualite.EQUIPE)
        return self.filter(seance__campagne__convention__pilote__in=equipe)

    def en_vigueur(self):
        return self.filter(revoque_le=None)

    def du_jeton(self, jeton):
        """Celui qu’ouvre ce jeton : ni expiré, ni révoqué, ni épuisé en codes faux, et sa séance est ouverte."""
        return self.en_vigueur().filter(
            jeton_condense=condense(jeton),
            expire_le__gt=maintenant(),
            essais__lt=ESSAIS_PERMIS,
            seance__statut="ouverte",
        )


class LienDeGuichet(models.Model):
    """Signé, daté, révocable. La base ne garde ni le jeton ni le code : une graine, et leurs condensés.

    La colonne que ce lien a remplie se confirme par le chef de projet avant d’acter (`confirmee_le`).
    """

    seance = models.ForeignKey(Seance, models.PROTECT, related_name="liens_de_guichet")
    financeur = models.ForeignKey(Financeur, models.PROTECT, related_name="liens_de_guichet")
    nom = models.CharField("nom et qualité de la personne", max_length=160)
    courriel = models.EmailField("adresse électronique", max_length=254, blank=True)
    graine = models.CharField(max_length=32, editable=False)
    jeton_condense = models.CharField(max_length=64, unique=True, editable=False)
    code_condense = models.CharField(max_length=64, editable=False)
    essais = models.PositiveSmallIntegerField("codes faux", default=0, editable=False)
    expire_le = models.DateTimeField("expire le")
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    cree_le = models.DateTimeField(default=maintenant, editable=False)
    entre_le = models.DateTimeField("premier code juste", null=True, editable=False)
    confirmee_le = models.DateTimeField("colonne confirmée le", null=True, editable=False)
    confirmee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    revoque_le = models.DateTimeField("révoqué le", null=True, editable=False)
    revoque_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = LienDeGuichetQuerySet.as_manager()

    class Meta:
        verbose_name = "lien de guichet"
        ordering = ["financeur__ordre", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "financeur"], condition=Q(revoque_le=None), name="un_lien_par_guichet_et_seance"
            ),
            models.CheckConstraint(
                name="colonne_confirmee_par_quelqu_un",
                condition=Q(confirmee_le=None, confirmee_par=None)
                | Q(confirmee_le__isnull=False, confirmee_par__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.nom}, {self.financeur}"

    def semer(self):
        """Donne au lien sa graine, et en tire le jeton et le code. Rend (jeton, code) : dits une fois, jamais gardés."""
        self.graine = secrets.token_hex(16)
        code = f"{secrets.randbelow(1_000_000):06d}"
        jeton = self.jeton
        self.jeton_condense, self.code_condense = condense(jeton), self._sceller_le_code(code)
        return jeton, code

    @property
    def jeton(self):
        """Le jeton, que la clé du site retrouve de la graine au moment d’écrire le courriel ou de montrer le lien."""
        faits = f"{self.seance_id}:{self.financeur_id}:{self.graine}"
        return salted_hmac("programmation.lien_de_guichet", faits, algorithm="sha256").hexdigest()

    def _sceller_le_code(self, code):
        return salted_hmac("programmation.code_de_seance", f"{self.graine}:{code}", algorithm="sha256").hexdigest()

    def reconnait(self, code):
        return secrets.compare_digest(self.code_condense, self._sceller_le_code(code))
