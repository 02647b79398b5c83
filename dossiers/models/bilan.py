"""Le bilan d’une action : ce qui a été fait, pour qui, avec quel argent ; ou pourquoi rien ne l’a été."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField

from dossiers import regles
from dossiers.models.dossier import Dossier
from dossiers.statuts import EN_ACTION, StatutBilan
from workflows.moteur import ObjetAEtats, StatutProtege, transition
from workflows.temps import maintenant

# Ceux que leur porteur doit encore : un dossier désisté ou qui n’est plus retenu n’en doit pas.
DUS = Q(statut__in=[StatutBilan.ATTENDU, StatutBilan.A_COMPLETER], dossier__statut__in=EN_ACTION)


class BilanQuerySet(StatutProtege):
    def visibles_par(self, personne):
        """Le bilan suit le dossier, sauf au catalogue : ni élu ni public n’y lit de compte avant sa publication."""
        return self.filter(dossier__in=Dossier.objects.visibles_par(personne))

    def attendus(self):
        return self.filter(DUS)

    def en_retard_au(self, jour):
        return self.attendus().filter(du_le__lt=jour)


class Bilan(ObjetAEtats):
    """Trois issues, comme sur Dauphin : justifier, attester la non-réalisation, demander d’autres dates."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="bilan")
    statut = FSMField(choices=StatutBilan.choices, default=StatutBilan.ATTENDU, protected=True)
    du_le = models.DateField("attendu le")
    recit = models.TextField("ce qui a été fait", max_length=8000, blank=True)
    charges_realisees = models.DecimalField("charges réalisées", max_digits=12, decimal_places=2, null=True, blank=True)
    beneficiaires_total = models.PositiveIntegerField("personnes touchées", null=True, blank=True)
    dont_qpv = models.PositiveIntegerField("dont habitants d’un QPV", null=True, blank=True)
    dont_qic = models.PositiveIntegerField("dont habitants d’un QIC", null=True, blank=True)
    recu_le = models.DateTimeField("reçu le", null=True, editable=False)
    report_souhaite_au = models.DateField("fin souhaitée", null=True, editable=False)

    objects = BilanQuerySet.as_manager()

    class Meta:
        ordering = ["du_le", "pk"]
        constraints = [
            models.CheckConstraint(name="statut_de_bilan_connu", condition=Q(statut__in=StatutBilan.values)),
            models.CheckConstraint(
                name="un_bilan_recu_a_sa_date",
                condition=~Q(statut__in=[StatutBilan.RECU, StatutBilan.ACCEPTE]) | Q(recu_le__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Bilan de {self.dossier}"

    def get_absolute_url(self):
        return reverse("dossiers:bilan", args=[self.dossier_id])

    @property
    def racine(self):
        return self.dossier

    @property
    def passages(self):
        return self.dossier.passages

    def sujet_du_passage(self):
        return {"bilan": self}

    def role_de(self, personne):
        return self.dossier.role_de(personne)

    @classmethod
    def verrouiller(cls, pk):
        dossier = Dossier.verrouiller(cls.objects.values_list("dossier_id", flat=True).get(pk=pk))
        bilan = cls._verrouille(pk=pk)
        bilan.dossier = dossier
        return bilan

    @transition("Transmettre le bilan", de=[StatutBilan.ATTENDU, StatutBilan.A_COMPLETER], vers=StatutBilan.RECU,
                par=regles.signataire_du_bilan, fait="Bilan transmis",
                si=[regles.decision_du_bilan_annoncee, regles.charges_realisees_connues, regles.publics_realises_connus,
                    regles.recit_ecrit])  # fmt: skip
    def transmettre(self):
        self.recu_le = maintenant()

    @transition("Demander une correction", de=[StatutBilan.RECU], vers=StatutBilan.A_COMPLETER, par=regles.equipe_du_bilan,
                motivee=True, fait="Correction du bilan demandée")  # fmt: skip
    def demander_une_correction(self):
        """Le motif dit ce qui manque."""

    @transition("Accepter le bilan", de=[StatutBilan.RECU], vers=StatutBilan.ACCEPTE, par=regles.equipe_du_bilan,
                fait="Bilan accepté")  # fmt: skip
    def accepter(self):
        """L’action est justifiée."""

    @transition("Attester la non-réalisation", de=[StatutBilan.ATTENDU], vers=StatutBilan.NON_REALISE,
                par=regles.signataire_du_bilan, si=[regles.decision_du_bilan_annoncee], motivee=True,
                fait="Non-réalisation attestée")  # fmt: skip
    def attester_la_non_realisation(self):
        """L’action n’a pas eu lieu ; les subventions s’annulent ou se reversent."""

    @transition("Demander d’autres dates", de=[StatutBilan.ATTENDU], vers=None, par=regles.signataire_du_bilan,
                si=[regles.decision_du_bilan_annoncee], motivee=True, saisie=("report_souhaite_au",),
                fait="Autres dates demandées")  # fmt: skip
    def demander_d_autres_dates(self, report_souhaite_au):
        self.report_souhaite_au = report_souhaite_au
