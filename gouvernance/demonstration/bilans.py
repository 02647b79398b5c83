"""Le bilan d’un dossier de la démonstration : rendu, corrigé, accepté, attesté non réalisé ou repoussé."""

from decimal import Decimal

from dossiers.models import Bilan
from workflows.moteur import modifier

DEPENSE = Decimal("0.97")


class GestesDuBilan:
    """`recit` et `realise` (charges, personnes, dont QPV, dont QIC) viennent de la fiche ; à défaut, presque le prévu."""

    def _bilan(self):
        return Bilan.objects.select_related("dossier__campagne__convention").get(dossier=self.dossier)

    def bilan(self):
        bilan = self._bilan()
        total, qpv, qic = self.fiche["publics"]
        charges = (self.dossier.charges * DEPENSE).quantize(Decimal(1))
        charges, total, qpv, qic = self.fiche.get("realise", (charges, total - total // 9, qpv - qpv // 7, qic))
        with modifier(bilan, version=bilan.version) as frais:
            frais.recit = self.fiche["recit"]
            frais.charges_realisees, frais.beneficiaires_total = charges, total
            frais.dont_qpv, frais.dont_qic = qpv, qic
        self._avancer("transmettre", self.signataire, bilan)

    bilan_anticipe = bilan

    def corriger(self):
        self._avancer("demander_une_correction", self.instructeur, self._bilan(), motif=self.fiche["correction"])

    def accepter(self):
        self._avancer("accepter", self.instructeur, self._bilan())

    def non_realise(self):
        self._avancer("attester_la_non_realisation", self.signataire, self._bilan(), motif=self.fiche["pourquoi"])

    def autres_dates(self):
        souhait = {"report_souhaite_au": self.monde.calendrier.le(45)}
        self._avancer(
            "demander_d_autres_dates", self.signataire, self._bilan(), motif=self.fiche["pourquoi"], donnees=souhait
        )
