"""Dire qui se retire de quel dossier, et pourquoi."""

from django import forms

from workflows.champs import Habille, Texte

_HORS_LISTE = {"invalid_choice": "Ce choix n’est pas dans la liste.", "required": "Choisissez dans la liste."}


class MotifDeRetraitForm(Habille, forms.Form):
    motif = Texte(
        label="Ce qui vous lie à ce dossier", lignes=3, max_length=1000,
        help_text="Par exemple : membre du bureau de l’association. Ce motif figure au procès-verbal.",
    )  # fmt: skip


class NoterUnRetraitForm(Habille, forms.Form):
    """Un retrait que l’équipe note ; `parlent` : {inscription: personnes qui y décident}."""

    inscription = forms.ChoiceField(label="Dossier", error_messages=_HORS_LISTE)
    personne = forms.ChoiceField(label="Personne", error_messages=_HORS_LISTE)
    motif = Texte(label="Ce qui la lie au dossier", max_length=1000)

    def __init__(self, *args, parlent, **options):
        super().__init__(*args, **options)
        self.parlent = parlent
        self.inscriptions = {str(i.pk): i for i in parlent}
        self.personnes = {str(p.pk): p for gens in parlent.values() for p in gens}
        dossiers = [(cle, f"{i.dossier.reference} · {i.dossier.intitule}") for cle, i in self.inscriptions.items()]
        gens = sorted(self.personnes.items(), key=lambda rang: str(rang[1]))
        self.fields["inscription"].choices = [("", "Choisissez…"), *dossiers]
        self.fields["personne"].choices = [("", "Choisissez…"), *[(cle, str(personne)) for cle, personne in gens]]

    def clean(self):
        saisie = super().clean()
        inscription = self.inscriptions.get(saisie.get("inscription"))
        personne = self.personnes.get(saisie.get("personne"))
        if inscription and personne and personne not in self.parlent[inscription]:
            self.add_error("personne", f"{personne} ne parle pour aucun guichet de ce dossier : rien n’est à noter.")
        return saisie

    def faits(self):
        saisie = self.cleaned_data
        return {
            "inscription": self.inscriptions[saisie["inscription"]],
            "personne": self.personnes[saisie["personne"]],
            "motif": saisie["motif"],
        }
