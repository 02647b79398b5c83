"""Repartir d’une année passée : où, sous quel nom, et ce que l’on garde ; le reste se reprend dans le dossier."""

from django import forms

from dossiers.actions.copie import PROPOSEES
from dossiers.forms.ouverture import CampagneField
from dossiers.forms.parties.demande import NUMERO_DAUPHIN
from dossiers.models.projet import Nouveaute
from dossiers.parties import PARTIES
from programmation.models import Campagne
from workflows.champs import Texte
from workflows.presentation import Presentation

# Ce que chaque partie reprend, et ce qui y change d’office.
CONTENUS = {
    "action": "le besoin, ce que l’action change, ce que vous ferez",
    "territoire": "quartiers et lieux ; les objectifs, dans leur rédaction en vigueur",
    "publics": "tranches d’âge, effectifs prévus, mixité, participation",
    "moyens": "dates décalées, moyens matériels et humains, organismes cités",
    "budget": "charges, produits et montants demandés : à actualiser",
    "indicateurs": "ce que l’on compte ; la cible passée devient « l’an passé »",
}
CHOIX = [(partie, f"{PARTIES[partie]} : {CONTENUS[partie]}") for partie in PROPOSEES]
NOUVEAUTES = [(n.value, n.label) for n in Nouveaute if n != Nouveaute.NOUVEAU]


class FormulaireReconduction(Presentation, forms.Form):
    campagne = CampagneField(Campagne.objects.none(), label="Campagne", empty_label=None)
    intitule = Texte(
        label="Intitulé de l’action",
        max_length=255,
        error_messages={"required": "L’intitulé est vide : donnez un nom à l’action."},
    )
    nouveaute = forms.ChoiceField(
        label="Par rapport à l’année passée", choices=NOUVEAUTES,
        error_messages={"invalid_choice": "Ce choix n’est pas dans la liste.",
                        "required": "Dites si l’action change."})  # fmt: skip
    parties = forms.MultipleChoiceField(
        label="Ce que vous gardez", choices=CHOIX, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Décochez ce que vous préférez réécrire. Rien de l’année passée n’est changé.",
        error_messages={"invalid_choice": "Cette partie du dossier n’existe pas.",
                        "invalid_list": "Cette liste est illisible."})  # fmt: skip

    def __init__(self, *args, dossier, campagnes, **options):
        initial = {"intitule": dossier.intitule, "nouveaute": Nouveaute.IDENTIQUE, "parties": list(PROPOSEES)}
        super().__init__(*args, initial=initial, **options)
        self.fields["campagne"].queryset = campagnes


class FormulaireAnneeSuivante(Presentation, forms.Form):
    numero_dauphin = forms.RegexField(
        NUMERO_DAUPHIN, label="Numéro Dauphin", required=False, strip=True, max_length=13,
        help_text="La convention garde sa racine, l’année change le suffixe : relisez-le sur Dauphin, ou videz-le.",
        error_messages={"invalid": "Un numéro Dauphin s’écrit DA01200614-02."})  # fmt: skip
