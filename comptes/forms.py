"""Ce qu’une personne tape pour entrer, et pour tenir son compte."""

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import validate_password
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


CONSEIL = "Au moins 15 caractères. Quatre mots sans rapport se retiennent bien."
UNE_SECONDE_FOIS = "Le mot de passe, une seconde fois"


class MotDePasseForm(Habille, PasswordChangeForm):
    """Le changement de mot de passe de Django, habillé et borné."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _borner(self.fields)
        self.fields["old_password"].label = "Mot de passe actuel"


class ChoixDuMotDePasseForm(Habille, SetPasswordForm):
    """Choisir un mot de passe par un lien reçu : sans l’ancien, que l’on a oublié."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _borner(self.fields)


def _borner(champs):
    for champ in champs.values():
        champ.validators.append(MaxLengthValidator(LONGUEUR_DU_MOT_DE_PASSE))
        champ.widget.attrs.pop("autofocus", None)
    champs["new_password1"].label, champs["new_password1"].help_text = "Nouveau mot de passe", CONSEIL
    champs["new_password2"].label, champs["new_password2"].help_text = f"{UNE_SECONDE_FOIS}", ""


class OubliForm(Habille, forms.Form):
    courriel = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "invalid": "Écrivez une adresse complète, comme prenom.nom@exemple.fr.",
            "required": "Écrivez l’adresse de votre compte.",
        },
    )

    def clean_courriel(self):
        return self.cleaned_data["courriel"].lower()


class CompteForm(IdentiteForm):
    """Ouvrir son compte par une invitation : un nom et un mot de passe ; l’adresse est celle de l’invitation."""

    mot_de_passe = forms.CharField(
        label="Mot de passe", strip=False, max_length=LONGUEUR_DU_MOT_DE_PASSE, help_text=CONSEIL,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    mot_de_passe_bis = forms.CharField(
        label=UNE_SECONDE_FOIS, strip=False, max_length=LONGUEUR_DU_MOT_DE_PASSE,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args, courriel, **options):
        super().__init__(*args, instance=Utilisateur(courriel=courriel), **options)

    def clean(self):
        saisie = super().clean()
        choisi = saisie.get("mot_de_passe")
        if choisi and choisi != saisie.get("mot_de_passe_bis") and "mot_de_passe_bis" not in self.errors:
            self.add_error("mot_de_passe_bis", "Les deux mots de passe diffèrent : retapez le second.")
        return saisie

    def _post_clean(self):
        """Comme Django : le mot de passe se juge une fois le nom posé sur le compte, pour qu’il ne le répète pas."""
        super()._post_clean()
        if choisi := self.cleaned_data.get("mot_de_passe"):
            try:
                validate_password(choisi, self.instance)
            except forms.ValidationError as refus:
                self.add_error("mot_de_passe", refus)

    def pour_le_compte(self):
        """Ce que reçoit l’action qui ouvre le compte ; rien ne s’enregistre d’ici."""
        return {nom: self.cleaned_data[nom] for nom in ("prenom", "nom", "mot_de_passe")}
