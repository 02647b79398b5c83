"""Ouvrir un brouillon : pour qui, pour quelle campagne, sous quel nom. Tout le reste se dit sur la page suivante."""

from django import forms

from comptes.models import Droit, Organisation, Qualite
from dossiers.forms.parties.demande import NUMERO_DAUPHIN
from programmation.models import Campagne
from programmation.texte import assourdir
from workflows.champs import Texte
from workflows.presentation import Presentation
from workflows.saisies import ChoixField
from workflows.temps import maintenant

ECRIVENT = (Droit.REDACTEUR, Droit.SIGNATAIRE)


class CampagneField(ChoixField):
    def label_from_instance(self, campagne):
        return f"{campagne} · {campagne.convention.commune}"


def organisations_ou_ecrire(personne):
    """Les organisations pour lesquelles cette personne rédige."""
    return Organisation.objects.filter(
        adhesions__utilisateur=personne, adhesions__qualite=Qualite.PORTEUR, adhesions__droit__in=ECRIVENT
    ).distinct()


def campagnes_ou_ecrire(personne):
    """Ouvertes au dépôt pour tous ; pour l’équipe, toute campagne vivante de sa commune (saisie tardive comprise)."""
    ouvertes = (
        Campagne.objects.ouvertes_au_depot(maintenant())
        if organisations_ou_ecrire(personne).exists()
        else Campagne.objects.none()
    )
    return (
        (ouvertes | Campagne.objects.de_l_equipe(personne).en_cours()).distinct().select_related("convention__commune")
    )


class FormulaireOuverture(Presentation, forms.Form):
    organisation = ChoixField(Organisation.objects.none(), label="Organisation qui porte l’action", empty_label=None)
    campagne = CampagneField(Campagne.objects.none(), label="Campagne", empty_label=None)
    intitule = Texte(
        label="Intitulé de l’action", max_length=255, help_text="Vous pourrez le changer jusqu’au dépôt.",
        error_messages={"required": "L’intitulé est vide : donnez un nom à l’action."})  # fmt: skip

    saisi_par_l_equipe = False

    def __init__(self, *args, personne, **options):
        super().__init__(*args, **options)
        organisations, campagnes = organisations_ou_ecrire(personne), campagnes_ou_ecrire(personne)
        self._proposer("organisation", organisations)
        self._proposer("campagne", campagnes)

    def _proposer(self, nom, choix):
        """Un seul choix ne se demande pas : il va de soi."""
        choix = choix.all()
        self.fields[nom].queryset = choix
        if len(choix) == 1:
            self.fields[nom].initial = choix[0]

    @property
    def va_de_soi(self):
        """L’organisation et la campagne, quand il n’y en a qu’une."""
        return {nom: self.fields[nom].initial for nom in ("organisation", "campagne") if self.fields[nom].initial}

    def porteur(self):
        return self.cleaned_data["organisation"]

    def champs(self):
        """Ce que reçoit `actions.ouvrir_un_dossier`, outre la campagne et l’organisation."""
        return {"intitule": self.cleaned_data["intitule"], "saisi_par_l_equipe": self.saisi_par_l_equipe}


class FormulaireDeSaisie(FormulaireOuverture):
    """La saisie rapide de l’équipe : n’importe quelle organisation, connue ou nouvelle, et le numéro Dauphin."""

    nouvelle_organisation = Texte(label="ou une organisation nouvelle", required=False, max_length=255,
                                       help_text="Si elle n’est pas dans la liste : son nom, en toutes lettres.")  # fmt: skip
    numero_dauphin = forms.RegexField(
        NUMERO_DAUPHIN, label="Numéro Dauphin", required=False, strip=True, max_length=13,
        help_text="Il tient lieu d’attestation : demandé pour enregistrer le dossier, pas pour le brouillon.",
        error_messages={"invalid": "Un numéro Dauphin s’écrit DA suivi de huit chiffres : DA01200614."})  # fmt: skip
    field_order = ["organisation", "nouvelle_organisation", "campagne", "intitule", "numero_dauphin"]
    saisi_par_l_equipe = True

    def __init__(self, *args, personne, **options):
        super().__init__(*args, personne=personne, **options)
        self.fields["organisation"].queryset = Organisation.objects.all()
        self.fields["organisation"].required, self.fields["organisation"].empty_label = False, "Choisir dans la liste"
        self.fields["organisation"].initial = None
        self._proposer(
            "campagne", Campagne.objects.de_l_equipe(personne).en_cours().select_related("convention__commune")
        )

    def clean_nouvelle_organisation(self):
        nom = self.cleaned_data["nouvelle_organisation"]
        connue = next(
            (o for o in self.fields["organisation"].queryset if nom and assourdir(o.nom) == assourdir(nom)), None
        )
        if connue:
            raise forms.ValidationError(f"« {connue} » existe déjà : choisissez-la dans la liste.")
        return nom

    def clean(self):
        donnees = super().clean()
        choisie, nouvelle = donnees.get("organisation"), donnees.get("nouvelle_organisation")
        if choisie and nouvelle:
            self.add_error(
                "nouvelle_organisation", "Choisissez une organisation ou nommez-en une nouvelle, pas les deux."
            )
        elif not choisie and not nouvelle and not {"organisation", "nouvelle_organisation"} & set(self.errors):
            self.add_error("organisation", "Choisissez l’organisation qui porte l’action, ou nommez-la dessous.")
        return donnees

    def porteur(self):
        """L’organisation choisie, ou la nouvelle, créée à l’instant (dans la transaction de l’appelant)."""
        return self.cleaned_data["organisation"] or Organisation.objects.create(
            nom=self.cleaned_data["nouvelle_organisation"]
        )

    def champs(self):
        return super().champs() | {"numero_dauphin": self.cleaned_data["numero_dauphin"]}
