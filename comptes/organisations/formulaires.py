"""Ce que l’on tape pour inviter, changer un droit ou passer la main."""

from django import forms

from comptes import regles
from comptes.models import DROITS_PAR_QUALITE, Qualite
from comptes.organisations.membres import DEVENIR
from workflows.presentation import Presentation

_DROITS = DROITS_PAR_QUALITE[Qualite.PORTEUR]
_HORS_LISTE = {"invalid_choice": "Ce choix n’est pas dans la liste.", "required": "Choisissez dans la liste."}


def _choix():
    return [(droit.value, f"{droit.label} : {regles.CE_QUE_PERMET[droit]}") for droit in _DROITS]


class Invitation(Presentation, forms.Form):
    courriel = forms.EmailField(
        label="Adresse électronique", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Écrivez l’adresse de la personne.",
                        "invalid": "Écrivez une adresse complète, comme prenom.nom@exemple.fr."},
    )  # fmt: skip
    droit = forms.ChoiceField(
        label="Ce qu’elle pourra faire", choices=_choix, initial="redacteur", widget=forms.RadioSelect,
        error_messages=_HORS_LISTE,
    )  # fmt: skip

    def __init__(self, *args, premier_signataire=False, **options):
        super().__init__(*args, **options)
        if premier_signataire:
            del self.fields["droit"]

    def clean_courriel(self):
        return self.cleaned_data["courriel"].lower()


class ChangementDeDroit(Presentation, forms.Form):
    droit = forms.ChoiceField(label="Son droit", choices=_choix, widget=forms.RadioSelect, error_messages=_HORS_LISTE)


class PassageDeMain(Presentation, forms.Form):
    devient = forms.ChoiceField(
        label="Et vous, ensuite", required=False, error_messages=_HORS_LISTE,
        choices=[*((droit.value, f"Je reste {droit.label.lower()}") for droit in DEVENIR), ("", "Je quitte l’organisation")],
    )  # fmt: skip
