"""Les champs propres à la fiche d’une organisation : un numéro que l’on nettoie, un oui ou non, un nombre d’emplois."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from workflows.champs import Texte
from workflows.saisies import JourField, court
from workflows.templatetags.ecriture import nombre
from workflows.temps import aujourd_hui

DEPUIS_LONGTEMPS = range(1800, 2101)  # une association peut être centenaire
OUI_NON = {"oui": True, "non": False}


class NumeroField(Texte):
    """Un numéro que l’on recopie avec ses espaces : `verifier` le rend sous sa forme canonique, ou dit ce qui cloche."""

    def __init__(self, verifier, **options):
        self.verifier = verifier
        options.setdefault("max_length", 40)
        super().__init__(required=False, **options)
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value):
        texte = super().to_python(value)
        return self.verifier(texte) if texte else ""


class JourPasseField(JourField):
    """Un jour qui a déjà eu lieu, fût-ce il y a un siècle."""

    def __init__(self, **options):
        super().__init__(annees=DEPUIS_LONGTEMPS, required=False, **options)

    def to_python(self, value):
        jour = super().to_python(value)
        if jour and jour > aujourd_hui():
            raise ValidationError("Cette date n’est pas encore venue : corrigez-la.", code="a_venir")
        return jour


class OuiNonField(forms.TypedChoiceField):
    """Oui, non, ou pas encore dit : l’absence de réponse n’est pas un non."""

    def __init__(self, **options):
        choix = [("", "À préciser"), ("oui", "Oui"), ("non", "Non")]
        erreurs = {"invalid_choice": "Répondez par oui ou par non."}
        super().__init__(
            choices=choix, coerce=OUI_NON.get, empty_value=None, required=False, error_messages=erreurs, **options
        )

    def prepare_value(self, value):
        return {True: "oui", False: "non"}.get(value, value) if isinstance(value, bool) else value


class EtptField(forms.DecimalField):
    """Des équivalents temps plein : « 2,5 » se comprend ; deux décimales, jamais négatif."""

    widget = forms.TextInput

    def __init__(self, **options):
        super().__init__(max_digits=8, decimal_places=2, required=False, **options)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "maxlength": 20})

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, Decimal):
            return None if value in self.empty_values else value
        brut = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value)[:60])).replace(",", ".")
        if not brut:
            return None
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,2})?", brut):
            raise ValidationError(
                f"« {court(str(value))} » n’est pas un nombre d’emplois. Écrivez par exemple 2,5.", code="invalid"
            )
        return Decimal(brut)

    def prepare_value(self, value):
        return nombre(value) if isinstance(value, Decimal) else value
