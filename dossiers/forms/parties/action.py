"""La partie « L’action » : ce qui ne va pas, ce qu’on veut changer, ce qu’on fera."""

from django import forms

from dossiers.forms.parties.base import SANS_NOM, FormulaireDePartie
from programmation.models import Dispositif, GroupeDeTravail, Thematique
from workflows.champs import Texte
from workflows.saisies import ChoixField, ChoixMultiplesField

_MANQUE = {"required": "L’intitulé est vide : donnez un nom à l’action."}


class FormulaireAction(FormulaireDePartie):
    SIMPLES = ("intitule", "besoin", "objectifs_vises", "description", "thematique", "groupe_de_travail")
    MULTIPLES = ("dispositifs",)

    intitule = Texte(label="Intitulé de l’action", max_length=255, error_messages=_MANQUE)
    besoin = Texte(label="Le besoin constaté", required=False, max_length=8000, lignes=5,
                   help_text=f"Ce que vous voyez dans le quartier, et d’où vous le savez. {SANS_NOM}")  # fmt: skip
    objectifs_vises = Texte(label="Ce que l’action veut changer", required=False, max_length=8000, lignes=3,
                            help_text="Une ou deux phrases : ce qui ira mieux, et pour qui.")  # fmt: skip
    description = Texte(label="Ce que vous ferez", required=False, max_length=8000, lignes=7,
                        help_text="Ce qui se passera, à quel rythme, avec qui.")  # fmt: skip
    thematique = ChoixField(
        Thematique.objects.all(), label="Thématique", required=False, empty_label="À choisir",
        help_text="Celle que Dauphin vous demandera.",
    )  # fmt: skip
    groupe_de_travail = ChoixField(
        GroupeDeTravail.objects.all(), label="Groupe de travail de la ville", required=False, empty_label="Aucun"
    )
    dispositifs = ChoixMultiplesField(
        Dispositif.objects.all(), label="Dispositifs liés", required=False, widget=forms.CheckboxSelectMultiple
    )
