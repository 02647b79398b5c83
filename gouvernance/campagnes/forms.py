"""Ce que l’équipe règle d’une campagne : ses dates avec leur heure, ses financeurs, ses enveloppes, ses enjeux."""

from datetime import timedelta

from django import forms

from programmation.models import (
    Campagne,
    Convention,
    Enjeu,
    EnjeuAnnuel,
    Enveloppe,
    Financeur,
    ObjectifOperationnel,
    Quartier,
    TrancheAge,
)
from workflows.champs import ANNEES, Habille, Instant, Texte
from workflows.journal import condense
from workflows.saisies import ChoixField, ChoixMultiplesField, JourField, MontantField

_DATES = ("depot_ouvre_le", "depot_ferme_le", "bilan_du_le")
_SEUILS = ("brouillon_dort_apres", "delai_de_complement", "part_qpv_attendue", "taux_public_maximal")


class CampagneForm(Habille, forms.ModelForm):
    """Les réglages d’une campagne. Toute date vient d’ici."""

    depot_ouvre_le = Instant(label="Le dépôt ouvre le")
    depot_ferme_le = Instant(label="Le dépôt ferme le")
    grace = forms.IntegerField(label="Délai de grâce, en minutes", min_value=0, max_value=24 * 60, required=False,
                               help_text="Pour un envoi parti à temps et arrivé trop tard. Vide : aucun.")  # fmt: skip
    bilan_du_le = JourField(label="Bilans attendus le")
    brouillon_dort_apres = forms.IntegerField(label="Jours avant de relancer un brouillon", min_value=1, max_value=365)
    delai_de_complement = forms.IntegerField(label="Jours laissés pour compléter", min_value=1, max_value=365)
    part_qpv_attendue = forms.IntegerField(label="Part d’habitants de QPV attendue, en %", min_value=0, max_value=100,
                                           help_text="En dessous, le dossier est averti, jamais refusé.")  # fmt: skip
    taux_public_maximal = forms.IntegerField(label="Signaler au-delà de, en % d’argent public", min_value=0, max_value=100,
                                             help_text="Au-delà, le dossier est averti, jamais refusé.")  # fmt: skip
    bilan_manquant_bloque = forms.BooleanField(label="Le règlement écarte un renouvellement dont le bilan manque",
        required=False, help_text="Décoché, un bilan qui manque avertit seulement.")  # fmt: skip
    financeurs = ChoixMultiplesField(
        Financeur.objects.select_related("organisation"), label="Financeurs de la campagne", required=False,
        widget=forms.CheckboxSelectMultiple, error_messages={"invalid_choice": "Ce financeur n’est pas dans la liste.",
                                                             "invalid_pk_value": "Ce financeur n’est pas dans la liste."},
    )  # fmt: skip

    class Meta:
        model = Campagne
        fields = [*_DATES[:2], "grace", _DATES[2], *_SEUILS, "bilan_manquant_bloque", "financeurs"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk and self.instance.delai_de_grace:
            self.initial["grace"] = int(self.instance.delai_de_grace.total_seconds() // 60)

    @property
    def vu(self):
        """Le condensé des réglages tels qu’ils sont : deux personnes qui les changent ne s’écrasent pas."""
        return sceau_de(self.instance)

    def clean(self):
        saisie = super().clean()
        ouvre, ferme, bilan = (saisie.get(nom) for nom in _DATES)
        if ouvre and ferme and ferme <= ouvre:
            self.add_error("depot_ferme_le", "Le dépôt ferme après son ouverture.")
        if bilan and self._annee(saisie) and bilan.year < self._annee(saisie):
            self.add_error("bilan_du_le", "Les bilans s’attendent pendant ou après l’année de l’action.")
        return saisie

    def _annee(self, saisie):
        return self.instance.annee

    def save(self, commit=True):
        self.instance.delai_de_grace = timedelta(minutes=self.cleaned_data["grace"] or 0)
        return super().save(commit)


def sceau_de(campagne):
    if not campagne.pk:
        return ""
    lus = Campagne.objects.values_list(*_DATES, "delai_de_grace", "bilan_manquant_bloque", *_SEUILS).get(pk=campagne.pk)
    financeurs = sorted(
        Campagne.financeurs.through.objects.filter(campagne=campagne).values_list("financeur", flat=True)
    )
    return condense(f"{lus} {financeurs}")[:16]


class NouvelleCampagneForm(CampagneForm):
    convention = forms.ModelChoiceField(Convention.objects.none(), label="Convention", empty_label=None)
    annee = forms.IntegerField(label="Exercice", min_value=ANNEES[0], max_value=ANNEES[-1])

    field_order = ["convention", "annee"]

    class Meta(CampagneForm.Meta):
        fields = ["convention", "annee", *CampagneForm.Meta.fields]

    def __init__(self, *args, conventions, **options):
        super().__init__(*args, **options)
        self.fields["convention"].queryset = conventions
        self.fields["convention"].error_messages["invalid_choice"] = "Cette convention n’est pas l’une des vôtres."

    def _annee(self, saisie):
        return saisie.get("annee")

    def clean(self):
        saisie = super().clean()
        convention, annee = saisie.get("convention"), saisie.get("annee")
        if convention and annee and Campagne.objects.filter(convention=convention, annee=annee).exists():
            self.add_error("annee", f"La campagne {annee} existe déjà pour cette convention.")
        return saisie


class EnveloppeForm(Habille, forms.Form):
    """Changer une enveloppe : son montant, sa nature, et pourquoi ; une enveloppe donnée ne s’efface pas."""

    montant = MontantField(label="Montant, en euros",
        error_messages={"required": "Une enveloppe ne s’efface pas : écrivez 0 s’il n’en reste rien."})  # fmt: skip
    nature = forms.ChoiceField(label="Nature", choices=Enveloppe.Nature.choices, initial=Enveloppe.Nature.PREVISIONNELLE,
                               widget=forms.RadioSelect, help_text="Notifiée : le financeur l’a confirmée par écrit.",
                               error_messages={"invalid_choice": "Choisissez prévisionnelle ou notifiée."})  # fmt: skip
    commentaire = Texte(label="Pourquoi, d’après quoi", lignes=2, max_length=2000, required=False,
                        help_text="Par exemple la lettre ou le courriel du financeur, avec sa date.")  # fmt: skip


class NouvelleEnveloppeForm(EnveloppeForm):
    """Une enveloppe de plus : pour tout, ou réservée à un quartier, à un enjeu, aux deux."""

    financeur = ChoixField(Financeur.objects.none(), label="Financeur", empty_label="Choisissez…")
    quartier = ChoixField(
        Quartier.objects.none(),
        label="Réservée à un quartier",
        required=False,
        empty_label="Aucun : elle sert partout",
    )
    enjeu = ChoixField(
        Enjeu.objects.none(), label="Réservée à un enjeu", required=False, empty_label="Aucun : elle sert à tous"
    )

    field_order = ["financeur", "montant", "nature", "quartier", "enjeu", "commentaire"]

    def __init__(self, *args, campagne, **options):
        super().__init__(*args, **options)
        self.fields["montant"].error_messages["required"] = "Écrivez le montant de l’enveloppe, par exemple 12 000."
        self.fields["financeur"].queryset = campagne.financeurs.select_related("organisation")
        self.fields["quartier"].queryset = Quartier.objects.de_la_convention(campagne.convention)
        self.fields["enjeu"].queryset = Enjeu.objects.filter(contrat=campagne.convention.contrat_id)


class EnjeuForm(Habille, forms.ModelForm):
    """Un enjeu de l’année suivante : une orientation et sa raison, jamais un cahier des charges."""

    titre = Texte(label="L’enjeu, en une phrase", max_length=255)
    pourquoi = Texte(
        label="D’où vient-il ?",
        lignes=3,
        max_length=4000,
        help_text="La balade, la réunion, le bilan ou le manque qui l’a fait naître. Aucun nom de personne.",
    )
    quartiers = ChoixMultiplesField(
        Quartier.objects.none(), label="Quartiers", required=False, widget=forms.CheckboxSelectMultiple
    )
    tranches_age = ChoixMultiplesField(
        TrancheAge.objects.all(), label="Tranches d’âge", required=False, widget=forms.CheckboxSelectMultiple
    )
    objectifs = ChoixMultiplesField(
        ObjectifOperationnel.objects.none(),
        label="Objectifs de la convention",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = EnjeuAnnuel
        fields = ["titre", "pourquoi", "quartiers", "tranches_age", "objectifs"]

    def __init__(self, *args, campagne, **options):
        super().__init__(*args, **options)
        self.fields["quartiers"].queryset = Quartier.objects.de_la_convention(campagne.convention)
        objectifs = (
            ObjectifOperationnel.objects.de_la_convention(campagne.convention)
            .de_l_annee(campagne.annee + 1)
            .dans_l_arbre()
        )
        self.fields["objectifs"].queryset = objectifs
        self.fields["objectifs"].label_from_instance = lambda objectif: f"{objectif.quartier} : {objectif.libelle}"
        for nom in ("quartiers", "tranches_age", "objectifs"):
            self.fields[nom].error_messages |= dict.fromkeys(
                ("invalid_choice", "invalid_pk_value"), "Ce choix n’est pas dans la liste."
            )
