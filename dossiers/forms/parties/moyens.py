"""La partie « Quand et avec quoi » : les dates, le matériel, les personnes comptées par catégorie, les partenaires."""

from dossiers.forms.parties.base import PETIT, Colonne, FormulaireDePartie, Liste
from dossiers.models import MoyenHumain
from workflows.champs import Texte
from workflows.saisies import EffectifField, JourField, NombreField

PARTENAIRES = Liste(
    nom="partenaires_cites",
    titre="Partenaire",
    ajouter="Ajouter un partenaire",
    aide="Qui aide l’action sans la porter : une école, un bailleur, un service.",
    colonnes=(
        Colonne("organisme", "Organisme", lambda: Texte(max_length=160)),
        Colonne("role", "Ce qu’il apporte", lambda: Texte(max_length=255)),
    ),
)


class FormulaireMoyens(FormulaireDePartie):
    SIMPLES = ("date_debut", "date_fin", "derogation_accordee_par", "moyens_materiels", "recrutement_envisage")
    LISTES = (PARTENAIRES,)

    date_debut = JourField(label="Début de l’action", required=False)
    date_fin = JourField(label="Fin de l’action", required=False)
    derogation_accordee_par = Texte(
        label="Si l’action déborde de l’année civile, qui l’a accepté ?", required=False, max_length=255,
        help_text="L’année scolaire se demande avant le dépôt : nommez le service, et la date de son accord.",
    )  # fmt: skip
    moyens_materiels = Texte(label="Moyens matériels", required=False, max_length=4000, lignes=3,
                             help_text="Locaux, équipement, véhicules.")  # fmt: skip
    recrutement_envisage = NombreField(
        label="Recrutement envisagé",
        required=False,
        help_text="En équivalent temps plein (ETPT) : 0,5 pour un mi-temps.",
    )

    def preparer(self):
        connus = {moyen.categorie: moyen for moyen in self.dossier.moyens_humains.all()}
        for code, libelle in MoyenHumain.Categorie.choices:
            moyen = connus.get(code)
            personnes = EffectifField(label=f"{libelle} : personnes", required=False, initial=moyen and moyen.personnes)
            etpt = NombreField(label=f"{libelle} : ETPT", required=False, initial=moyen and moyen.etpt)
            for nom, champ in ((f"personnes_{code}", personnes), (f"etpt_{code}", etpt)):
                champ.widget.attrs.update({"class": PETIT, "size": 7})
                self.fields[nom] = champ

    def humains(self):
        """Les moyens humains, une catégorie par rang : [(libellé, personnes, ETPT)]."""
        return [(m.label, self[f"personnes_{m.value}"], self[f"etpt_{m.value}"]) for m in MoyenHumain.Categorie]

    def clean(self):
        donnees = super().clean()
        if (debut := donnees.get("date_debut")) and (fin := donnees.get("date_fin")) and fin < debut:
            self.add_error("date_fin", "L’action finit avant de commencer : corrigez l’une des deux dates.")
        if (donnees.get("recrutement_envisage") or 0) > 9999:
            self.add_error("recrutement_envisage", "C’est trop grand : 9 999 ETPT au plus.")
        for code in MoyenHumain.Categorie.values:
            if (donnees.get(f"etpt_{code}") or 0) > 99_999:
                self.add_error(f"etpt_{code}", "C’est trop grand : 99 999 ETPT au plus.")
        return donnees

    def enregistrer(self, dossier):
        super().enregistrer(dossier)
        dossier.moyens_humains.all().delete()
        lus = [
            (c, self.cleaned_data[f"personnes_{c}"], self.cleaned_data[f"etpt_{c}"])
            for c in MoyenHumain.Categorie.values
        ]
        MoyenHumain.objects.bulk_create(
            MoyenHumain(dossier=dossier, categorie=categorie, personnes=personnes, etpt=etpt)
            for categorie, personnes, etpt in lus
            if personnes is not None or etpt is not None
        )
