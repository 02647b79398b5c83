"""Ce qu’un visiteur peut demander à l’arbre des objectifs : un quartier, des mots."""

from django import forms


class RechercheForm(forms.Form):
    """Une recherche portée par l’adresse : elle se partage, et marche sans JavaScript."""

    quartier = forms.ChoiceField(
        required=False,
        label="Quartier",
        error_messages={"invalid_choice": "Ce quartier n’est pas de cette convention. Choisissez-en un dans la liste."},
    )
    q = forms.CharField(
        required=False,
        max_length=100,
        label="Mots cherchés",
        help_text="Sans souci des accents ni des majuscules : « sante » trouve « santé ».",
        error_messages={"max_length": "Cette recherche compte %(show_value)s caractères : 100 au plus."},
    )

    def __init__(self, *args, quartiers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quartier"].choices = [("", "Tous les quartiers"), *((q.slug, q.nom) for q in quartiers)]
        for nom, champ in self.fields.items():
            erreur = " is-invalid" if self.is_bound and nom in self.errors else ""
            champ.widget.attrs["class"] = ("form-control" if nom == "q" else "form-select") + erreur

    @property
    def est_une_recherche(self):
        return any(self.cleaned_data.values())
