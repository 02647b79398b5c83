"""Ce que tout formulaire d’ici sait faire : se présenter, et rappeler ses erreurs en tête avec un lien vers chaque champ."""

from dataclasses import dataclass

from django import forms


@dataclass(frozen=True)
class Erreur:
    """Une erreur rappelée en tête de page : où elle est, comment le champ s’appelle, ce qu’il faut corriger."""

    ancre: str
    champ: str
    phrase: str


class Presentation:
    """À placer avant `forms.Form` : les classes du thème, et le rappel des erreurs."""

    use_required_attribute = False  # le serveur explique mieux que le navigateur, et garde ce qui est tapé
    petits = ()  # préfixes des champs étroits des tableaux

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for nom, champ in self.fields.items():
            self._habiller(nom, champ)

    def _habiller(self, nom, champ):
        attrs = champ.widget.attrs
        if isinstance(champ.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
            attrs.setdefault("class", "form-check-input")
        elif isinstance(champ.widget, forms.Select):
            attrs.setdefault("class", "form-select")
        else:
            attrs.setdefault("class", "form-control")

    def full_clean(self):
        super().full_clean()
        for nom in self.errors:
            if nom in self.fields and "is-invalid" not in self.fields[nom].widget.attrs["class"]:
                self.fields[nom].widget.attrs["class"] += " is-invalid"

    def rappels(self):
        """Les erreurs dans l’ordre des champs, puis celles de l’ensemble."""
        if not self.is_bound:
            return []
        des_champs = [
            Erreur(f"id_{nom}", self.fields[nom].label, phrase)
            for nom in self.fields
            for phrase in self.errors.get(nom, ())
        ]
        return [Erreur("", "", phrase) for phrase in self.non_field_errors()] + des_champs

    def refuser(self, blocage):
        """Montre dans le formulaire pourquoi la porte a refusé ; ce qui est tapé reste."""
        for motif in blocage.motifs:
            self.add_error(None, motif)
