"""La section des agréments : une ligne chacun, autant qu’il y en a, et deux vierges."""

from comptes.models import Agrement
from comptes.organisations.champs import JourPasseField
from comptes.organisations.sections import Section
from workflows.champs import Texte

AU_PLUS, LIGNES_VIERGES = 20, 2


class Agrements(Section):
    """Une ligne par agrément, et deux vierges ; une ligne dont on efface le nom disparaît."""

    slug, titre = "agrements", "Agréments"
    chapeau = "Jeunesse et éducation populaire, espace de vie sociale, sport… Effacez le nom d’un agrément pour l’ôter."
    CHAMPS = {
        "type": lambda: Texte(label="Agrément", max_length=120, required=False),
        "attribue_par": lambda: Texte(label="Attribué par", max_length=120, required=False),
        "attribue_le": lambda: JourPasseField(label="Date"),
        "numero": lambda: Texte(label="Numéro", max_length=60, required=False),
    }

    def __init__(self, *args, organisation, **options):
        super().__init__(*args, organisation=organisation, **options)
        postees = [rang for rang in range(AU_PLUS) if f"a{rang}_type" in self.data]
        connus = sum(nom.endswith("_type") for nom in self.initial)
        self.rangs = min(max(connus + LIGNES_VIERGES, *[rang + 1 for rang in postees or [0]]), AU_PLUS)
        for rang in range(self.rangs):
            for nom, champ in self.CHAMPS.items():
                self.fields[f"a{rang}_{nom}"] = champ()
                self.fields[f"a{rang}_{nom}"].widget.attrs["class"] = "form-control"

    def valeurs(self, organisation):
        connus = Agrement.objects.filter(organisation=organisation)[:AU_PLUS]
        return {f"a{rang}_{nom}": getattr(a, nom) for rang, a in enumerate(connus) for nom in self.CHAMPS}

    @property
    def GROUPES(self):
        return [
            (f"Agrément {rang + 1}", [f"a{rang}_{nom}" for nom in self.CHAMPS], False) for rang in range(self.rangs)
        ]

    def clean(self):
        saisie = super().clean()
        for rang in range(self.rangs):
            autres = any(saisie.get(f"a{rang}_{nom}") for nom in self.CHAMPS if nom != "type")
            if autres and not saisie.get(f"a{rang}_type") and not self.initial.get(f"a{rang}_type"):
                self.add_error(f"a{rang}_type", "Donnez le nom de cet agrément.")
        return saisie

    def enregistrer(self, organisation):
        """Les lignes se réécrivent dans l’ordre de la page : sous le verrou, personne d’autre n’y touche."""
        lignes = [{nom: self.cleaned_data[f"a{rang}_{nom}"] for nom in self.CHAMPS} for rang in range(self.rangs)]
        Agrement.objects.filter(organisation=organisation).delete()
        Agrement.objects.bulk_create(Agrement(organisation=organisation, **x) for x in lignes if x["type"])
