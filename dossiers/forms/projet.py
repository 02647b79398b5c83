"""Le formulaire d’un dossier, dans l’ordre où une personne y pense : le projet, où, pour quoi, pour qui, avec quel argent."""

from django import forms

from dossiers.forms.budget import BudgetSaisi
from dossiers.forms.champs import EffectifField, JourField, TexteField
from dossiers.forms.presentation import Presentation
from programmation.models import Financeur, ObjectifOperationnel, Quartier, TrancheAge

SANS_NOM = "Ne nommez aucun bénéficiaire : comptez des groupes, jamais des personnes."
_MANQUE = {"required": "L’intitulé est vide : donnez un nom à l’action."}
_INCONNU = {"invalid_choice": "Ce choix n’est pas dans la liste.", "invalid_pk_value": "Ce choix n’est pas dans la liste."}
NUMERO_DAUPHIN = r"^(DA)?\d{8}(-\d{1,2})?$"


class FormulaireDossier(Presentation, BudgetSaisi, forms.Form):
    """Un brouillon s’enregistre incomplet ou déséquilibré ; ce qui est faux, lui, se corrige d’abord."""

    intitule = TexteField(label="Intitulé de l’action", max_length=255, error_messages=_MANQUE)
    description = TexteField(label="Ce que vous ferez", required=False, max_length=8000, lignes=7,
                             help_text=f"Le besoin constaté, ce qui se passera, avec qui. {SANS_NOM}")  # fmt: skip
    numero_dauphin = forms.RegexField(NUMERO_DAUPHIN, label="Numéro Dauphin", required=False, strip=True, max_length=13,
                                      help_text="S’il est déjà déposé sur Dauphin : DA puis huit chiffres.",
                                      error_messages={"invalid": "Un numéro Dauphin s’écrit DA01200614."})  # fmt: skip
    quartiers = forms.ModelMultipleChoiceField(Quartier.objects.none(), label="Quartiers", required=False, error_messages=_INCONNU,
                                               widget=forms.CheckboxSelectMultiple)  # fmt: skip
    objectif_principal = forms.ModelChoiceField(ObjectifOperationnel.objects.none(), label="Objectif principal", required=False,
                                                error_messages=_INCONNU, widget=forms.RadioSelect, empty_label=None)  # fmt: skip
    objectifs_secondaires = forms.ModelMultipleChoiceField(
        ObjectifOperationnel.objects.none(), label="Autres objectifs", required=False, error_messages=_INCONNU,
        widget=forms.CheckboxSelectMultiple)  # fmt: skip
    tranches_age = forms.ModelMultipleChoiceField(TrancheAge.objects.all(), label="Tranches d’âge", required=False,
                                                  error_messages=_INCONNU, widget=forms.CheckboxSelectMultiple,
                                                  help_text=SANS_NOM)  # fmt: skip
    date_debut = JourField(label="Début de l’action", required=False)
    date_fin = JourField(label="Fin de l’action", required=False)
    beneficiaires_total = EffectifField(label="Bénéficiaires, au total", required=False, help_text="Une estimation suffit.")
    dont_qpv = EffectifField(label="Dont habitants d’un QPV", required=False, help_text="Un nombre, aucun nom.")
    dont_qic = EffectifField(label="Dont habitants d’un QIC", required=False, help_text="Un nombre, aucun nom.")

    SIMPLES = ("intitule", "description", "numero_dauphin", "objectif_principal", "date_debut", "date_fin",
               "beneficiaires_total", "dont_qpv", "dont_qic")  # fmt: skip
    MULTIPLES = ("quartiers", "objectifs_secondaires", "tranches_age")

    def __init__(self, *args, dossier, **options):
        self.dossier = dossier
        initial = {nom: getattr(dossier, nom) for nom in self.SIMPLES} | {
            nom: list(getattr(dossier, nom).all()) for nom in self.MULTIPLES
        }
        super().__init__(*args, initial=initial, **options)
        campagne = dossier.campagne
        objectifs = ObjectifOperationnel.objects.de_la_convention(campagne.convention).de_l_annee(campagne.annee)
        self.fields["quartiers"].queryset = Quartier.objects.de_la_convention(campagne.convention)
        self.fields["objectif_principal"].queryset = self.fields["objectifs_secondaires"].queryset = objectifs.dans_l_arbre()
        self.ajouter_le_budget(dossier, Financeur.objects.filter(campagnes=campagne).select_related("organisation"))

    def clean(self):
        donnees = super().clean()
        self._verifier_les_objectifs(donnees)
        self._verifier_les_publics(donnees)
        if (debut := donnees.get("date_debut")) and (fin := donnees.get("date_fin")) and fin < debut:
            self.add_error("date_fin", "L’action finit avant de commencer : corrigez l’une des deux dates.")
        return donnees

    def _verifier_les_objectifs(self, donnees):
        if "quartiers" not in donnees:
            return
        choisis = {quartier.pk for quartier in donnees["quartiers"]}
        principal, secondaires = donnees.get("objectif_principal"), donnees.get("objectifs_secondaires") or ()
        if principal and principal.quartier_id not in choisis:
            self.add_error("objectif_principal", f"« {principal} » est un objectif de {principal.quartier}, que vous n’avez pas coché.")
        ailleurs = [objectif for objectif in secondaires if objectif.quartier_id not in choisis]
        if ailleurs:
            phrase = f"« {ailleurs[0]} » est un objectif de {ailleurs[0].quartier}, que vous n’avez pas coché."
            self.add_error("objectifs_secondaires", phrase)
        if principal in secondaires:
            donnees["objectifs_secondaires"] = [objectif for objectif in secondaires if objectif != principal]

    def _verifier_les_publics(self, donnees):
        total = donnees.get("beneficiaires_total")
        parts = [donnees.get("dont_qpv"), donnees.get("dont_qic")]
        somme = sum(part or 0 for part in parts)
        if total is not None and somme > total:
            detail = " + ".join(str(part) for part in parts if part)
            champ = "dont_qpv" if parts[0] else "dont_qic"
            self.add_error(champ, f"{detail} dépasse le total de {total}. Écrivez {total} ou moins, ou corrigez le total.")

    def enregistrer(self, dossier):
        """Pose les valeurs sur le dossier verrouillé ; l’appelant l’enregistre."""
        for nom in self.SIMPLES:
            setattr(dossier, nom, self.cleaned_data[nom])
        for nom in self.MULTIPLES:
            getattr(dossier, nom).set(self.cleaned_data[nom])
        self.enregistrer_le_budget(dossier)
