"""L’avenant que tape le chef de projet : ce qui change, de combien, quand, pourquoi."""

from decimal import Decimal

from django import forms

from workflows.champs import Habille, Texte
from workflows.journal import condense
from workflows.saisies import JourField, MontantField
from workflows.templatetags.ecriture import jour as en_mots
from workflows.temps import PARIS, aujourd_hui

ZERO = Decimal(0)


class AvenantForm(Habille, forms.Form):
    geste = forms.ChoiceField(
        label="Ce qui change", widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui change.", "invalid_choice": "La décision ne peut plus changer ainsi."},
    )  # fmt: skip
    contrat_de_ville = MontantField(label="Contrat de ville, en euros", required=False)
    droit_commun = MontantField(label="Droit commun, en euros", required=False)
    pris_le = JourField(label="Avenant du")
    motif = Texte(
        label="Motif",
        lignes=3,
        max_length=2000,
        help_text="Il reste à côté de la première décision, et dans le courriel.",
    )

    def __init__(self, *args, decision, gestes, **options):
        self.decision, self.ligne = decision, decision.ligne
        options["initial"] = {
            "geste": next(iter(gestes), ""), "contrat_de_ville": self.ligne.accorde_contrat_de_ville,
            "droit_commun": self.ligne.accorde_droit_commun, "pris_le": aujourd_hui(),
        }  # fmt: skip
        super().__init__(*args, **options)
        self.fields["geste"].choices = list(gestes.items())

    def clean_pris_le(self):
        jour, acte = self.cleaned_data["pris_le"], self.decision.inscription.seance.actee_le
        if jour > aujourd_hui():
            raise forms.ValidationError("Cette date est à venir : un avenant se note une fois pris.")
        if acte and jour < acte.astimezone(PARIS).date():
            raise forms.ValidationError(f"Un avenant suit l’acte : la séance fut actée le {en_mots(acte)}.")
        return jour

    def clean(self):
        saisie = super().clean()
        montants = ("contrat_de_ville", "droit_commun")
        if saisie.get("geste") == "annuler":
            return saisie | dict.fromkeys(montants, ZERO)
        if any(nom in self.errors for nom in (*montants, "geste")):
            return saisie
        if not any(saisie.get(nom) for nom in montants):
            self.add_error("contrat_de_ville", "Un accord vaut plus de 0 € : écrivez-le, ou retirez la subvention.")
        elif saisie.get("geste") == "reviser_par_avenant" and self._ne_change_rien(saisie):
            self.add_error("contrat_de_ville", "C’est déjà ce qui est accordé : rien ne changerait.")
        return saisie

    def _ne_change_rien(self, saisie):
        actuels = (self.ligne.accorde_contrat_de_ville or ZERO, self.ligne.accorde_droit_commun or ZERO)
        return actuels == (saisie.get("contrat_de_ville") or ZERO, saisie.get("droit_commun") or ZERO)

    def valeurs(self):
        montants = {nom: self.cleaned_data[nom] or ZERO for nom in ("contrat_de_ville", "droit_commun")}
        return {"geste": self.cleaned_data["geste"], **montants}

    @property
    def vu(self):
        """Le condensé de ce que l’aperçu montrait : ce que l’on confirme est ce que l’on a lu."""
        valeurs = self.valeurs()
        return condense(f"{valeurs['geste']} {valeurs['contrat_de_ville']:.2f} {valeurs['droit_commun']:.2f}")[:16]
