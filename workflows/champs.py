"""Ce que tout formulaire partage, du compte à la campagne : l’habillage du thème, un texte sûr, un instant à Paris."""

import unicodedata
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime

from workflows.temps import PARIS

ANNEES = range(2000, 2101)
INVERSEURS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # ils retournent à l’écran ce qui les suit
_PAR_WIDGET = {
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "form-check-input",
    forms.CheckboxSelectMultiple: "form-check-input",
    forms.Select: "form-select",
}


def _est_invisible(c):
    return c in INVERSEURS or (unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t")


class Texte(forms.CharField):
    """Un texte composé (NFC), borné avant la base, sans caractère de contrôle ; une ligne, ou plusieurs."""

    def __init__(self, *, lignes=1, **options):
        if lignes > 1:
            options.setdefault("widget", forms.Textarea(attrs={"rows": lignes}))
        self.lignes = lignes
        super().__init__(**options)

    def to_python(self, value):
        texte = unicodedata.normalize("NFC", super().to_python(value) or "").replace("\r\n", "\n")
        if any(_est_invisible(c) for c in texte):
            raise ValidationError("Ce texte contient un caractère invisible que l’on ne peut pas garder. Retapez-le.")
        return texte if self.lignes > 1 else " ".join(texte.split())


class Instant(forms.DateTimeField):
    """Un jour et une heure, à Paris."""

    def __init__(self, **options):
        options.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        options.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"])
        options.setdefault("help_text", "Heure de Paris.")
        options.setdefault(
            "error_messages",
            {"invalid": "Cette date ou cette heure n’existe pas. Écrivez par exemple 31/12/2027 12:00."},
        )
        super().__init__(**options)

    def to_python(self, value):
        instant = super().to_python(_a_la_minute(value))
        if instant and instant.astimezone(PARIS).year not in ANNEES:
            raise ValidationError("Cette année est hors du calendrier : de 2000 à 2100.")
        return instant

    def has_changed(self, initial, data):
        try:
            voulu = self.to_python(data)
        except ValidationError:
            return True
        return not initial or not voulu or abs(voulu - initial) >= timedelta(minutes=1)


def _a_la_minute(saisie):
    """Un navigateur envoie parfois les secondes ; ce qui n’est pas un instant revient tel quel."""
    try:
        instant = parse_datetime(saisie) if isinstance(saisie, str) else None
    except ValueError:
        instant = None
    return instant.strftime("%Y-%m-%dT%H:%M") if instant and instant.tzinfo is None and instant.year > 999 else saisie


class Habille:
    """À placer avant le formulaire : les classes du thème, et le rappel des champs fautifs en tête de page."""

    use_required_attribute = False  # le serveur explique mieux que le navigateur, et garde ce qui est tapé

    def __init__(self, *args, **options):
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        for champ in self.fields.values():
            classe = next((c for widget, c in _PAR_WIDGET.items() if isinstance(champ.widget, widget)), "form-control")
            champ.widget.attrs.setdefault("class", classe)

    def full_clean(self):
        super().full_clean()
        for nom in self._errors or ():
            if nom in self.fields:
                self.fields[nom].widget.attrs["class"] += " is-invalid"

    @property
    def champs_fautifs(self):
        return [self[nom] for nom in self.errors if nom in self.fields]

    @property
    def en_liste(self):
        """Lui seul dans une liste : le rappel des erreurs en prend plusieurs."""
        return [self]

    def refuser(self, blocage):
        """Montre dans le formulaire pourquoi la porte a refusé ; ce qui est tapé reste."""
        for motif in blocage.motifs:
            self.add_error(None, motif)
