"""La partie « La demande » : première ou suivante, pour un an ou plusieurs, et ce qui se passe sur Dauphin."""

from django import forms

from dossiers.forms.parties.base import FormulaireDePartie
from dossiers.models.projet import Canal, Nouveaute, Objet, Periode, TypeDeDemande
from workflows.champs import ANNEES, Texte
from workflows.saisies import EffectifField, JourField
from workflows.temps import aujourd_hui

NUMERO_DAUPHIN = r"^(DA)?[0-9]{8}(-[0-9]{1,2})?$"
_HORS_LISTE = {"invalid_choice": "Ce choix n’est pas dans la liste.", "required": "Choisissez dans la liste."}


def _choix(libelle, choix, aide=""):
    return forms.ChoiceField(label=libelle, choices=choix.choices, error_messages=_HORS_LISTE, help_text=aide)


class FormulaireDemande(FormulaireDePartie):
    SIMPLES = ("type_demande", "nouveaute", "objet", "periode", "cpo_reference", "cpo_debut", "cpo_fin", "canal",
               "numero_dauphin", "depose_sur_dauphin_le")  # fmt: skip

    type_demande = _choix("Type de demande", TypeDeDemande)
    nouveaute = _choix("L’action est", Nouveaute)
    objet = _choix(
        "La subvention servirait à",
        Objet,
        "Les crédits de la politique de la ville financent des projets, pas des structures.",
    )
    periode = _choix("Période", Periode)
    cpo_reference = Texte(label="Référence de la convention pluriannuelle", required=False, max_length=120,
                          help_text="S’il y en a une.")  # fmt: skip
    cpo_debut = EffectifField(label="Sa première année", required=False)
    cpo_fin = EffectifField(label="Sa dernière année", required=False)
    canal = _choix("Où la demande se dépose", Canal)
    numero_dauphin = forms.RegexField(NUMERO_DAUPHIN, label="Numéro Dauphin", required=False, strip=True, max_length=13,
                                      help_text="S’il est déjà déposé sur Dauphin : DA puis huit chiffres.",
                                      error_messages={"invalid": "Un numéro Dauphin s’écrit DA01200614."})  # fmt: skip
    depose_sur_dauphin_le = JourField(label="Déposé sur Dauphin le", required=False)

    def clean(self):
        donnees = super().clean()
        debut, fin = donnees.get("cpo_debut"), donnees.get("cpo_fin")
        for nom, annee in (("cpo_debut", debut), ("cpo_fin", fin)):
            if annee is not None and annee not in ANNEES:
                self.add_error(nom, "Cette année est hors du calendrier : de 2000 à 2100.")
        if debut and fin and fin < debut:
            self.add_error("cpo_fin", "La convention finit avant de commencer : corrigez l’une des deux années.")
        depose = donnees.get("depose_sur_dauphin_le")
        if depose and depose > aujourd_hui():
            self.add_error("depose_sur_dauphin_le", "Ce jour est à venir : indiquez-le quand le dossier sera déposé.")
        return donnees
