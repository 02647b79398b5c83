"""Rapporter de Dauphin le numéro du dossier et la date de son dépôt."""

from django import forms
from django.core.exceptions import ValidationError

from dossiers.forms.parties.demande import NUMERO_DAUPHIN
from workflows.champs import ANNEES
from workflows.presentation import Presentation
from workflows.temps import aujourd_hui


class FormulaireDauphin(Presentation, forms.Form):
    numero_dauphin = forms.RegexField(
        NUMERO_DAUPHIN, label="Numéro donné par Dauphin", strip=True, max_length=13,
        error_messages={"invalid": "Un numéro Dauphin s’écrit DA suivi de huit chiffres : DA01200614.",
                        "required": "Écrivez le numéro que Dauphin affiche en haut de la demande."})  # fmt: skip
    depose_sur_dauphin_le = forms.DateField(
        label="Déposé sur Dauphin le", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"], help_text="Vide tant que la demande n’y est pas transmise.",
        error_messages={"invalid": "Cette date n’existe pas. Écrivez par exemple 31/12/2026."})  # fmt: skip

    def __init__(self, *args, dossier, **options):
        options["initial"] = {nom: getattr(dossier, nom) for nom in ("numero_dauphin", "depose_sur_dauphin_le")}
        super().__init__(*args, **options)

    def clean_depose_sur_dauphin_le(self):
        jour = self.cleaned_data["depose_sur_dauphin_le"]
        if jour and jour.year not in ANNEES:
            raise ValidationError("Cette année est hors du calendrier : de 2000 à 2100.")
        if jour and jour > aujourd_hui():
            raise ValidationError("Cette date est à venir : notez le dépôt une fois qu’il est fait.")
        return jour
