"""Ce que l’on tape après le comité : un vote, des numéros d’engagement, des versements, un acte, une correction."""

from django import forms

from dossiers.models import ActeAttributif, Versement
from workflows.champs import Texte
from workflows.presentation import Presentation
from workflows.saisies import JourField, MontantField
from workflows.temps import aujourd_hui

_HORS_LISTE = {"invalid_choice": "Ce choix n’est pas dans la liste.", "required": "Choisissez dans la liste."}


class JourPasse(JourField):
    """Un jour qui a eu lieu : ce que l’on constate n’est pas à venir."""

    def clean(self, value):
        jour = super().clean(value)
        if jour and jour > aujourd_hui():
            raise forms.ValidationError("Ce jour est à venir : notez-le quand il aura eu lieu.")
        return jour


# 1. L’en-tête d’un geste en bloc -------------------------------------------------------------------------


class EnTete(Presentation, forms.Form):
    """Ce qui vaut pour toutes les lignes ; rien, pour notifier ou engager."""

    def donnees(self):
        return dict(self.cleaned_data)


class EnTeteDuVote(EnTete):
    vote_le = JourPasse(label="Voté le", error_messages={"required": "Indiquez la date du vote ou de l’arrêté."})
    vote_reference = Texte(
        label="Délibération ou arrêté", max_length=120, help_text="Par exemple « 2027-04-12 ».",
        error_messages={"required": "Indiquez la référence de l’acte."},
    )  # fmt: skip


class EnTeteDesVersements(EnTete):
    verse_le = JourPasse(label="Versé le", error_messages={"required": "Indiquez la date des versements."})


# 2. Un rang par ligne -------------------------------------------------------------------------------------


class RangForm(Presentation, forms.Form):
    """Une ligne du bloc ; `retenu` dit si l’on y fait quelque chose. `version` : celle que l’on avait sous les yeux."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=-1, max_value=2**31 - 1, required=False)

    def __init__(self, *args, ligne, **options):
        self.ligne = ligne
        super().__init__(*args, prefix=f"l{ligne.pk}", **options)
        self.fields["version"].initial = ligne.version
        for nom, champ in self.fields.items():
            if nom != "version":
                champ.widget.attrs["aria-label"] = f"{champ.label} : {ligne.dossier.reference}, {ligne.financeur}"
                petit = "form-select-sm" if isinstance(champ.widget, forms.Select) else "form-control-sm"
                if not isinstance(champ.widget, forms.CheckboxInput):
                    champ.widget.attrs["class"] = f"{champ.widget.attrs.get('class', '')} {petit}".strip()

    @property
    def version_vue(self):
        version = self.cleaned_data.get("version")
        return -1 if version is None else version

    def retenu(self):
        return True

    def geste(self):
        """(transition, motif, données) de ce rang."""
        raise NotImplementedError


class RangDuVote(RangForm):
    POUR, CONTRE, ATTEND = "pour", "contre", "attend"
    choix = forms.ChoiceField(
        label="Vote", choices=[(POUR, "Voté"), (CONTRE, "Vote contraire"), (ATTEND, "Pas encore voté")], initial=POUR,
        error_messages=_HORS_LISTE,
    )  # fmt: skip
    motif = Texte(label="Motif du vote contraire", required=False, max_length=2000)

    def clean(self):
        lues = super().clean()
        if lues.get("choix") == self.CONTRE and not lues.get("motif") and "motif" not in self.errors:
            self.add_error("motif", "Un motif est attendu : le porteur le lira.")
        return lues

    def retenu(self):
        return self.cleaned_data["choix"] != self.ATTEND

    @property
    def est_contraire(self):
        return self.cleaned_data["choix"] == self.CONTRE

    def geste(self):
        return ("refuser_au_vote", self.cleaned_data["motif"], {}) if self.est_contraire else ("voter", "", {})


class RangANotifier(RangForm):
    notifier = forms.BooleanField(label="Notifier", required=False, initial=True)

    def retenu(self):
        return self.cleaned_data["notifier"]

    def geste(self):
        return "notifier", "", {}


class RangAEngager(RangForm):
    engagement = Texte(label="Numéro d’engagement", required=False, max_length=60)

    def retenu(self):
        return bool(self.cleaned_data["engagement"])

    def geste(self):
        return "engager", "", {"engagement": self.cleaned_data["engagement"]}


class RangAVerser(RangForm):
    montant = MontantField(label="Montant versé, en euros", required=False)
    nature = forms.ChoiceField(
        label="Nature", choices=Versement.Nature.choices, required=False, error_messages=_HORS_LISTE
    )
    reference = Texte(label="Référence", required=False, max_length=120)

    def clean_montant(self):
        montant = self.cleaned_data["montant"]
        if montant is not None and not montant:
            raise forms.ValidationError("Un versement n’est pas nul : laissez la case vide.")
        return montant

    def retenu(self):
        return self.cleaned_data["montant"] is not None

    def geste(self):
        lues = self.cleaned_data
        nature = Versement.Nature(lues["nature"] or Versement.Nature.ACOMPTE)
        return "verser", "", {"montant": lues["montant"], "nature": nature, "reference": lues["reference"]}


# 3. L’acte, la correction ---------------------------------------------------------------------------------


class ActeForm(Presentation, forms.Form):
    nature = forms.ChoiceField(label="Nature", choices=ActeAttributif.Nature.choices, error_messages=_HORS_LISTE)
    reference = Texte(
        label="Référence", max_length=120, error_messages={"required": "Indiquez la référence de l’acte."}
    )
    signe_le = JourPasse(label="Signé le", error_messages={"required": "Indiquez le jour de la signature."})
    montant = MontantField(
        label="Montant couvert, en euros", error_messages={"required": "Indiquez le montant que l’acte couvre."},
        help_text="Ce que l’acte attribue à l’organisation pour l’année, tous dossiers réunis.",
    )  # fmt: skip

    def clean_montant(self):
        montant = self.cleaned_data["montant"]
        if not montant:
            raise forms.ValidationError("Un acte attribue un montant : écrivez-le.")
        return montant


class CorrectionForm(Presentation, forms.Form):
    montant = MontantField(
        label="Montant versé, en euros", error_messages={"required": "Indiquez le montant ; 0 retire le versement."},
        help_text="0 retire ce versement.",
    )  # fmt: skip
    nature = forms.ChoiceField(label="Nature", choices=Versement.Nature.choices, error_messages=_HORS_LISTE)
    verse_le = JourPasse(label="Versé le", error_messages={"required": "Indiquez la date du versement."})
    reference = Texte(label="Référence", required=False, max_length=120)
    motif = Texte(
        label="Motif de la correction", max_length=2000, lignes=3, help_text="Il reste au journal, avec ce qui était noté.",
        error_messages={"required": "Un motif est attendu."},
    )  # fmt: skip
