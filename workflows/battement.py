"""Le battement : la preuve, en base, que le planificateur passe. Un processus vivant ne prouve rien."""

from django.db import models

from workflows.temps import maintenant


class Battement(models.Model):
    """Le dernier passage d’un travail régulier."""

    nom = models.CharField(max_length=40, unique=True)
    le = models.DateTimeField()

    def __str__(self):
        return f"{self.nom}, {self.le:%d/%m/%Y %H:%M}"

    @classmethod
    def marquer(cls, nom):
        cls.objects.update_or_create(nom=nom, defaults={"le": maintenant()})

    @classmethod
    def age(cls, nom):
        """Secondes depuis le dernier passage ; None s’il n’a jamais eu lieu (une ville sans Celery)."""
        dernier = cls.objects.filter(nom=nom).values_list("le", flat=True).first()
        return int((maintenant() - dernier).total_seconds()) if dernier else None
