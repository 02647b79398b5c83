"""Le formulaire d’un dossier, dans l’ordre où une personne y pense : le projet, où, pour quoi, pour qui, avec quel argent."""

from dataclasses import dataclass, field

from django import forms

from dossiers.forms.budget import BudgetSaisi
from programmation.models import Financeur, ObjectifOperationnel, Quartier, TrancheAge
from workflows.champs import Texte
from workflows.presentation import Presentation
from workflows.saisies import ChoixField, ChoixMultiplesField, EffectifField, JourField

SANS_NOM = "Ne nommez aucun bénéficiaire : comptez des groupes, jamais des personnes."
_MANQUE = {"required": "L’intitulé est vide : donnez un nom à l’action."}
NUMERO_DAUPHIN = r"^(DA)?[0-9]{8}(-[0-9]{1,2})?$"


@dataclass(frozen=True)
class ObjectifAuChoix:
    objectif: ObjectifOperationnel
    est_principal: bool
    est_secondaire: bool


@dataclass
class QuartierAuChoix:
    """Un quartier de la convention, et ses objectifs rangés par enjeu."""

    quartier: Quartier
    est_choisi: bool
    enjeux: dict = field(default_factory=dict)

    def ajouter(self, rang):
        self.enjeux.setdefault(rang.objectif.objectif_strategique.enjeu, []).append(rang)

    @property
    def nombre(self):
        return sum(len(rangs) for rangs in self.enjeux.values())

    @property
    def coches(self):
        return sum(rang.est_principal or rang.est_secondaire for rangs in self.enjeux.values() for rang in rangs)


class FormulaireDossier(Presentation, BudgetSaisi, forms.Form):
    """Un brouillon s’enregistre incomplet ou déséquilibré ; ce qui est faux, lui, se corrige d’abord."""

    intitule = Texte(label="Intitulé de l’action", max_length=255, error_messages=_MANQUE)
    description = Texte(label="Ce que vous ferez", required=False, max_length=8000, lignes=7,
                             help_text=f"Le besoin constaté, ce qui se passera, avec qui. {SANS_NOM}")  # fmt: skip
    numero_dauphin = forms.RegexField(NUMERO_DAUPHIN, label="Numéro Dauphin", required=False, strip=True, max_length=13,
                                      help_text="S’il est déjà déposé sur Dauphin : DA puis huit chiffres.",
                                      error_messages={"invalid": "Un numéro Dauphin s’écrit DA01200614."})  # fmt: skip
    quartiers = ChoixMultiplesField(Quartier.objects.none(), label="Quartiers", required=False,
                                    widget=forms.CheckboxSelectMultiple)  # fmt: skip
    objectif_principal = ChoixField(ObjectifOperationnel.objects.none(), label="Objectif principal", required=False)
    objectifs_secondaires = ChoixMultiplesField(
        ObjectifOperationnel.objects.none(), label="Autres objectifs", required=False
    )
    tranches_age = ChoixMultiplesField(TrancheAge.objects.all(), label="Tranches d’âge", required=False,
                                       widget=forms.CheckboxSelectMultiple, help_text=SANS_NOM)  # fmt: skip
    date_debut = JourField(label="Début de l’action", required=False)
    date_fin = JourField(label="Fin de l’action", required=False)
    beneficiaires_total = EffectifField(
        label="Bénéficiaires, au total", required=False, help_text="Une estimation suffit."
    )
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
        self.fields["objectif_principal"].queryset = self.fields["objectifs_secondaires"].queryset = (
            objectifs.dans_l_arbre()
        )
        self.objectifs = objectifs
        self.ajouter_le_budget(dossier, Financeur.objects.filter(campagnes=campagne).select_related("organisation"))

    def arbre(self):
        """Les objectifs à choisir, par quartier puis par enjeu, avec ce qui est coché."""
        cochee = str(self["objectif_principal"].value() or "")
        cochees = {str(cle) for cle in self["objectifs_secondaires"].value() or ()}
        choisis = {str(cle) for cle in self["quartiers"].value() or ()}
        par_quartier = {q: QuartierAuChoix(q, str(q.pk) in choisis) for q in self.fields["quartiers"].queryset}
        for objectif in self.objectifs.dans_l_arbre():
            cle = str(objectif.pk)
            rang = ObjectifAuChoix(objectif, est_principal=cle == cochee, est_secondaire=cle in cochees)
            if objectif.quartier in par_quartier:
                par_quartier[objectif.quartier].ajouter(rang)
        return par_quartier.values()

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
            self.add_error(
                "objectif_principal",
                f"« {principal} » est un objectif de {principal.quartier}, que vous n’avez pas coché.",
            )
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
            self.add_error(
                champ, f"{detail} dépasse le total de {total}. Écrivez {total} ou moins, ou corrigez le total."
            )

    def enregistrer(self, dossier):
        """Pose les valeurs sur le dossier verrouillé ; l’appelant l’enregistre."""
        for nom in self.SIMPLES:
            setattr(dossier, nom, self.cleaned_data[nom])
        for nom in self.MULTIPLES:
            getattr(dossier, nom).set(self.cleaned_data[nom])
        self.enregistrer_le_budget(dossier)
