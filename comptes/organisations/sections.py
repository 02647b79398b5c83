"""Les sections de la fiche d’une organisation : un formulaire court chacune, dans l’ordre où une personne y pense.

Une section sait lire ses valeurs, les poser sur l’organisation verrouillée, et se montrer. Une fiche s’enregistre
incomplète ; ce qui est faux, lui, se corrige d’abord. Les règles viennent de docs/metier.md §14 et §15.
"""

from dataclasses import dataclass

from django import forms

from comptes import identifiants
from comptes.models import Fiche, Nature, Organisation
from comptes.organisations.champs import JourPasseField, NumeroField, OuiNonField
from workflows.champs import Texte
from workflows.presentation import Presentation

SIRET_PRIS = (
    "Ce SIRET est déjà celui d’une autre organisation : vérifiez-le, ou écrivez à l’équipe politique de la ville."
)


@dataclass(frozen=True)
class Groupe:
    """Des champs qui vont ensemble, repliés quand ils ne servent qu’à quelques-uns."""

    titre: str
    champs: list
    est_replie: bool = False


class Section(Presentation, forms.Form):
    """Ce que toute section sait faire. Les héritières disent leurs champs, et où ils vivent."""

    slug = titre = chapeau = ""
    GROUPES = ()  # (titre, noms, replié) ; tout d’un bloc s’il n’y en a pas

    def __init__(self, *args, organisation, **options):
        self.organisation = organisation
        super().__init__(*args, initial=self.valeurs(organisation), **options)

    def valeurs(self, organisation):
        raise NotImplementedError

    def enregistrer(self, organisation):
        """Pose les valeurs ; l’organisation, verrouillée, est enregistrée par l’appelant."""
        raise NotImplementedError

    def groupes(self):
        declares = self.GROUPES or (("", list(self.fields), False),)
        for titre, noms, replie in declares:
            champs = [self[nom] for nom in noms]
            yield Groupe(titre, champs, replie and not any(c.value() or c.errors for c in champs))


class SurLaFiche(Section):
    """Une section dont les champs portent le nom de ceux de l’organisation ou de sa fiche."""

    SUR_L_ORGANISATION = ()

    def valeurs(self, organisation):
        fiche = Fiche.de(organisation)
        return {
            nom: getattr(organisation if nom in self.SUR_L_ORGANISATION else fiche, nom) for nom in self.base_fields
        }

    def enregistrer(self, organisation):
        fiche = Fiche.de(organisation)
        for nom, valeur in self.cleaned_data.items():
            setattr(organisation if nom in self.SUR_L_ORGANISATION else fiche, nom, valeur)
        fiche.save()


class Identite(SurLaFiche):
    slug, titre = "identite", "Identité"
    chapeau = "Recopiez votre avis de situation (SIRET) et votre récépissé de déclaration (RNA)."
    SUR_L_ORGANISATION = ("nom", "sigle", "nature", "siret", "rna")
    GROUPES = (
        ("", ["nom", "sigle", "nature", "siret", "rna"], False),
        ("Pas encore de numéro RNA ?", ["recepisse"], True),
        ("Association d’Alsace ou de Moselle ?",
         ["registre_inscrite_le", "registre_volume", "registre_folio", "registre_tribunal"], True),
        ("Ce qu’elle fait, depuis quand",
         ["objet_statutaire", "forme_juridique", "naf", "creee_le", "publiee_au_jo_le", "site_web"], False),
    )  # fmt: skip

    nom = Texte(label="Dénomination", max_length=255, error_messages={"required": "Le nom de l’organisation est vide."})
    sigle = Texte(label="Sigle", max_length=60, required=False)
    nature = forms.ChoiceField(label="Nature", choices=Nature.choices)
    siret = NumeroField(
        identifiants.siret, label="SIRET", help_text="14 chiffres. Il en faut un pour toute subvention."
    )
    rna = NumeroField(
        identifiants.rna, label="Numéro RNA", help_text="Pour une association : W suivi de neuf caractères."
    )
    recepisse = Texte(
        label="Récépissé de préfecture", max_length=60, required=False, help_text="Son numéro et sa date."
    )
    registre_inscrite_le = JourPasseField(label="Inscrite au registre le")
    registre_volume = Texte(label="Volume", max_length=20, required=False)
    registre_folio = Texte(label="Folio", max_length=20, required=False)
    registre_tribunal = Texte(label="Tribunal", max_length=80, required=False)
    objet_statutaire = Texte(label="Objet statutaire", max_length=2000, required=False, lignes=4,
                             help_text="Tel qu’il est écrit dans vos statuts.")  # fmt: skip
    forme_juridique = Texte(label="Forme juridique", max_length=120, required=False,
                            help_text="Par exemple : association déclarée (9220).")  # fmt: skip
    naf = NumeroField(identifiants.naf, label="Code NAF", help_text="Quatre chiffres et une lettre.")
    creee_le = JourPasseField(label="Date de création")
    publiee_au_jo_le = JourPasseField(label="Publication au Journal officiel")
    site_web = forms.URLField(label="Site web", max_length=255, required=False, assume_scheme="https",
                              error_messages={"invalid": "Écrivez l’adresse entière, comme https://exemple.fr."})  # fmt: skip

    def clean_site_web(self):
        adresse = self.cleaned_data["site_web"]
        if adresse and not adresse.startswith(("https://", "http://")):
            raise forms.ValidationError("Une adresse de site commence par https:// ou http://.")
        return adresse

    def clean_siret(self):
        numero = self.cleaned_data["siret"]
        autres = Organisation.objects.filter(siret=numero, parent=None).exclude(pk=self.organisation.pk)
        if numero and self.organisation.parent_id is None and autres.exists():
            raise forms.ValidationError(SIRET_PRIS)
        return numero


class Situation(SurLaFiche):
    slug, titre = "situation", "Situation"
    chapeau = "Ce que le formulaire de demande de subvention demande de toute organisation."

    utilite_publique = OuiNonField(label="Reconnue d’utilité publique")
    utilite_publique_le = JourPasseField(label="Si oui, publication au Journal officiel")
    impots_commerciaux = OuiNonField(label="Assujettie aux impôts commerciaux")
    commissaire_aux_comptes = OuiNonField(label="A un commissaire aux comptes")
    aides_publiques = forms.ChoiceField(
        label="Aides publiques reçues sur les trois derniers exercices", required=False,
        choices=[("", "À préciser"), *Fiche.Aides.choices],
    )  # fmt: skip
    reseau = Texte(label="Réseau, union ou fédération d’affiliation", max_length=255, required=False)
    adherents_personnes_morales = Texte(
        label="Adhérents personnes morales", max_length=2000, required=False, lignes=2,
        help_text="Des organismes, jamais des personnes.",
    )  # fmt: skip

    def clean(self):
        saisie = super().clean()
        if saisie.get("utilite_publique_le") and saisie.get("utilite_publique") is not True:
            self.add_error(
                "utilite_publique", "Vous donnez une date de reconnaissance : répondez oui, ou ôtez la date."
            )
        return saisie


class Engagement(SurLaFiche):
    slug, titre = "engagement", "Contrat d’engagement républicain"
    chapeau = (
        "Associations et fondations : il se souscrit une fois, et vos membres en sont informés. Il engage à respecter "
        "les lois de la République, la liberté de conscience, la liberté des membres, l’égalité et la non-discrimination, "
        "la fraternité et la prévention de la violence, la dignité de la personne, les symboles de la République."
    )

    engagement_souscrit_le = JourPasseField(label="Souscrit le")
    engagement_version = forms.ChoiceField(
        label="Texte souscrit", required=False, choices=[("", "À préciser"), *Fiche.Engagement.choices]
    )

    def clean(self):
        saisie = super().clean()
        if saisie.get("engagement_souscrit_le") and not saisie.get("engagement_version"):
            self.add_error("engagement_version", "Dites quel texte a été souscrit à cette date.")
        return saisie
