"""Un geste sur plusieurs dossiers : lequel, et ce qu’il demande ; les données en valeurs simples, telles qu’on les garde."""

import re
from datetime import datetime, time, timedelta

from django import forms

from comptes.models import Qualite, Utilisateur
from dossiers.actions.ensemble import AU_PLUS
from dossiers.models import Etiquette
from dossiers.models.ensemble import Geste
from dossiers.parties import CHOIX
from programmation.models import Seance, StatutSeance
from workflows.champs import Texte
from workflows.presentation import Presentation
from workflows.saisies import ChoixField, JourField
from workflows.temps import PARIS, aujourd_hui, maintenant

_CLE = re.compile(r"[0-9]{1,12}")
DEMANDE = {
    Geste.DECLARER_RECEVABLE: (),
    Geste.DEMANDER_COMPLEMENTS: ("demande", "echeance", "parties"),
    Geste.AFFECTER: ("referent",),
    Geste.ETIQUETER: ("etiquette",),
    Geste.DESETIQUETER: ("etiquette",),
    Geste.INSCRIRE: ("seance",),
    Geste.ANNONCER: (),
}
_MANQUE = {
    "demande": "Dites ce qui manque : le porteur lira ce texte.",
    "echeance": "Fixez le jour de la réponse.",
    "referent": "Choisissez une personne de l’équipe.",
    "etiquette": "Choisissez une étiquette.",
    "seance": "Choisissez une séance.",
}


def choisis(valeurs):
    """Les numéros de dossier envoyés, sans doublon, dans l’ordre ; lève `ValueError` au-delà de ce qui se traite."""
    cles = list(dict.fromkeys(int(v) for v in valeurs if _CLE.fullmatch(v)))
    if len(cles) > AU_PLUS:
        raise ValueError(f"{len(cles)} dossiers, c’est trop à la fois : {AU_PLUS} au plus.")
    return cles


class FormulaireDEnsemble(Presentation, forms.Form):
    """Le geste et ce qu’il demande ; les champs des autres gestes s’ignorent."""

    geste = forms.ChoiceField(label="Geste", choices=Geste.choices, widget=forms.RadioSelect,
                              error_messages={"required": "Choisissez un geste.",
                                              "invalid_choice": "Ce geste n’est pas dans la liste."})  # fmt: skip
    referent = ChoixField(label="Référent à affecter", required=False, queryset=None)
    etiquette = ChoixField(label="Étiquette à poser ou à ôter", required=False, queryset=None)
    seance = ChoixField(label="Séance", required=False, queryset=None)
    demande = Texte(label="Compléments : ce qui manque", required=False, max_length=4000, lignes=3)
    echeance = JourField(label="Compléments : réponse attendue le", required=False,
                         help_text="Jusqu’à 23 h 59, heure de Paris.")  # fmt: skip
    parties = forms.MultipleChoiceField(label="Compléments : ce qui se rouvre", choices=CHOIX, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Sans rien cocher, tout le dossier se rouvre.",
        error_messages={"invalid_choice": "Cette partie du dossier n’existe pas."})  # fmt: skip

    def __init__(self, *args, personne, **options):
        super().__init__(*args, **options)
        equipes = {organisation for organisation, qualite, _ in personne.rattachements if qualite == Qualite.EQUIPE}
        self.fields["referent"].queryset = Utilisateur.objects.filter(
            is_active=True, adhesions__organisation__in=equipes, adhesions__qualite=Qualite.EQUIPE
        ).distinct()
        self.fields["etiquette"].queryset = Etiquette.objects.visibles_par(personne)
        seances = Seance.objects.visibles_par(personne).filter(campagne__convention__pilote__in=equipes)
        self.fields["seance"].queryset = seances.exclude(statut=StatutSeance.ACTEE).select_related("campagne")
        for nom in ("referent", "etiquette", "seance"):
            self.fields[nom].empty_label = "Choisir…"
        self.fields["echeance"].initial = aujourd_hui() + timedelta(days=14)

    def clean(self):
        lues = super().clean()
        for nom in DEMANDE.get(lues.get("geste"), ()):
            if nom in _MANQUE and not lues.get(nom) and nom not in self.errors:
                self.add_error(nom, _MANQUE[nom])
        jour = lues.get("echeance")
        if lues.get("geste") == Geste.DEMANDER_COMPLEMENTS and jour and self._fin(jour) <= maintenant():
            self.add_error("echeance", "Ce jour est passé : donnez au porteur le temps de répondre.")
        return lues

    @staticmethod
    def _fin(jour):
        return datetime.combine(jour, time(23, 59), tzinfo=PARIS)

    def donnees(self):
        """Ce que l’action garde : des numéros, des textes, un instant en ISO."""
        lues, garde = self.cleaned_data, {}
        for nom in DEMANDE[lues["geste"]]:
            valeur = lues[nom]
            garde[nom] = self._fin(valeur).isoformat() if nom == "echeance" else getattr(valeur, "pk", valeur)
        return garde

    def precision(self):
        """De quoi il s’agit, en mots : la personne, l’étiquette, la séance, ce qui manque."""
        lues = self.cleaned_data
        noms = [nom for nom in DEMANDE[lues["geste"]] if nom in ("referent", "etiquette", "seance", "demande")]
        return " · ".join(str(lues[nom]) for nom in noms)
