"""La partie « Pour qui » : les âges, les effectifs, la mixité, la place des habitants. Des nombres, jamais de noms."""

from django import forms

from dossiers.forms.parties.base import PETIT, SANS_NOM, FormulaireDePartie
from dossiers.models import PublicParAge
from dossiers.models.projet import Participation
from programmation.models import TrancheAge
from workflows.champs import Texte
from workflows.saisies import ChoixMultiplesField, EffectifField

MIXITES = ("mixite_quartiers", "mixite_femmes_hommes", "mixite_ages", "mixite_sociale")


def _effectif(libelle, aide="Un nombre, aucun nom."):
    return EffectifField(label=libelle, required=False, help_text=aide)


class FormulairePublics(FormulaireDePartie):
    SIMPLES = ("beneficiaires_total", "dont_qpv", "dont_qic", "dont_femmes", "dont_hommes", *MIXITES,
               "mixite_precisions", "participation")  # fmt: skip
    MULTIPLES = ("tranches_age",)

    tranches_age = ChoixMultiplesField(TrancheAge.objects.all(), label="Tranches d’âge", required=False,
                                       widget=forms.CheckboxSelectMultiple, help_text=SANS_NOM)  # fmt: skip
    beneficiaires_total = _effectif("Bénéficiaires, au total", "Une estimation suffit.")
    dont_qpv = _effectif("Dont habitants d’un QPV", "Quartier prioritaire, défini par l’État. 0 s’il n’y en a pas.")
    dont_qic = _effectif(
        "Dont habitants d’un QIC", "Quartier d’intérêt communautaire, défini par l’agglomération. 0 s’il n’y en a pas."
    )
    dont_femmes = _effectif("Dont femmes et filles", "Si vous le savez ; demandé au bilan.")
    dont_hommes = _effectif("Dont hommes et garçons", "Si vous le savez ; demandé au bilan.")
    mixite_quartiers = forms.BooleanField(label="entre quartiers", required=False)
    mixite_femmes_hommes = forms.BooleanField(label="entre femmes et hommes", required=False)
    mixite_ages = forms.BooleanField(label="entre générations", required=False)
    mixite_sociale = forms.BooleanField(label="sociale", required=False)
    mixite_precisions = Texte(label="Comment vous y prendrez-vous ?", required=False, max_length=2000, lignes=2)
    participation = forms.ChoiceField(
        label="La place des habitants", required=False, choices=[("", "À dire"), *Participation.choices],
        error_messages={"invalid_choice": "Ce choix n’est pas dans la liste."})  # fmt: skip

    def preparer(self):
        connus = {public.tranche_id: public.personnes for public in self.dossier.publics_par_age.all()}
        self.tranches = list(TrancheAge.objects.all())
        for tranche in self.tranches:
            champ = EffectifField(label=f"Combien, {tranche}", required=False, initial=connus.get(tranche.pk))
            champ.widget.attrs.update({"class": PETIT, "size": 7})
            self.fields[f"age_{tranche.pk}"] = champ

    def ages(self):
        """Les effectifs par tranche d’âge, dans l’ordre des âges : [(tranche, champ)]."""
        return [(tranche, self[f"age_{tranche.pk}"]) for tranche in self.tranches]

    def mixites(self):
        return [self[nom] for nom in MIXITES]

    def clean(self):
        donnees = super().clean()
        for parts in (("dont_qpv", "dont_qic"), ("dont_femmes", "dont_hommes")):
            self._ne_pas_depasser(donnees, parts)
        self._ne_pas_depasser(donnees, [f"age_{tranche.pk}" for tranche in self.tranches])
        return donnees

    def _ne_pas_depasser(self, donnees, noms):
        """Des parts ne font pas plus que le tout ; moins, oui : ce qui n’est pas renseigné ne l’est pas."""
        total = donnees.get("beneficiaires_total")
        parts = {nom: donnees[nom] for nom in noms if donnees.get(nom)}
        if total is not None and sum(parts.values()) > total:
            detail = " + ".join(map(str, parts.values()))
            phrase = f"{detail} dépasse le total de {total}. Écrivez {total} ou moins, ou corrigez le total."
            self.add_error(next(iter(parts)), phrase)

    def enregistrer(self, dossier):
        super().enregistrer(dossier)
        dossier.publics_par_age.all().delete()
        effectifs = [(t, self.cleaned_data[f"age_{t.pk}"]) for t in self.tranches]
        PublicParAge.objects.bulk_create(
            PublicParAge(dossier=dossier, tranche=tranche, personnes=personnes)
            for tranche, personnes in effectifs
            if personnes is not None
        )
