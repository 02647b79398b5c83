"""Les champs que nos formulaires partagent : ils comprennent l’écriture française et refusent le reste avec des mots."""

import re
import unicodedata
from datetime import timedelta
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime

from workflows.temps import PARIS

ESPACES = re.compile(r"[\s\u00a0\u202f\u2009\u2007]")
MONTANT = re.compile(r"\d{1,9}([.,]\d{1,2})?")
MONTANT_MAXIMUM = Decimal("999999999.99")
ANNEES = (2000, 2100)
_PAR_TYPE = {
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "form-check-input",
    forms.CheckboxSelectMultiple: "form-check-input",
    forms.Select: "form-select",
}


def refuser_les_caracteres_de_controle(texte):
    """Un retour à la ligne ou une tabulation se tapent ; un NUL ou un échappement ne se tapent pas."""
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in texte):
        raise ValidationError("Ce texte contient un caractère invisible : retapez-le sans copier-coller.")


class Texte(forms.CharField):
    """Un texte, composé (NFC), borné avant la base, sans caractère de contrôle."""

    def __init__(self, *, lignes=1, **options):
        if lignes > 1:
            options.setdefault("widget", forms.Textarea(attrs={"rows": lignes}))
        super().__init__(**options)
        self.validators.insert(0, refuser_les_caracteres_de_controle)

    def to_python(self, value):
        return unicodedata.normalize("NFC", super().to_python(value)).replace("\r\n", "\n")


class Montant(forms.Field):
    """Un montant en euros : « 1 234,50 » avec n’importe quelle espace. Vide donne None, jamais zéro."""

    widget = forms.TextInput

    def __init__(self, **options):
        super().__init__(**options)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "maxlength": "20"}

    def to_python(self, value):
        texte = ESPACES.sub("", str(value or "")).removesuffix("€")
        if not texte:
            return None
        if not MONTANT.fullmatch(texte):
            raise ValidationError("Écrivez un montant en euros, comme 1 234,50 : au plus deux décimales, ni signe ni lettre.")
        return Decimal(texte.replace(",", "."))

    def prepare_value(self, value):
        """« 1 234,50 », les centimes seulement s’il y en a ; une saisie fautive revient telle quelle."""
        if not isinstance(value, Decimal | int):
            return value
        return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",").removesuffix(",00")

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class Jour(forms.DateField):
    """Un jour du calendrier, entre des années plausibles."""

    def __init__(self, **options):
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        options.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        options.setdefault("error_messages", {})["invalid"] = "Cette date n’existe pas : écrivez-la jour/mois/année."
        super().__init__(**options)

    def to_python(self, value):
        return _annee_plausible(super().to_python(value))


class Instant(forms.DateTimeField):
    """Un jour et une heure, à Paris."""

    def __init__(self, **options):
        options.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        options.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"])
        options.setdefault("help_text", "Heure de Paris.")
        options.setdefault("error_messages", {})["invalid"] = "Cette date ou cette heure n’existe pas."
        super().__init__(**options)

    def to_python(self, value):
        if isinstance(value, str) and len(value) > 16:
            value = self._a_la_minute(value)
        return _annee_plausible(super().to_python(value))

    def _a_la_minute(self, value):
        """Un navigateur envoie parfois les secondes."""
        try:
            instant = parse_datetime(value)
        except ValueError:
            instant = None
        return instant.strftime("%Y-%m-%dT%H:%M") if instant and instant.tzinfo is None else value

    def has_changed(self, initial, data):
        try:
            voulu = self.to_python(data)
        except ValidationError:
            return True
        return not initial or not voulu or abs(voulu - initial) >= timedelta(minutes=1)


def _annee_plausible(date):
    if date is None:
        return None
    annee = date.astimezone(PARIS).year if hasattr(date, "tzinfo") else date.year
    if not ANNEES[0] <= annee <= ANNEES[1]:
        raise ValidationError(f"L’année doit être comprise entre {ANNEES[0]} et {ANNEES[1]}.")
    return date


class Habille:
    """Pose sur les champs d’un formulaire les classes du thème ; un champ fautif le dit aussi à l’œil."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            classe = next((c for type_, c in _PAR_TYPE.items() if isinstance(champ.widget, type_)), "form-control")
            champ.widget.attrs["class"] = f"{champ.widget.attrs.get('class', '')} {classe}".strip()

    def full_clean(self):
        super().full_clean()
        for nom in self._errors or ():
            if nom in self.fields:
                self.fields[nom].widget.attrs["class"] += " is-invalid"

    @property
    def champs_fautifs(self):
        """Les champs en erreur, pour le rappel en tête de page."""
        return [self[nom] for nom in self.errors if nom in self.fields]
