"""Ce que l’équipe note de qui parle pour un guichet, et le code que tape un financeur sans compte."""

from datetime import timedelta

from django import forms

from dossiers.forms.pieces import ACCEPTE, limite_en_mots
from gouvernance.financeurs.lecture_des_guichets import fin_du_jour
from papiers.recus.genres import ADMIS, VIDE
from papiers.recus.reception import TROP_LOURD
from workflows.champs import Habille, Instant, Texte
from workflows.saisies import JourField
from workflows.temps import aujourd_hui, maintenant

UNE_SEMAINE = timedelta(days=7)


class LienForm(Habille, forms.Form):
    """Un lien neuf vers la colonne d’un guichet."""

    nom = Texte(label="Nom et qualité de la personne", max_length=160,
                help_text="Ce nom se lira à côté de chaque décision qu’elle notera.")  # fmt: skip
    courriel = forms.EmailField(
        label="Adresse électronique", max_length=254, required=False,
        help_text="Le lien y part ; le code, jamais. Sans adresse, vous donnez le lien vous-même.",
        error_messages={"invalid": "Cette adresse n’en a pas la forme. Écrivez par exemple prenom.nom@exemple.fr."},
    )  # fmt: skip
    expire_le = Instant(label="Le lien sert jusqu’au")

    def __init__(self, *args, seance, **options):
        self.seance = seance
        super().__init__(*args, initial={"expire_le": fin_du_jour(seance)}, **options)

    def clean_expire_le(self):
        fin = self.cleaned_data["expire_le"]
        if fin <= maintenant():
            raise forms.ValidationError("Cette heure est passée : le lien serait déjà fermé.")
        if fin > fin_du_jour(self.seance) + UNE_SEMAINE:
            raise forms.ValidationError("Un lien ne sert pas plus d’une semaine après la séance.")
        return fin


class PouvoirForm(Habille, forms.Form):
    """La parole d’un financeur absent : qui, quand, et le papier qui le dit."""

    donne_par = Texte(label="Donné par (nom et qualité)", max_length=200)
    donne_le = JourField(label="Donné le")
    papier = Texte(label="Le papier qui le dit", max_length=255,
                   help_text="Par exemple : courriel du 8 mars, 9 h 12 ; pouvoir signé ; relevé d’appel.")  # fmt: skip
    fichier = forms.FileField(
        label="Le papier lui-même", required=False, widget=forms.FileInput(attrs={"accept": ACCEPTE}),
        error_messages={"empty": VIDE, "invalid": "Cet envoi ne contient pas de fichier. Choisissez-en un."},
    )  # fmt: skip

    def __init__(self, *args, pouvoir=None, refus="", **options):
        self.refus = refus
        noms = ("donne_par", "donne_le", "papier")
        options["initial"] = {nom: getattr(pouvoir, nom) for nom in noms} if pouvoir else {"donne_le": aujourd_hui()}
        super().__init__(*args, **options)
        self.fields["fichier"].help_text = f"{ADMIS}, {limite_en_mots()} au plus."

    def clean_donne_le(self):
        jour = self.cleaned_data["donne_le"]
        if jour > aujourd_hui():
            raise forms.ValidationError("Cette date est à venir : un pouvoir est donné avant d’être noté.")
        return jour

    def clean(self):
        if self.refus:
            self._errors.pop("fichier", None)
            trop = f"Ce fichier pèse plus de {limite_en_mots()} : allégez-le, puis recommencez."
            plein = "Le serveur n’a plus de place : notez le pouvoir sans fichier, et prévenez l’administrateur."
            self.add_error("fichier", trop if self.refus == TROP_LOURD else plein)
        return super().clean()


class CodeForm(Habille, forms.Form):
    """Le code à six chiffres dit dans la salle."""

    code = Texte(
        label="Code de la séance", max_length=20,
        help_text="Six chiffres, que l’équipe dit dans la salle.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "form-control code"}),
        error_messages={"required": "Tapez les six chiffres que l’équipe vous a dits."},
    )  # fmt: skip
