"""Ce que l’équipe tape d’un scénario : son nom, comment le remplir, ses montants case par case."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from dossiers.actions import Consigne, Depart, Montant
from programmation.models import Financeur
from workflows.champs import Habille, Texte
from workflows.saisies import ChoixField, MontantField


class NomForm(Habille, forms.Form):
    nom = Texte(
        label="Nom du scénario", max_length=80, help_text="Par exemple « Prudent », « Priorité aux quartiers ».",
        error_messages={"required": "Donnez un nom au scénario."},
    )  # fmt: skip


class RemplirForm(Habille, forms.Form):
    """D’où partir, à quelle hauteur, sous quel plafond : tout se combine, et rien ne dépasse l’enveloppe si on le demande."""

    depart = forms.ChoiceField(
        label="Partir de",
        choices=Depart.choices,
        error_messages={"invalid_choice": "Ce départ n’est pas dans la liste."},
    )
    pourcent = forms.IntegerField(
        label="À hauteur de, en %", min_value=0, max_value=100, initial=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}), help_text="Arrondi à l’euro inférieur.",
        error_messages={"invalid": "Écrivez un pourcentage entier, de 0 à 100."},
    )  # fmt: skip
    plafond = MontantField(label="Au plus, par demande", required=False, help_text="En euros. Vide : pas de plafond.")
    financeur = ChoixField(Financeur.objects.none(), label="Pour quel financeur", required=False, empty_label="Tous")
    dans_l_enveloppe = forms.BooleanField(
        label="Tenir dans chaque enveloppe", required=False, initial=True,
        help_text="Coupe au prorata, à l’euro : le total ne dépasse jamais ce qui reste.",
    )  # fmt: skip

    def __init__(self, *args, seance, **options):
        super().__init__(*args, **options)
        self.fields["financeur"].queryset = seance.campagne.financeurs.select_related("organisation")

    @property
    def consigne(self):
        lu = self.cleaned_data
        return Consigne(lu["depart"], Decimal(lu["pourcent"]), lu["plafond"], lu["dans_l_enveloppe"], lu["financeur"])


def lire_les_montants(donnees, lignes):
    """({clé de ligne: Montant ou None}, {champ: texte tapé}, {champ: phrase}) des cases envoyées, et d’elles seules.

    Une case vide n’a pas de montant : rien n’y est encore dit. Zéro s’écrit 0.
    """
    montants, saisies, fautes = {}, {}, {}
    for ligne in lignes:
        noms = (f"m{ligne.pk}", f"d{ligne.pk}")
        if noms[0] not in donnees and noms[1] not in donnees:
            continue
        lus = []
        for nom in noms:
            saisies[nom] = donnees.get(nom, "")[:60]
            try:
                lus.append(MontantField(required=False).clean(donnees.get(nom, "")))
            except ValidationError as refus:
                fautes[nom] = refus.messages[0]
                lus.append(None)
        montants[ligne.pk] = None if lus == [None, None] else Montant(*(lu or Decimal(0) for lu in lus))
    return montants, saisies, fautes
