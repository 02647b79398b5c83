"""Ce qu’un visiteur peut demander à l’arbre des objectifs : une commune, un quartier, des mots."""

from django import forms


class RechercheForm(forms.Form):
    """Une recherche par l’adresse : elle se partage et marche sans JavaScript."""

    convention = forms.ModelChoiceField(queryset=None, required=False, label="Commune", empty_label=None)
    quartier = forms.ModelChoiceField(
        queryset=None, required=False, label="Quartier", to_field_name="slug", empty_label="Tous les quartiers"
    )
    q = forms.CharField(required=False, max_length=100, label="Mots cherchés", strip=True)

    def __init__(self, *args, conventions, quartiers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["convention"].queryset = conventions
        self.fields["quartier"].queryset = quartiers
        self.fields["quartier"].error_messages["invalid_choice"] = "Ce quartier n’est pas de cette convention. Choisissez-en un autre."
        self.fields["convention"].error_messages["invalid_choice"] = "Cette convention n’existe pas ici. Choisissez-en une autre."
        self.fields["q"].error_messages["max_length"] = "Cherchez avec 100 caractères au plus."
        for nom, champ in self.fields.items():
            classe = "form-control" if nom == "q" else "form-select"
            champ.widget.attrs["class"] = classe
