"""Les messages d’un dossier : le fil que partagent l’organisation qui le porte et l’équipe de la ville."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from comptes.models import Organisation, Qualite
from dossiers.models.dossier import Dossier
from workflows.composee import composee
from workflows.temps import maintenant


class Cote(models.TextChoices):
    PORTEUR = "porteur", "Porteur"
    EQUIPE = "equipe", "Équipe"


class MessageQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Les deux côtés du fil, et eux seuls : un financeur sollicité n’y lit rien (docs/metier.md §23).

        Le mur des dossiers y tient en deux conditions : chacun voit les siens, et l’équipe ceux qui lui sont déposés.
        """
        return self._du_fil_de(*_cotes(personne))

    def _du_fil_de(self, porteurs, equipes):
        des_deposes = Q(dossier__campagne__convention__pilote__in=equipes, dossier__depose_le__isnull=False)
        return self.filter(Q(dossier__organisation__in=porteurs) | des_deposes)

    def non_lus_de(self, personne):
        """Ceux de l’autre côté que cette personne n’a pas encore lus."""
        return self.non_lus(personne.pk, *_cotes(personne))

    def non_lus(self, personne, porteurs, equipes):
        """Les mêmes, pour la personne de cette clé, qui agit au titre de ces organisations."""
        lus = LectureDuFil.objects.filter(dossier=OuterRef("dossier"), personne=personne, jusqu_a__gte=OuterRef("pk"))
        d_en_face = Q(dossier__organisation__in=porteurs, cote=Cote.EQUIPE) | (
            ~Q(dossier__organisation__in=porteurs) & Q(cote=Cote.PORTEUR)
        )
        return self._du_fil_de(porteurs, equipes).filter(d_en_face).exclude(par=personne).filter(~Exists(lus))


def _cotes(personne):
    return tuple(Organisation.objects.cles_ou_agit(personne, q) for q in (Qualite.PORTEUR, Qualite.EQUIPE))


def non_lus_par_dossier(personne):
    """[(clé, intitulé, nom et sigle du porteur, combien)] : ce qui attend d’être lu de cette personne, en une requête."""
    return _par_dossier.tous(personne.pk, *_cotes(personne))


@composee
def _par_dossier(personne, porteurs, equipes):
    lus = ("dossier", "dossier__intitule", "dossier__organisation__nom", "dossier__organisation__sigle")
    non_lus = Message.objects.non_lus(personne, porteurs, equipes)
    return non_lus.order_by("dossier").values_list(*lus).annotate(n=Count("pk"))


class Message(models.Model):
    """Un message : qui, de quel côté, quand. Il ne se corrige ni ne s’efface : l’autre l’a peut-être déjà lu."""

    EST_UN_JOURNAL = True

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="messages")
    cote = models.CharField("côté", max_length=10, choices=Cote.choices)
    texte = models.TextField("message")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=200)
    le = models.DateTimeField(default=maintenant)
    cle = models.UUIDField(null=True, unique=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="un_message_dit_quelque_chose", condition=~Q(texte="")),
            models.CheckConstraint(name="un_message_a_son_cote", condition=Q(cote__in=Cote.values)),
        ]

    def __str__(self):
        return f"{self.par}, {self.dossier.reference}"


class LectureDuFil(models.Model):
    """Jusqu’où une personne a lu le fil d’un dossier : `jusqu_a` est le numéro du dernier message lu."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="lectures_du_fil")
    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    jusqu_a = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = "lecture du fil"
        constraints = [models.UniqueConstraint(fields=["dossier", "personne"], name="une_lecture_par_personne")]

    def __str__(self):
        return f"{self.personne} a lu jusqu’au message {self.jusqu_a}"
