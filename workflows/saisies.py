"""Les champs que l’on tape à la française, et qui disent en une phrase pourquoi ils refusent : toute salle s’en sert."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from workflows.champs import ANNEES
from workflows.templatetags.ecriture import nombre

MONTANT_MAXIMAL = Decimal("999999999.99")
EFFECTIF_MAXIMAL = 10_000_000
_ESPACES = re.compile(r"\s+")


def court(texte, longueur=30):
    """Ce que l’on cite d’une saisie dans un message : son début suffit."""
    return texte if len(texte) <= longueur else f"{texte[:longueur]}…"


class MontantField(forms.DecimalField):
    """Un montant en euros, tel qu’on l’écrit : « 1 234,50 », « 1234.5 », « 1 234 € » ; jamais négatif."""

    widget = forms.TextInput
    quoi, unite = "Un montant", "\u202f€"

    def __init__(self, **options):
        options.setdefault("max_digits", 12)
        options.setdefault("decimal_places", 2)
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "maxlength": 40})

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, Decimal):
            return None if value in self.empty_values else value
        brut = _ESPACES.sub("", unicodedata.normalize("NFKC", str(value)[:200])).removesuffix("€").replace(",", ".")
        if not brut:
            return None
        if re.fullmatch(r"-[0-9.]+", brut):
            raise ValidationError(f"{self.quoi} ne peut pas être négatif.", code="negatif")
        if re.fullmatch(r"[0-9]+\.[0-9]{3,}", brut):
            raise ValidationError(f"{self.quoi} a deux chiffres au plus après la virgule.", code="centimes")
        if not re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", brut):
            raise ValidationError(
                f"« {court(str(value))} » n’est pas {self.quoi.lower()}. Écrivez par exemple 1 234,50.", code="invalid"
            )
        montant = Decimal(brut)
        if montant > MONTANT_MAXIMAL:
            raise ValidationError("C’est trop grand : 999 999 999,99 au plus.", code="trop_grand")
        return montant

    def prepare_value(self, value):
        return nombre(value) if isinstance(value, Decimal) else value


class NombreField(MontantField):
    """Une quantité qui n’est pas de l’argent : un équivalent temps plein, une cible ; deux décimales au plus."""

    quoi, unite = "Un nombre", ""


class EffectifField(forms.IntegerField):
    """Un nombre de personnes, entier et positif ; les espaces entre les milliers se comprennent."""

    widget = forms.TextInput

    def __init__(self, **options):
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "maxlength": 20})

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, int):
            return None if value in self.empty_values else value
        brut = _ESPACES.sub("", str(value)[:200])
        if not re.fullmatch(r"[0-9]{1,12}", brut):
            raise ValidationError(
                f"« {court(str(value))} » n’est pas un nombre de personnes. Écrivez un entier, par exemple 120.",
                code="invalid",
            )
        if int(brut) > EFFECTIF_MAXIMAL:
            raise ValidationError("Ce nombre est trop grand.", code="trop_grand")
        return int(brut)


class JourField(forms.DateField):
    """Un jour : le calendrier du navigateur, ou « 31/12/2027 » tapé à la main. `annees` : celles qui ont un sens ici."""

    def __init__(self, *, annees=ANNEES, **options):
        self.annees = annees
        bornes = {"min": f"{annees[0]}-01-01", "max": f"{annees[-1]}-12-31"}
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **bornes}))
        options["input_formats"] = ["%Y-%m-%d", "%d/%m/%Y"]
        super().__init__(**options)

    def to_python(self, value):
        try:
            jour = super().to_python(value)
        except ValidationError:
            raise ValidationError(
                f"« {court(str(value))} » n’est pas une date. Écrivez-la comme 31/12/2027.", code="invalid"
            ) from None
        if jour and jour.year not in self.annees:
            phrase = f"L’année {jour.year} est hors du calendrier : de {self.annees[0]} à {self.annees[-1]}."
            raise ValidationError(phrase, code="annee")
        return jour


_CLE = re.compile(r"[0-9]{1,12}")
_HORS_LISTE = {
    "invalid_choice": "Ce choix n’est pas dans la liste.",
    "invalid_pk_value": "Ce choix n’est pas dans la liste.",
    "invalid_list": "Ce choix n’est pas dans la liste.",
}


class ChoixField(forms.ModelChoiceField):
    """Un objet de la liste ; une clé qui n’a pas la forme d’une clé ne va pas jusqu’à la base."""

    default_error_messages = _HORS_LISTE

    def to_python(self, value):
        if isinstance(value, str) and value and not _CLE.fullmatch(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class ChoixMultiplesField(forms.ModelMultipleChoiceField):
    """Plusieurs objets de la liste, avec la même prudence."""

    default_error_messages = _HORS_LISTE

    def clean(self, value):
        if isinstance(value, list | tuple) and not all(_CLE.fullmatch(str(cle)) for cle in value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)
