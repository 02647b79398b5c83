"""La décision d’un financeur sur une ligne : un choix, des montants s’il accorde, un motif s’il n’accorde pas."""

from decimal import Decimal

from django import forms

from dossiers.models import Decision
from workflows.champs import Habille, Texte
from workflows.journal import condense
from workflows.saisies import JourField, MontantField

ZERO = Decimal(0)
CHAMPS = ("choix", "contrat_de_ville", "droit_commun", "motif", "condition", "condition_avant_le")


class DecisionForm(Habille, forms.Form):
    choix = forms.ChoiceField(label="Décision", choices=Decision.Choix.choices, required=False, widget=forms.RadioSelect,
                              error_messages={"invalid_choice": "Choisissez d’accorder, de refuser ou d’ajourner."})  # fmt: skip
    contrat_de_ville = MontantField(label="Contrat de ville, en euros", required=False)
    droit_commun = MontantField(label="Droit commun, en euros", required=False)
    motif = Texte(
        label="Motif", lignes=2, max_length=2000, required=False, help_text="Attendu pour un refus ou un ajournement."
    )
    condition = Texte(label="Sous réserve de", lignes=2, max_length=2000, required=False)
    condition_avant_le = JourField(label="Réserve à lever avant le", required=False)

    def __init__(self, *args, ligne, decision=None, **options):
        self.ligne, self.decision = ligne, decision
        options["prefix"] = f"l{ligne.pk}"
        if decision:
            options["initial"] = {nom: getattr(decision, nom) or None for nom in CHAMPS}
        super().__init__(*args, **options)

    @property
    def version(self):
        return self.decision.version if self.decision else 0

    @property
    def est_vide(self):
        """Rien n’a été tapé pour cette ligne : elle attend toujours."""
        return not any(self.cleaned_data.get(nom) for nom in CHAMPS)

    def clean(self):
        saisie = super().clean()
        choix = saisie.get("choix")
        if choix == Decision.Choix.ACCORDER:
            self._verifier_l_accord(saisie)
        elif choix:
            saisie |= {"contrat_de_ville": None, "droit_commun": None, "condition": "", "condition_avant_le": None}
            if not saisie.get("motif") and "motif" not in self.errors:
                self.add_error("motif", "Un motif est attendu : il sera dit au porteur.")
        elif "choix" not in self.errors and (self.decision or not self.est_vide):
            self.add_error("choix", "Choisissez d’accorder, de refuser ou d’ajourner.")
        return saisie

    def _verifier_l_accord(self, saisie):
        montants = ("contrat_de_ville", "droit_commun")
        if not any(saisie.get(nom) for nom in montants) and not any(nom in self.errors for nom in montants):
            self.add_error("contrat_de_ville", "Écrivez le montant accordé : un accord vaut plus de 0 €.")
        if saisie.get("condition_avant_le") and not saisie.get("condition"):
            self.add_error("condition", "Dites la réserve à lever avant cette date, ou ôtez la date.")

    def valeurs(self):
        """Ce que l’on note en séance."""
        montants = {nom: self.cleaned_data[nom] or ZERO for nom in ("contrat_de_ville", "droit_commun")}
        return {nom: self.cleaned_data[nom] for nom in CHAMPS} | montants

    def a_change(self):
        """Faux pour une ligne que la personne a laissée comme elle l’avait sous les yeux, ou renvoyée deux fois."""
        valeurs = _sceau(self.valeurs())
        return valeurs not in (self.data.get(f"{self.prefix}-vu"), self.vu)

    @property
    def vu(self):
        """Le condensé de ce qui est noté à présent ; le formulaire le renvoie, et l’on sait s’il y fut touché."""
        return _sceau(
            {nom: getattr(self.decision, nom) for nom in CHAMPS} if self.decision else dict.fromkeys(CHAMPS, "")
        )


def _sceau(valeurs):
    """Un condensé des valeurs, où vide, nul et zéro se valent."""
    textes = (f"{v:.2f}" if isinstance(v, Decimal) and v else str(v or "") for v in (valeurs[nom] for nom in CHAMPS))
    return condense("\n".join(textes))[:16]
