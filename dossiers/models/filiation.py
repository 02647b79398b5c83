"""La filiation d’un dossier : de quel dossier d’une autre année il part, et le fil de l’action (docs/metier.md §21)."""

from django.db import models

from dossiers.models.projet import Periode


class Filiation(models.Model):
    """Ce qui relie les dossiers d’une même action, d’une année à l’autre.

    `precedent` : celui dont il part. `origine` : le premier du fil, le même pour tous ; lui-même n’en a pas. Le fil entier
    se lit ainsi en une requête, et la base n’accepte qu’un dossier vivant par fil et par campagne.
    """

    precedent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="suivants", editable=False,
        verbose_name="part du dossier",
    )  # fmt: skip
    origine = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="descendants", editable=False,
        verbose_name="premier dossier de l’action",
    )  # fmt: skip

    class Meta:
        abstract = True

    @property
    def racine_du_fil(self):
        """La clé du premier dossier de l’action."""
        return self.origine_id or self.pk

    @property
    def rang_dans_la_convention(self):
        """Le rang de l’exercice dans la convention pluriannuelle (1 la première année) ; None hors d’une convention."""
        if self.periode != Periode.PLURIANNUELLE or not self.cpo_debut or not self.cpo_fin:
            return None
        rang = self.campagne.annee - self.cpo_debut + 1
        return rang if 1 <= rang <= self.duree_de_la_convention else None

    @property
    def duree_de_la_convention(self):
        """En années ; None tant que les années ne sont pas connues."""
        return self.cpo_fin - self.cpo_debut + 1 if self.cpo_debut and self.cpo_fin else None

    @property
    def rang_en_mots(self):
        """« année 2 sur 3 », ou rien. Seule la première année est ferme."""
        rang = self.rang_dans_la_convention
        return f"année {rang} sur {self.duree_de_la_convention}" if rang else ""
