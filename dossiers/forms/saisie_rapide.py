"""La saisie rapide de l’équipe : un dossier arrivé par Dauphin, sur un seul écran, en moins de deux minutes."""

import re
from dataclasses import dataclass

from django import forms

from comptes import identifiants
from comptes.models import Organisation
from dossiers import porteurs
from dossiers.forms.ouverture import CampagneField
from dossiers.forms.parties.demande import NUMERO_DAUPHIN
from dossiers.models import Dossier
from programmation.models import Campagne, Financeur, ObjectifOperationnel, Quartier
from workflows.champs import Texte
from workflows.presentation import Presentation
from workflows.saisies import ChoixField, ChoixMultiplesField, MontantField

_RACINE = re.compile(r"(?:DA)?([0-9]{8})")
PARTS = {"droit": "demande_droit_commun", "contrat": "demande_contrat_de_ville"}
JUMEAU = "Ce numéro est déjà celui d’un dossier de la campagne. Vérifiez, puis renvoyez si c’en est un autre."
ENREGISTRER, BROUILLON = "enregistrer", "brouillon"


def jumeaux_de(numero, campagne, personne):
    """Les dossiers de l’exercice qui portent ce numéro, ou sa racine pluriannuelle, parmi ceux que cette personne voit."""
    racine = _RACINE.match(numero.strip().upper())
    if not racine:
        return []
    visibles = Dossier.objects.visibles_par(personne).filter(campagne=campagne, numero_dauphin__contains=racine[1])
    return list(visibles.select_related("campagne", "organisation")[:5])


class NumeroField(forms.RegexField):
    """Un numéro Dauphin, sans espaces, en capitales."""

    def to_python(self, value):
        return re.sub(r"\s", "", super().to_python(value)).upper()


class ObjectifField(ChoixField):
    """Les objectifs de la convention, rangés par quartier."""

    def __init__(self, **options):
        super().__init__(ObjectifOperationnel.objects.none(), **options)

    def ranger(self, objectifs):
        self.queryset = objectifs
        groupes = {}
        for objectif in objectifs.dans_l_arbre():
            groupes.setdefault(str(objectif.quartier), []).append((objectif.pk, str(objectif)))
        self.choices = [("", "Choisir un objectif"), *groupes.items()]


@dataclass(frozen=True)
class Demande:
    """Une ligne de l’écran : un financeur et ses deux montants."""

    financeur: Financeur
    droit_commun: forms.BoundField
    contrat_de_ville: forms.BoundField


class FormulaireDeSaisie(Presentation, forms.Form):
    """Un numéro, un titre, un porteur, où, pour quoi, combien. Tout le reste se complète ensuite."""

    numero_dauphin = NumeroField(
        NUMERO_DAUPHIN, label="Numéro Dauphin", required=False, strip=True, max_length=13,
        help_text="DA puis huit chiffres. Il tient lieu d’attestation : demandé pour enregistrer, pas pour un brouillon.",
        error_messages={"invalid": "Un numéro Dauphin s’écrit DA suivi de huit chiffres : DA01200614."})  # fmt: skip
    intitule = Texte(label="Intitulé de l’action", max_length=255,
                     error_messages={"required": "L’intitulé est vide : donnez un nom à l’action."})  # fmt: skip
    porteur = Texte(label="Porteur", required=False, max_length=400,
                    help_text="Tapez le début de son nom, ou son SIRET ; puis choisissez.")  # fmt: skip
    nouvelle_organisation = Texte(label="ou une organisation nouvelle", required=False, max_length=255,
                                  help_text="Si elle n’est pas dans la liste : son nom, en toutes lettres.")  # fmt: skip
    siret = forms.CharField(label="son SIRET", required=False, max_length=20)
    quartiers = ChoixMultiplesField(Quartier.objects.none(), label="Quartiers", required=False,
                                    widget=forms.CheckboxSelectMultiple)  # fmt: skip
    objectif_principal = ObjectifField(label="Objectif principal", required=False)
    campagne = CampagneField(Campagne.objects.none(), label="Campagne", empty_label=None, widget=forms.HiddenInput)
    jumeau_vu = forms.CharField(required=False, max_length=13, widget=forms.HiddenInput)

    def __init__(self, *args, personne, campagnes, campagne, **options):
        super().__init__(*args, initial={"campagne": campagne}, **options)
        self.personne, self.campagne_montree, self.jumeaux = personne, campagne, []
        self.fields["campagne"].queryset = campagnes
        self.fields["numero_dauphin"].widget.attrs |= {"autocomplete": "off", "autofocus": True}
        self.fields["porteur"].widget.attrs |= {"list": "porteurs", "autocomplete": "off"}
        self.fields["quartiers"].queryset = Quartier.objects.de_la_convention(campagne.convention)
        objectifs = ObjectifOperationnel.objects.de_la_convention(campagne.convention).de_l_annee(campagne.annee)
        self.fields["objectif_principal"].ranger(objectifs)
        self.financeurs = list(Financeur.objects.filter(campagnes=campagne).select_related("organisation"))
        for financeur in self.financeurs:
            for part, mots in (("droit", "droit commun"), ("contrat", "contrat de ville")):
                libelle = f"{financeur}, {mots}, en euros"
                champ = MontantField(label=libelle, required=False)
                champ.widget.attrs |= {
                    "class": "form-control form-control-sm text-end ms-auto", "size": 9, "aria-label": libelle
                }  # fmt: skip
                self.fields[f"{part}_{financeur.pk}"] = champ

    def rangs(self):
        for f in self.financeurs:
            yield Demande(f, self[f"droit_{f.pk}"], self[f"contrat_{f.pk}"])

    @property
    def enregistre(self):
        """Vrai si l’on veut l’enregistrer tout de suite, et non le garder en brouillon."""
        return self.data.get("geste") == ENREGISTRER

    def clean_siret(self):
        return identifiants.siret(self.cleaned_data["siret"]) if self.cleaned_data["siret"].strip() else ""

    def clean(self):
        donnees = super().clean()
        if {"porteur", "nouvelle_organisation", "siret"} <= set(donnees):
            self._verifier_le_porteur(donnees)
        self._verifier_l_objectif(donnees)
        if self.enregistre:
            self._verifier_ce_que_la_machine_exige(donnees)
        if not self.errors:
            self._signaler_un_jumeau(donnees)
        return donnees

    def _verifier_le_porteur(self, donnees):
        tape, nouvelle, siret = donnees["porteur"], donnees["nouvelle_organisation"], donnees["siret"]
        if tape and nouvelle:
            self.add_error(
                "nouvelle_organisation", "Choisissez une organisation ou nommez-en une nouvelle, pas les deux."
            )
        elif tape:
            self._reconnaitre(donnees, tape)
        elif nouvelle:
            connues = porteurs.reconnaitre(siret) if siret else []
            if connues or (connues := [o for o in porteurs.reconnaitre(nouvelle) if not (siret and o.siret)]):
                champ = "siret" if siret and connues[0].siret == siret else "nouvelle_organisation"
                self.add_error(champ, f"« {connues[0]} » existe déjà : choisissez-la dans la liste.")
        else:
            self.add_error("porteur", "Choisissez l’organisation qui porte l’action, ou nommez-la dessous.")

    def _reconnaitre(self, donnees, tape):
        trouvees = porteurs.reconnaitre(tape)
        if len(trouvees) == 1:
            donnees["porteur"] = trouvees[0]
        elif trouvees:
            self.add_error(
                "porteur", "Plusieurs organisations portent ce nom : choisissez dans la liste, ou tapez son SIRET."
            )
        else:
            proches = " ou ".join(f"« {o} »" for o in porteurs.chercher(tape, 2))
            suite = f"Est-ce {proches} ?" if proches else "Nommez-la dessous si elle est nouvelle."
            self.add_error("porteur", f"Cette organisation n’est pas connue ici. {suite}")

    def _verifier_l_objectif(self, donnees):
        objectif, quartiers = donnees.get("objectif_principal"), donnees.get("quartiers")
        if not objectif or quartiers is None:
            return
        if not quartiers:
            donnees["quartiers"] = [objectif.quartier]  # l’objectif dit où
        elif objectif.quartier not in quartiers:
            self.add_error(
                "objectif_principal", f"C’est un objectif de {objectif.quartier}, que vous n’avez pas coché."
            )

    def _verifier_ce_que_la_machine_exige(self, donnees):
        if not donnees.get("numero_dauphin", True):
            self.add_error(
                "numero_dauphin", "Le numéro Dauphin est demandé pour enregistrer. Sans lui, gardez un brouillon."
            )
        if not donnees.get("objectif_principal", True):
            self.add_error("objectif_principal", "Choisissez l’objectif principal pour enregistrer.")
        montants = [nom for nom in self.fields if nom.startswith(("droit_", "contrat_"))]
        if montants and not any(donnees.get(nom) for nom in montants) and not set(montants) & set(self.errors):
            self.add_error(montants[0], "Indiquez au moins un montant demandé pour enregistrer.")

    def _signaler_un_jumeau(self, donnees):
        """Prévient une fois ; renvoyé tel quel, le formulaire passe (docs/metier.md §20 : prévenir, ne pas bloquer)."""
        numero = donnees["numero_dauphin"]
        self.jumeaux = jumeaux_de(numero, donnees["campagne"], self.personne)
        if self.jumeaux and donnees["jumeau_vu"].upper() != numero:
            self.data = self.data.copy()
            self.data["jumeau_vu"] = numero
            self.add_error("numero_dauphin", JUMEAU)

    # Ce qui s’écrit

    def organisation(self):
        """L’organisation choisie, ou la nouvelle, créée à l’instant (dans la transaction de l’appelant)."""
        d = self.cleaned_data
        return d["porteur"] or Organisation.objects.create(nom=d["nouvelle_organisation"], siret=d["siret"])

    def champs(self):
        noms = ("intitule", "numero_dauphin", "objectif_principal")
        return {nom: self.cleaned_data[nom] for nom in noms} | {"saisi_par_l_equipe": True}

    def demandes(self):
        """{Financeur: {champ de la ligne: Decimal}} ; ce qui est vide n’est pas demandé."""
        lues = {
            f: {champ: self.cleaned_data.get(f"{part}_{f.pk}") or 0 for part, champ in PARTS.items()}
            for f in self.financeurs
        }
        return {financeur: parts for financeur, parts in lues.items() if any(parts.values())}
