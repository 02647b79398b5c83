"""Ce qu’une personne tape pour entrer, et pour tenir son compte."""

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm
from django.core.validators import MaxLengthValidator

from comptes.models import Utilisateur
from workflows.champs import Habille, Texte

REFUS = "L’adresse ou le mot de passe ne convient pas. Vérifiez les deux, majuscules comprises."
LONGUEUR_DU_MOT_DE_PASSE = 512  # au-delà, le condenser coûterait cher pour rien


class ConnexionForm(Habille, forms.Form):
    courriel = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"invalid": "Écrivez une adresse complète, comme prenom.nom@exemple.fr."},
    )
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        strip=False,
        max_length=LONGUEUR_DU_MOT_DE_PASSE,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request, *args, **kwargs):
        self.request, self.personne = request, None
        super().__init__(*args, **kwargs)

    def clean(self):
        """La même phrase et le même temps pour une adresse connue ou non : Django condense dans les deux cas."""
        saisie = super().clean()
        if not self.errors:
            self.personne = authenticate(self.request, username=saisie["courriel"], password=saisie["mot_de_passe"])
            if self.personne is None:
                raise forms.ValidationError(REFUS)
        return saisie


class IdentiteForm(Habille, forms.ModelForm):
    prenom = Texte(
        label="Prénom", max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    nom = Texte(label="Nom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))

    class Meta:
        model = Utilisateur
        fields = ["prenom", "nom"]


class MotDePasseForm(Habille, PasswordChangeForm):
    """Le changement de mot de passe de Django, habillé et borné."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.validators.append(MaxLengthValidator(LONGUEUR_DU_MOT_DE_PASSE))
            champ.widget.attrs.pop("autofocus", None)
        self.fields["old_password"].label = "Mot de passe actuel"
        self.fields["new_password1"].label = "Nouveau mot de passe"
        self.fields["new_password1"].help_text = "Au moins 15 caractères. Quatre mots sans rapport se retiennent bien."
        self.fields["new_password2"].label = "Le nouveau mot de passe, une seconde fois"
        self.fields["new_password2"].help_text = ""
