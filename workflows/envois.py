"""Les envois : registre de ce qui fut dit et boîte de départ de ce qui reste à dire, dans une seule table.

La base est la file. Une ligne par (règle, objet, adresse, échéance, canal) : la clé unique fait qu’une relance due
deux fois, deux battements ou un rattrapage n’écrivent qu’une ligne. Rien ne part d’ailleurs que d’ici.
"""

import hashlib
import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, Subquery
from django.utils.functional import cached_property

from workflows.redaction import une_ligne
from workflows.temps import maintenant

CLE = ("regle", "objet", "adresse", "echeance", "canal")
MENTION = "Démonstration : personnes, associations et montants sont inventés."


class Statut(models.TextChoices):
    A_ENVOYER = "a_envoyer", "Programmé"
    EN_PAUSE = "en_pause", "En pause"
    EN_COURS = "en_cours", "En cours d’envoi"
    POINT = "point", "Remise en cours"
    ENVOYEE = "envoyee", "Remis"
    ANNULEE = "annulee", "Annulé"
    ECHEC = "echec", "Rejeté"
    INCERTAINE = "incertaine", "Envoi incertain"
    PERIMEE = "perimee", "Périmé"


EN_VOL = (Statut.EN_COURS, Statut.POINT)
A_REGARDER = (Statut.ECHEC, Statut.INCERTAINE)
TERMINES = (Statut.ENVOYEE, Statut.ANNULEE, Statut.PERIMEE, *A_REGARDER)


def identifiant(cle):
    """Le Message-ID qui va avec une clé : le même à chaque essai, sur le domaine du site."""
    return f"<{cle}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


class EnvoiQuerySet(models.QuerySet):
    def inscrire(self, envois):
        """Ajoute ces envois ; ceux qui le sont déjà restent comme ils sont, quel que soit leur statut."""
        envois = [envoi.sceller() for envoi in envois]
        return self.bulk_create(envois, ignore_conflicts=True, batch_size=500)

    def du_perimetre(self, perimetres):
        return self.filter(perimetre__in=perimetres)

    def a_venir(self, jusqu_a):
        """Ce qui attend son heure, et ce qu’une personne a retenu avant l’heure."""
        retenus = Q(statut=Statut.ANNULEE, echeance__gt=maintenant())
        attendent = Q(statut__in=[Statut.A_ENVOYER, Statut.EN_PAUSE, *EN_VOL])
        return self.filter(attendent | retenus, echeance__lte=jusqu_a)

    def termines(self):
        return self.filter(statut__in=TERMINES)

    def a_regarder(self):
        """Les envois dont seul un humain peut décider : rejetés, ou dont nul ne sait s’ils sont arrivés."""
        return self.filter(statut__in=A_REGARDER)

    def a_reclamer(self, instant):
        """Ce qu’un expéditeur peut prendre : l’heure est venue, ou celui qui le tenait a disparu."""
        du = Q(statut=Statut.A_ENVOYER, prochain_essai_le__lte=instant)
        abandonne = Q(statut__in=EN_VOL, bail_jusqu_au__lt=instant)
        return self.filter(du | abandonne).order_by("prochain_essai_le", "pk")

    def reclamer(self, bail):
        """Prend une ligne due, en un seul ordre, sous bail et jeton. Une ligne au `point` y reste : il faut trancher."""
        instant, jeton = maintenant(), uuid.uuid4()
        premiere = self.a_reclamer(instant).select_for_update(skip_locked=True, no_key=True).values("pk")[:1]
        with transaction.atomic():
            prises = self.filter(pk=Subquery(premiere)).update(
                jeton=jeton,
                bail_jusqu_au=instant + bail,
                statut=models.Case(
                    models.When(statut=Statut.POINT, then=models.Value(Statut.POINT)),
                    default=models.Value(Statut.EN_COURS),
                ),
            )
            return self.select_related("personne").get(jeton=jeton) if prises else None

    def tenir_pour_remis(self, *, avant):
        """La démonstration raconte un passé : ce qui y est dû et rédigé est réputé remis à son heure, sans partir."""
        dus = self.filter(statut=Statut.A_ENVOYER, echeance__lt=avant).exclude(corps="")
        return dus.update(statut=Statut.ENVOYEE, envoyee_le=models.F("echeance"))

    # Les gestes d’une personne : chacun rend le nombre d’envois qu’il a pu toucher ------------------------

    def mettre_en_pause(self, par, motif):
        return self._gester({Statut.A_ENVOYER}, statut=Statut.EN_PAUSE, par=par, motif=motif)

    def annuler(self, par, motif):
        sources = {Statut.A_ENVOYER, Statut.EN_PAUSE, *A_REGARDER}
        return self._gester(sources, statut=Statut.ANNULEE, par=par, motif=motif)

    def reprendre(self, par, motif=""):
        """Rend à l’expéditeur ce qu’une personne avait retenu, ou ce qui a échoué."""
        retenus = self.filter(~Q(statut=Statut.ANNULEE) | Q(par__isnull=False))
        sources = {Statut.EN_PAUSE, Statut.ANNULEE, *A_REGARDER}
        depart = {"tentatives": 0, "prochain_essai_le": models.F("echeance")}
        return retenus._gester(sources, statut=Statut.A_ENVOYER, par=par, motif=motif, **depart)

    def _gester(self, sources, **champs):
        return self.filter(statut__in=sources).update(jeton=None, bail_jusqu_au=None, **champs)


class Envoi(models.Model):
    """Un courriel dû à une personne, pour une raison, à un instant."""

    Statut = Statut

    # Ce qui est dû : la clé
    regle = models.CharField("règle ou fait", max_length=60)
    objet = models.CharField("objet", max_length=60)
    adresse = models.EmailField("adresse", max_length=254)
    echeance = models.DateTimeField("échéance")
    canal = models.CharField("canal", max_length=20, default="courriel")
    # À qui, pourquoi, où cela mène
    personne = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="envois"
    )
    perimetre = models.CharField("périmètre", max_length=60, db_index=True)
    pourquoi = models.TextField("pourquoi cette personne le reçoit")
    lien = models.TextField("lien dans le site", blank=True)
    # Le texte : gelé dès l’inscription pour une annonce, rédigé au départ pour une relance (`corps` vide d’ici là)
    sujet = models.TextField("objet du courriel", blank=True)
    corps = models.TextField("texte", blank=True)
    calendrier = models.TextField("invitation de calendrier (iCalendar)", blank=True, editable=False)
    # Le départ
    statut = models.CharField(max_length=20, choices=Statut.choices, default=Statut.A_ENVOYER)
    message_id = models.CharField(max_length=255, editable=False, db_index=True)
    tentatives = models.PositiveSmallIntegerField(default=0, editable=False)
    prochain_essai_le = models.DateTimeField(editable=False)
    jeton = models.UUIDField(null=True, editable=False, unique=True)
    bail_jusqu_au = models.DateTimeField(null=True, editable=False)
    motif = models.TextField("motif", blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    cree_le = models.DateTimeField(default=maintenant, editable=False)
    envoyee_le = models.DateTimeField(null=True, editable=False)

    objects = EnvoiQuerySet.as_manager()

    class Meta:
        ordering = ["-echeance", "-pk"]
        indexes = [models.Index(fields=["statut", "prochain_essai_le"], name="envois_a_reclamer")]
        constraints = [
            models.UniqueConstraint(fields=CLE, name="jamais_deux_fois_le_meme_envoi"),
            models.CheckConstraint(name="statut_d_envoi_connu", condition=Q(statut__in=Statut.values)),
            models.CheckConstraint(
                name="envoyee_a_sa_date",
                condition=Q(statut=Statut.ENVOYEE, envoyee_le__isnull=False)
                | ~Q(statut=Statut.ENVOYEE) & Q(envoyee_le=None),
            ),
        ]

    def __str__(self):
        return self.sujet or f"{self.regle}, {self.objet}"

    @cached_property
    def cle(self):
        """L’empreinte des cinq valeurs qui disent « le même envoi »."""
        valeurs = (self.regle, self.objet, self.adresse, f"{self.echeance.timestamp():.6f}", self.canal)
        return hashlib.sha256("\n".join(valeurs).encode()).hexdigest()[:40]

    def sceller(self):
        """Complète un envoi avant son inscription, et refuse celui dont la clé n’est pas entière."""
        # SQLite passerait sous silence (INSERT OR IGNORE) ce que PostgreSQL refuse : on le dit ici.
        if vides := [nom for nom in (*CLE, "perimetre", "pourquoi") if not getattr(self, nom)]:
            raise ValueError(f"Envoi sans {', '.join(vides)} : il serait perdu.")
        self.message_id = identifiant(self.cle)
        self.prochain_essai_le = self.prochain_essai_le or self.echeance
        return self.ecrire(self.sujet, self.corps)

    def ecrire(self, sujet, corps):
        """Pose le texte : un objet d’une seule ligne, et, en démonstration, la mention qui le dit."""
        self.sujet, self.corps = une_ligne(sujet), corps
        if corps and settings.DEMONSTRATION and not corps.rstrip().endswith(MENTION):
            self.corps = f"{corps.rstrip()}\n\n{MENTION}\n"
        return self

    def regler(self, statut, **champs):
        """Écrit l’issue si l’on tient encore le jeton ; rend faux quand un autre expéditeur l’a repris."""
        tenus = Envoi.objects.filter(pk=self.pk, jeton=self.jeton, statut__in=EN_VOL)
        return bool(tenus.update(statut=statut, **champs))
