"""Une vue de la liste : des filtres, des colonnes et un tri que quelqu’un a nommés pour les retrouver, ou partagés."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from comptes.models import Organisation, Qualite

LONGUEUR_DU_NOM = 60
LONGUEUR_DES_PARAMETRES = 2000
VUES_PAR_PERSONNE = 30


class VueQuerySet(models.QuerySet):
    def visibles_par(self, personne):
        """Les siennes, et celles que l’équipe partage ; la vue partagée ne montre à chacun que ce qu’il peut lire."""
        if not personne.is_authenticated:
            return self.none()
        equipes = [o for o, qualite, _ in personne.rattachements if qualite == Qualite.EQUIPE]
        return self.filter(Q(personne=personne) | Q(equipe__in=equipes))

    def de(self, personne):
        """Celles qu’elle a nommées, donc qu’elle peut changer."""
        return self.filter(personne=personne).exclude(nom="")


class Vue(models.Model):
    """Sans nom, c’est la liste ordinaire de la personne : ses colonnes seules. Avec un nom, un onglet."""

    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="vues_de_liste")
    equipe = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="partagée avec"
    )
    nom = models.CharField("nom", max_length=LONGUEUR_DU_NOM, blank=True)
    parametres = models.CharField("adresse", max_length=LONGUEUR_DES_PARAMETRES, blank=True)
    par_defaut = models.BooleanField("montrée d’abord", default=False)

    objects = VueQuerySet.as_manager()

    class Meta:
        verbose_name = "vue de la liste"
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["personne", "nom"], name="un_nom_par_vue"),
            models.UniqueConstraint(fields=["personne"], condition=Q(par_defaut=True), name="une_vue_par_defaut"),
            models.CheckConstraint(
                name="une_vue_sans_nom_reste_a_soi", condition=~Q(nom="") | Q(equipe=None, par_defaut=False)
            ),
        ]

    def __str__(self):
        return self.nom
