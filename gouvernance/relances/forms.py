"""Retenir, annuler ou rendre des envois : le geste, les envois visés, et le motif que l’on gardera."""

from django import forms

from workflows.champs import Texte

GESTES = {
    "mettre_en_pause": "Mettre en pause",
    "annuler": "Annuler",
    "reprendre": "Reprendre",
}


class GesteForm(forms.Form):
    geste = forms.ChoiceField(choices=GESTES.items(), widget=forms.HiddenInput)
    motif = Texte(
        label="Motif",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        help_text="Une phrase ; elle reste lisible de toute l’équipe.",
        error_messages={"max_length": "Le motif dépasse 300 caractères : raccourcissez-le."},
    )

    def __init__(self, donnees, envois):
        super().__init__(donnees)
        self.cles = list(dict.fromkeys(donnees.getlist("cle")))[:500]
        self.envois = [envois[cle] for cle in self.cles if cle in envois]

    def clean(self):
        saisie = super().clean()
        if not self.envois or len(self.envois) < len(self.cles):
            raise forms.ValidationError("Un de ces courriels n’est plus à venir : relisez la page.")
        if saisie.get("geste") in ("mettre_en_pause", "annuler") and "motif" in saisie and not saisie["motif"]:
            self.add_error("motif", "Un motif est attendu : dites pourquoi en une phrase.")
        return saisie

    @property
    def libelle(self):
        return GESTES.get(self["geste"].value(), "Changer")
