"""Ce que l’équipe tape d’une séance : sa date, sa présence, son ordre du jour."""

from django import forms

from programmation.models import Campagne, Presence, Seance, Temps
from workflows.champs import Habille, Instant, Texte

PLACES_VIDES = 6  # lignes blanches proposées d’un coup sur la feuille de présence


class SeanceForm(Habille, forms.ModelForm):
    """Une séance qui existe : ni son Temps ni sa campagne ne changent, son ordre du jour en dépend."""

    intitule = Texte(label="Intitulé", max_length=200)
    prevue_le = Instant(label="Date et heure")
    lieu = Texte(label="Lieu", max_length=200, required=False)

    class Meta:
        model = Seance
        fields = ["intitule", "prevue_le", "lieu"]


class NouvelleSeanceForm(SeanceForm):
    campagne = forms.ModelChoiceField(Campagne.objects.none(), label="Campagne", empty_label="Choisissez…")
    temps = forms.TypedChoiceField(label="Quel temps ?", coerce=int, choices=Temps.choices, widget=forms.RadioSelect)

    field_order = ["campagne", "temps", "intitule", "prevue_le", "lieu"]

    class Meta(SeanceForm.Meta):
        fields = ["campagne", "temps", "intitule", "prevue_le", "lieu"]

    def __init__(self, *args, campagnes, **options):
        super().__init__(*args, **options)
        self.fields["campagne"].queryset = campagnes
        self.fields["campagne"].error_messages["invalid_choice"] = "Cette campagne n’est pas l’une des vôtres."
        self.fields["temps"].error_messages["invalid_choice"] = "Choisissez l’un des trois temps."


class PresenceForm(Habille, forms.ModelForm):
    """Une ligne de la feuille de présence ; sans nom, une ligne blanche ne s’enregistre pas."""

    nom = Texte(label="Nom et prénom", max_length=160, required=False)
    est_present = forms.BooleanField(label="Présent", required=False)
    organisme = Texte(label="Organisme", max_length=200, required=False)
    qualite = Texte(label="Qualité", max_length=160, required=False)
    retirer = forms.BooleanField(label="Retirer cette ligne", required=False)

    class Meta:
        model = Presence
        fields = ["nom", "est_present", "organisme", "qualite"]

    def clean(self):
        saisie = super().clean()
        # Un organisme proposé d’avance et laissé tel quel n’est pas une saisie.
        organisme = "organisme" in self.changed_data and saisie.get("organisme")
        remplie = organisme or saisie.get("qualite") or saisie.get("est_present") or self.instance.pk
        if not saisie.get("nom") and remplie and not saisie.get("retirer") and "nom" not in self.errors:
            self.add_error("nom", "Écrivez le nom de la personne, ou retirez la ligne.")
        return saisie


class RetraitForm(Habille, forms.Form):
    motif = Texte(
        label="Pourquoi le retirer ?", lignes=3, max_length=2000, help_text="Le motif reste au journal du dossier."
    )


class OrdreForm(Habille, forms.Form):
    ordre = forms.IntegerField(
        label="Ordre", min_value=1, max_value=999, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
