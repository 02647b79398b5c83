"""Le bilan tel qu’il se saisit : ce qui a été fait, pour qui, avec quel argent."""

from django import forms

from workflows.champs import Texte
from workflows.presentation import Presentation
from workflows.saisies import EffectifField, JourField, MontantField
from workflows.temps import aujourd_hui


class FormulaireBilan(Presentation, forms.Form):
    recit = Texte(label="Ce qui a été fait", required=False, max_length=8000, lignes=8,
                       help_text="Ce qui s’est passé, ce qui a changé, ce que vous referiez autrement. "
                       "Ne nommez aucun bénéficiaire.")  # fmt: skip
    charges_realisees = MontantField(label="Charges réalisées, en euros", required=False)
    beneficiaires_total = EffectifField(
        label="Personnes touchées, au total", required=False, help_text="Un nombre, aucun nom."
    )
    dont_qpv = EffectifField(label="Dont habitants d’un QPV", required=False, help_text="Un nombre, aucun nom.")
    dont_qic = EffectifField(label="Dont habitants d’un QIC", required=False, help_text="Un nombre, aucun nom.")

    def __init__(self, *args, bilan, **options):
        self.bilan = bilan
        super().__init__(*args, initial={nom: getattr(bilan, nom) for nom in self.base_fields}, **options)

    def clean(self):
        lues = super().clean()
        total, qpv, qic = (lues.get(nom) for nom in ("beneficiaires_total", "dont_qpv", "dont_qic"))
        if total is not None and (qpv or 0) + (qic or 0) > total:
            detail = " + ".join(str(part) for part in (qpv, qic) if part)
            self.add_error(
                "dont_qpv" if qpv else "dont_qic", f"{detail} dépasse le total de {total}. Corrigez l’un ou l’autre."
            )
        return lues

    def enregistrer(self, bilan):
        for nom in self.base_fields:
            setattr(bilan, nom, self.cleaned_data[nom])


class FormulaireVersement(Presentation, forms.Form):
    """Un paiement constaté sur une ligne engagée."""

    montant = MontantField(label="Montant versé, en euros", error_messages={"required": "Indiquez le montant versé."})
    verse_le = JourField(label="Versé le", error_messages={"required": "Indiquez la date du versement."})
    reference = Texte(
        label="Référence", required=False, max_length=120, help_text="Mandat ou virement, si vous l’avez."
    )

    def __init__(self, *args, ligne, **options):
        self.ligne = ligne
        super().__init__(
            *args, initial={"montant": ligne.accorde - ligne.total_verse, "verse_le": aujourd_hui()}, **options
        )

    def clean_montant(self):
        montant = self.cleaned_data["montant"]
        if not montant:
            raise forms.ValidationError("Un versement n’est pas nul.")
        return montant

    def clean_verse_le(self):
        jour = self.cleaned_data["verse_le"]
        if jour > aujourd_hui():
            raise forms.ValidationError("Ce versement est à venir : enregistrez-le quand il aura eu lieu.")
        return jour
