"""Les formulaires de l’import : le fichier et sa campagne ; puis, une par une, ses colonnes et ses questions."""

from dataclasses import dataclass

from django import forms

from dossiers.forms.ouverture import CampagneField
from echanges import statuts
from echanges.colonnes import IGNOREE, PAR_FINANCEUR
from echanges.lecture import TAILLE
from echanges.lignes import lettre
from programmation.models import Campagne
from workflows.presentation import Presentation

EXEMPLES = 3


class FormulaireDepot(Presentation, forms.Form):
    campagne = CampagneField(Campagne.objects.none(), label="Campagne", empty_label=None)
    fichier = forms.FileField(
        label="Tableur", help_text="XLSX, ODS ou CSV ; 10 Mo, 5 000 lignes au plus. Seules ses lignes sont gardées.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt,.tsv"}),
        error_messages=dict.fromkeys(("required", "invalid", "missing"), "Choisissez le tableur à importer.")
        | {"empty": "Ce fichier est vide."})  # fmt: skip

    def __init__(self, *args, personne, **options):
        super().__init__(*args, **options)
        campagnes = Campagne.objects.de_l_equipe(personne).en_cours().select_related("convention__commune").distinct()
        self.fields["campagne"].queryset = campagnes

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE:
            raise forms.ValidationError("Ce fichier dépasse 10 Mo : gardez la seule feuille des dossiers.")
        return fichier


@dataclass(frozen=True)
class ColonneAuChoix:
    """Une colonne du fichier : sa lettre, son en-tête, ses premières valeurs, et ce qu’elle devient."""

    lettre: str
    entete: str
    exemples: list
    champ: forms.BoundField


class FormulaireColonnes(Presentation, forms.Form):
    """Une liste par colonne du fichier, et une par statut qui peut dire deux choses."""

    def __init__(self, *args, recu, colonnes, rangs, **options):
        super().__init__(*args, **options)
        self.recu, self.colonnes = recu, colonnes
        self.places = [
            p for p, entete in enumerate(recu.entetes) if entete or any(p < len(r.brut) and r.brut[p] for r in rangs)
        ]
        self.exemples = {p: _exemples(rangs, p) for p in self.places}
        for place in self.places:
            nom = f"Colonne {lettre(place)}, {recu.entetes[place] or 'sans titre'}"
            choix = forms.ChoiceField(
                label=nom, required=False, choices=self._choix(), initial=recu.appariement.get(str(place), IGNOREE),
                error_messages={"invalid_choice": "Ce choix n’est pas dans la liste."})  # fmt: skip
            choix.widget.attrs |= {"class": "form-select form-select-sm", "aria-label": nom}
            self.fields[f"c{place}"] = choix
        self.ambigus = _ambigus(recu, rangs)
        for statut in self.ambigus:
            self.fields[f"q_{statut.cle.replace(' ', '_')}"] = forms.ChoiceField(
                label=f"« {statut.libelle} » : {statut.question}", required=False, initial=recu.reponses.get(statut.cle, ""),
                choices=[("", "Décider plus tard : lignes refusées"), *statuts.REPONSES],
                widget=forms.Select(attrs={"class": "form-select"}))  # fmt: skip

    def _choix(self):
        fixes = [(code, c.libelle) for code, c in self.colonnes.items() if not PAR_FINANCEUR.fullmatch(code)]
        guichets = [(code, c.libelle) for code, c in self.colonnes.items() if PAR_FINANCEUR.fullmatch(code)]
        return [(IGNOREE, "Ne sert pas"), ("Le dossier", fixes), ("Ce qui est demandé", guichets)]

    def rangees(self):
        for place in self.places:
            yield ColonneAuChoix(lettre(place), self.recu.entetes[place], self.exemples[place], self[f"c{place}"])

    def questions(self):
        return [self[f"q_{statut.cle.replace(' ', '_')}"] for statut in self.ambigus]

    def clean(self):
        donnees, vus = super().clean(), {}
        for place in self.places:
            code = donnees.get(f"c{place}")
            if code and code in vus:
                phrase = (
                    f"La colonne {lettre(vus[code])} est déjà « {self.colonnes[code].libelle} » : n’en gardez qu’une."
                )
                self.add_error(f"c{place}", phrase)
            vus.setdefault(code, place)
        if "intitule" not in vus and not self.errors:
            self.add_error(None, "Aucune colonne n’est l’intitulé de l’action : choisissez laquelle.")
        return donnees

    @property
    def choisies(self):
        return {place: self.cleaned_data[f"c{place}"] for place in self.places}

    @property
    def reponses(self):
        lues = {s.cle: self.cleaned_data[f"q_{s.cle.replace(' ', '_')}"] for s in self.ambigus}
        return {cle: reponse for cle, reponse in lues.items() if reponse}


def _exemples(rangs, place):
    """Les premières valeurs de cette colonne, différentes et courtes."""
    valeurs = dict.fromkeys(r.brut[place][:60] for r in rangs if place < len(r.brut) and r.brut[place])
    return list(valeurs)[:EXEMPLES]


def _ambigus(recu, rangs):
    """Les statuts de ce fichier qui ne se devinent pas, chacun une fois."""
    place = next((int(p) for p, code in recu.appariement.items() if code == "statut"), None)
    if place is None:
        return []
    textes = dict.fromkeys(r.brut[place] for r in rangs if place < len(r.brut))
    lus = dict.fromkeys(statuts.lu(texte) for texte in textes if texte)
    return [statut for statut in lus if statut and statut.suite == statuts.QUESTION]
