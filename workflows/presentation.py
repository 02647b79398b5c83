"""Ce que tout formulaire d’ici sait faire : se présenter, et rappeler ses erreurs en tête avec un lien vers chaque champ."""

from dataclasses import dataclass

from workflows.champs import Habille


@dataclass(frozen=True)
class Erreur:
    """Une erreur rappelée en tête de page : où elle est, comment le champ s’appelle, ce qu’il faut corriger."""

    ancre: str
    champ: str
    phrase: str


class Presentation(Habille):
    """L’habillage de la maison, et le rappel des erreurs : un lien par champ, dans l’ordre de la page."""

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
