"""Ouvrir un brouillon : pour qui, pour quelle campagne, sous quel nom. Tout le reste se dit sur la page suivante."""

from django import forms

from comptes.models import Droit, Organisation, Qualite
from programmation.models import Campagne
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
        return {"intitule": self.cleaned_data["intitule"]}
