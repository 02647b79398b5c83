"""La ligne : un dossier × un financeur, l’argent demandé, accordé, voté, payé. Elle est la ligne 74 du budget."""

from decimal import Decimal
from functools import cached_property

from django.db import models
from django.db.models import DecimalField, F, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django_fsm import FSMField

from dossiers import regles
from dossiers.models.dossier import Dossier
from dossiers.statuts import A_DECIDER, ACQUISES, ECARTEES, Statut, StatutLigne
from programmation.models import Enveloppe, Financeur
from workflows.composee import composee
from workflows.moteur import ObjetAEtats, StatutProtege, selon, transition
from workflows.temps import maintenant

_EUROS = DecimalField(max_digits=14, decimal_places=2)


class LigneQuerySet(StatutProtege):
    def visibles_par(self, personne):
        """Les lignes des dossiers que cette personne voit ; ce qu’elle en lit dépend de `decision_lisible_par`."""
        return self.filter(dossier__in=Dossier.objects.visibles_par(personne))

    def _somme(self, dossier, expression, **filtre):
        totaux = (
            self.filter(dossier=dossier, **filtre)
            .order_by()
            .values("dossier")
            .annotate(total=Sum(expression))
            .values("total")
        )
        return Coalesce(Subquery(totaux, output_field=_EUROS), Value(0, output_field=_EUROS))

    def somme_demandee(self, dossier):
        return self._somme(dossier, F("demande_droit_commun") + F("demande_contrat_de_ville"))

    def somme_accordee(self, dossier):
        return self._somme(dossier, F("accorde_droit_commun") + F("accorde_contrat_de_ville"), statut__in=ACQUISES)

    def a_decider(self):
        return self.filter(statut__in=A_DECIDER)


def _euros(libelle, **options):
    return models.DecimalField(libelle, max_digits=12, decimal_places=2, **options)


class NatureDroitCommun(models.TextChoices):
    """Sous quelle forme le droit commun est mobilisé (docs/metier.md §10)."""

    FINANCIER = "financier", "Financier"
    PERSONNEL = "personnel", "Personnel"
    LOCAUX = "locaux", "Locaux ou matériel"


class Certitude(models.TextChoices):
    """Ce que le porteur sait de cette recette quand il dépose."""

    SOLLICITE = "sollicite", "Sollicité"
    ENVISAGE = "envisage", "Envisagé"
    ACQUIS = "acquis", "Acquis"


@composee
def _son_enveloppe(ligne):
    return Enveloppe.objects.filter(lignes=ligne).select_for_update(of=("self",), no_key=True).order_by()


def _annulee_ou_a_reverser(ligne):
    return StatutLigne.A_REVERSER if ligne.total_verse else StatutLigne.ANNULEE


class Ligne(ObjetAEtats):
    """Une demande à un guichet ; le droit commun et le contrat de ville s’y distinguent. En euros."""

    LIENS = ("financeur__organisation",)

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="lignes")
    financeur = models.ForeignKey(Financeur, models.PROTECT, related_name="lignes")
    enveloppe = models.ForeignKey(
        Enveloppe, models.PROTECT, null=True, blank=True, related_name="lignes", editable=False
    )
    demande_droit_commun = _euros("demandé au titre du droit commun", default=0)
    demande_contrat_de_ville = _euros("demandé au titre du contrat de ville", default=0)
    nature_droit_commun = models.CharField(
        "nature du droit commun", max_length=20, choices=NatureDroitCommun.choices, blank=True
    )
    certitude = models.CharField(
        "où en est la demande", max_length=20, choices=Certitude.choices, default=Certitude.SOLLICITE
    )
    statut = FSMField(choices=StatutLigne.choices, default=StatutLigne.SOLLICITEE, protected=True)
    motif = models.TextField(blank=True, editable=False)
    accorde_droit_commun = _euros("accordé, droit commun", null=True, editable=False)
    accorde_contrat_de_ville = _euros("accordé, contrat de ville", null=True, editable=False)
    condition = models.TextField("sous réserve de", blank=True, editable=False)
    condition_avant_le = models.DateField(null=True, editable=False)
    reserve_levee_le = models.DateTimeField(null=True, editable=False)
    vote_le = models.DateField("voté le", null=True, editable=False)
    vote_reference = models.CharField("délibération ou arrêté", max_length=120, blank=True, editable=False)
    notifiee_le = models.DateTimeField("notifiée le", null=True, editable=False)
    engagement = models.CharField("numéro d’engagement", max_length=60, blank=True, editable=False)

    objects = LigneQuerySet.as_manager()

    class Meta:
        ordering = ["financeur__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "financeur"], name="une_ligne_par_financeur"),
            models.CheckConstraint(name="statut_de_ligne_connu", condition=Q(statut__in=StatutLigne.values)),
            models.CheckConstraint(
                name="demandes_positives", condition=Q(demande_droit_commun__gte=0, demande_contrat_de_ville__gte=0)
            ),
            models.CheckConstraint(
                name="une_ligne_accordee_a_ses_montants",
                condition=~Q(statut__in=ACQUISES)
                | Q(accorde_droit_commun__gte=0, accorde_contrat_de_ville__gte=0)
                & (Q(accorde_droit_commun__gt=0) | Q(accorde_contrat_de_ville__gt=0)),
            ),
            models.CheckConstraint(
                name="un_refus_n_a_pas_de_montant_et_dit_pourquoi",
                condition=~Q(statut__in=[StatutLigne.REFUSEE, StatutLigne.IRRECEVABLE, StatutLigne.SANS_OBJET])
                | Q(accorde_droit_commun__isnull=True, accorde_contrat_de_ville__isnull=True) & ~Q(motif=""),
            ),
            models.CheckConstraint(
                name="une_ligne_votee_a_son_acte",
                condition=~Q(statut__in=[StatutLigne.VOTEE, StatutLigne.ENGAGEE, StatutLigne.SOLDEE])
                | Q(vote_le__isnull=False) & ~Q(vote_reference=""),
            ),
        ]

    def __str__(self):
        return f"{self.dossier.reference}, {self.financeur}"

    # Ce que le moteur attend
    @property
    def racine(self):
        return self.dossier

    @property
    def passages(self):
        return self.dossier.passages

    def sujet_du_passage(self):
        return {"ligne": self}

    def role_de(self, personne):
        if personne.est_technique:
            return "automate"
        if regles.guichet(self, personne):
            return f"agent, {self.financeur}"
        role = self.dossier.role_de(personne)
        if self.dossier.statut == Statut.EN_COMITE:
            return f"{role}, en séance"  # l’acte ; la décision saisie dit de qui elle vient (saisie_par)
        return role if regles.ligne_de_la_ville(self) else f"{role}, pour {self.financeur} absent"

    @classmethod
    def verrouiller(cls, pk, le_dossier=None):
        """Toujours dans le même ordre : enveloppe → dossier → ligne. `le_dossier` : qui le verrouille, si le mur l’y a mené."""
        enveloppe = _son_enveloppe.premier(pk)
        dossier = le_dossier() if le_dossier else Dossier._verrouille(lignes=pk)
        ligne = cls._verrouille(pk=pk)
        if ligne.dossier_id != dossier.pk:
            raise cls.DoesNotExist
        ligne.dossier, ligne.enveloppe = dossier, enveloppe
        return ligne

    # L’argent
    @property
    def demande(self):
        return self.demande_droit_commun + self.demande_contrat_de_ville

    @property
    def accorde(self):
        """Ce qui est accordé, ou None tant que rien ne l’est : absent n’est pas zéro."""
        if self.accorde_droit_commun is None:
            return None
        return self.accorde_droit_commun + self.accorde_contrat_de_ville

    @property
    def au_plan_droit_commun(self):
        return self._au_plan(self.demande_droit_commun, self.accorde_droit_commun)

    @property
    def au_plan_contrat_de_ville(self):
        return self._au_plan(self.demande_contrat_de_ville, self.accorde_contrat_de_ville)

    @property
    def au_plan(self):
        """Ce que le plan de financement peut compter : l’accordé une fois notifié ; d’ici là, la demande, qui ne dit rien."""
        return self.au_plan_droit_commun + self.au_plan_contrat_de_ville

    def _au_plan(self, demande, accorde):
        if self.statut in ECARTEES:
            return Decimal(0)
        if self.notifiee_le is None:
            return demande
        return accorde if self.statut in ACQUISES else Decimal(0)

    @cached_property
    def total_verse(self):
        return self.versements.aggregate(total=Sum("montant", default=0))["total"]

    @property
    def est_sous_reserve(self):
        return bool(self.condition) and self.reserve_levee_le is None

    def decision_lisible_par(self, personne):
        """Une décision se lit de l’équipe et de son financeur ; du porteur, une fois notifiée ; des autres, une fois actée."""
        return not regles.porte(self.dossier, personne) or self.notifiee_le is not None

    def _liberer_l_enveloppe(self):
        if self.enveloppe and self.accorde_contrat_de_ville:
            self.enveloppe.engage -= self.accorde_contrat_de_ville
            self.enveloppe.save(update_fields=["engage"])

    def _accorder_de_nouveau(self, contrat_de_ville, droit_commun):
        self.accorde_contrat_de_ville, self.accorde_droit_commun = contrat_de_ville, droit_commun
        self.motif = self.saisie["motif"]
        self.vote_le, self.vote_reference, self.notifiee_le = None, "", None
        self._engager_l_enveloppe()

    def _engager_l_enveloppe(self):
        if self.enveloppe:
            self.enveloppe.engage += self.accorde_contrat_de_ville
            self.enveloppe.save(update_fields=["engage"])

    # La machine
    @transition("Déclarer recevable", de=[StatutLigne.SOLLICITEE], vers=StatutLigne.RECEVABLE,
                par=regles.repond_pour_le_guichet, si=[regles.dossier_en_recevabilite, regles.bilans_passes_rendus],
                fait="Déclarée recevable")  # fmt: skip
    def declarer_recevable(self):
        self.motif = ""

    @transition("Déclarer irrecevable", de=[StatutLigne.SOLLICITEE], vers=StatutLigne.IRRECEVABLE,
                par=regles.repond_pour_le_guichet, si=[regles.dossier_en_recevabilite], motivee=True,
                fait="Déclarée irrecevable")  # fmt: skip
    def declarer_irrecevable(self):
        self.motif = self.saisie["motif"]

    @transition("Déclarer sans objet", de=[StatutLigne.SOLLICITEE], vers=StatutLigne.SANS_OBJET,
                par=regles.repond_pour_le_guichet, si=[regles.dossier_en_recevabilite], motivee=True,
                fait="Déclarée sans objet")  # fmt: skip
    def declarer_sans_objet(self):
        self.motif = self.saisie["motif"]

    @transition("Solliciter de nouveau", de=[StatutLigne.RECEVABLE, StatutLigne.IRRECEVABLE, StatutLigne.SANS_OBJET],
                vers=StatutLigne.SOLLICITEE, par=regles.chef_ou_automate, si=[regles.dossier_en_recevabilite],
                fait="Sollicitée de nouveau", bouton=False)  # fmt: skip
    def solliciter_de_nouveau(self):
        self.motif = ""

    @transition("Accorder", de=A_DECIDER, vers=StatutLigne.ACCORDEE, par=regles.chef_de_la_ligne,
                si=[regles.dossier_en_comite, regles.enveloppe_suffit], fait="Accordée", bouton=False)  # fmt: skip
    def accorder(self, contrat_de_ville, droit_commun, condition="", condition_avant_le=None, **_):
        self.accorde_contrat_de_ville, self.accorde_droit_commun = contrat_de_ville, droit_commun
        self.motif = self.saisie["motif"]
        self.condition, self.condition_avant_le, self.reserve_levee_le = condition, condition_avant_le, None
        self._engager_l_enveloppe()

    @transition("Refuser", de=A_DECIDER, vers=StatutLigne.REFUSEE, par=regles.chef_de_la_ligne,
                si=[regles.dossier_en_comite], motivee=True, fait="Refusée", bouton=False)  # fmt: skip
    def refuser(self, **_):
        self.motif = self.saisie["motif"]

    @transition("Ajourner", de=A_DECIDER, vers=StatutLigne.AJOURNEE, par=regles.chef_de_la_ligne,
                si=[regles.dossier_en_comite], motivee=True, fait="Ajournée", bouton=False)  # fmt: skip
    def ajourner(self, **_):
        self.motif = self.saisie["motif"]

    @transition("Accorder par avenant", de=[StatutLigne.REFUSEE, StatutLigne.ANNULEE], vers=StatutLigne.ACCORDEE,
                par=regles.chef_de_la_ligne, si=[regles.dossier_decide, regles.enveloppe_suffit], motivee=True,
                fait="Accordée par avenant", bouton=False)  # fmt: skip
    def accorder_par_avenant(self, contrat_de_ville, droit_commun, **avenant):
        """Une décision nouvelle : elle se vote et se notifie à son tour (docs/metier.md §25)."""
        self._accorder_de_nouveau(contrat_de_ville, droit_commun)

    @transition("Réviser par avenant", de=[StatutLigne.ACCORDEE, StatutLigne.VOTEE], vers=StatutLigne.ACCORDEE,
                par=regles.chef_de_la_ligne, si=[regles.dossier_decide, regles.enveloppe_suffit_a_la_revision],
                motivee=True, fait="Révisée par avenant", bouton=False)  # fmt: skip
    def reviser_par_avenant(self, contrat_de_ville, droit_commun, **avenant):
        """Le montant change ; ce qui était voté est à voter de nouveau."""
        self._liberer_l_enveloppe()
        self._accorder_de_nouveau(contrat_de_ville, droit_commun)

    @transition("Lever la réserve", de=[StatutLigne.ACCORDEE, StatutLigne.VOTEE], vers=None, par=regles.repond_pour_le_guichet,
                si=[regles.sous_reserve], motivee=True, fait="Réserve levée")  # fmt: skip
    def lever_la_reserve(self):
        self.reserve_levee_le = maintenant()

    @transition("Enregistrer le vote", de=[StatutLigne.ACCORDEE], vers=StatutLigne.VOTEE, par=regles.repond_pour_le_guichet,
                saisie=("vote_le", "vote_reference"), fait="Votée")  # fmt: skip
    def voter(self, vote_le, vote_reference):
        self.vote_le, self.vote_reference = vote_le, vote_reference

    @transition("Enregistrer un vote défavorable", de=[StatutLigne.ACCORDEE], vers=StatutLigne.REFUSEE,
                par=regles.repond_pour_le_guichet, motivee=True, fait="Refusée au vote")  # fmt: skip
    def refuser_au_vote(self):
        self._liberer_l_enveloppe()
        self.accorde_contrat_de_ville = self.accorde_droit_commun = None
        self.motif = self.saisie["motif"]

    @transition("Notifier la décision", de=[StatutLigne.VOTEE, StatutLigne.REFUSEE, StatutLigne.ANNULEE], vers=None,
                par=regles.repond_pour_le_guichet, si=[regles.pas_encore_notifiee], fait="Notifiée")  # fmt: skip
    def notifier(self):
        self.notifiee_le = maintenant()

    @transition("Engager la dépense", de=[StatutLigne.VOTEE], vers=StatutLigne.ENGAGEE, par=regles.repond_pour_le_guichet,
                si=[regles.reserve_levee], saisie=("engagement",), fait="Engagée")  # fmt: skip
    def engager(self, engagement):
        self.engagement = engagement

    @transition("Solder", de=[StatutLigne.ENGAGEE], vers=StatutLigne.SOLDEE, par=regles.repond_pour_le_guichet,
                si=[regles.tout_est_verse], fait="Soldée")  # fmt: skip
    def solder(self):
        """Tout est versé."""

    @transition("Annuler la subvention", de=[StatutLigne.ACCORDEE, StatutLigne.VOTEE, StatutLigne.ENGAGEE],
                vers=selon(_annulee_ou_a_reverser, [StatutLigne.ANNULEE, StatutLigne.A_REVERSER]), par=regles.chef_ou_automate,
                motivee=True, fait="Annulée")  # fmt: skip
    def annuler(self, avenant=None, **_):
        self._liberer_l_enveloppe()
        if avenant and not self.total_verse:  # une décision nouvelle, à notifier à son tour (docs/metier.md §25)
            self.accorde_contrat_de_ville = self.accorde_droit_commun = self.notifiee_le = None
            self.motif = self.saisie["motif"]

    @transition("Constater le reversement", de=[StatutLigne.A_REVERSER], vers=StatutLigne.REVERSEE,
                par=regles.repond_pour_le_guichet, motivee=True, fait="Reversée")  # fmt: skip
    def constater_le_reversement(self):
        """Le titre de recette est payé ; le motif porte sa référence."""


class Versement(models.Model):
    """Un paiement d’une ligne engagée : acompte ou solde, en euros."""

    class Nature(models.TextChoices):
        ACOMPTE = "acompte", "Acompte"
        SOLDE = "solde", "Solde"

    ligne = models.ForeignKey(Ligne, models.PROTECT, related_name="versements")
    nature = models.CharField(max_length=10, choices=Nature.choices, default=Nature.ACOMPTE)
    montant = _euros("montant versé")
    verse_le = models.DateField("versé le")
    reference = models.CharField("référence", max_length=120, blank=True)

    class Meta:
        ordering = ["verse_le", "pk"]
        constraints = [
            models.CheckConstraint(name="versement_positif", condition=Q(montant__gt=0)),
            models.CheckConstraint(name="nature_de_versement_connue", condition=Q(nature__in=["acompte", "solde"])),
        ]

    def __str__(self):
        return f"{self.montant} € le {self.verse_le}"
