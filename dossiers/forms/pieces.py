"""Joindre une pièce, dire si elle convient : les formulaires."""

from django import forms
from django.conf import settings

from papiers.recus.genres import ADMIS, VIDE
from papiers.recus.reception import TROP_LOURD
from workflows.champs import ANNEES, Texte
from workflows.presentation import Erreur, Presentation
from workflows.saisies import EffectifField, JourField
from workflows.temps import aujourd_hui

ACCEPTE = ".pdf,.jpg,.jpeg,.png,.odt,.docx,.ods,.xlsx"


def limite_en_mots():
    return f"{settings.FICHIER_OCTETS_MAX // (1024 * 1024)} Mo"


class AnneeField(EffectifField):
    """Une année à quatre chiffres : l’exercice que couvre la pièce."""

    def to_python(self, value):
        try:
            annee = super().to_python(value)
        except forms.ValidationError:
            annee = 0
        if annee is not None and annee not in ANNEES:
            raise forms.ValidationError("Écrivez une année à quatre chiffres, par exemple 2026.", code="annee")
        return annee


class _DUnePiece(Presentation, forms.Form):
    """Un formulaire parmi d’autres sur la page : ses champs portent le nom de sa pièce."""

    def __init__(self, *args, ancre, **options):
        super().__init__(*args, auto_id=f"id_{ancre}_%s", **options)

    def rappels(self):
        if not self.is_bound:
            return []
        return [Erreur("", "", phrase) for phrase in self.non_field_errors()] + [
            Erreur(self[nom].auto_id, self.fields[nom].label, phrase)
            for nom in self.fields
            for phrase in self.errors.get(nom, ())
        ]


class FormulairePiece(_DUnePiece):
    """Un fichier, et ce qu’il faut en savoir pour dire jusqu’à quand il vaut. `refus` : ce que la réception a laissé."""

    fichier = forms.FileField(
        label="Fichier",
        widget=forms.FileInput(attrs={"accept": ACCEPTE}),
        error_messages={
            "required": "Choisissez un fichier sur votre ordinateur.",
            "missing": "Choisissez un fichier sur votre ordinateur.",
            "invalid": "Cet envoi ne contient pas de fichier. Choisissez-en un, puis recommencez.",
            "empty": VIDE,
        },
    )
    exercice = AnneeField(label="Exercice", error_messages={"required": "Indiquez l’année que couvre cette pièce."})
    datee_du = JourField(label="Assemblée du", error_messages={"required": "Indiquez la date de l’assemblée."})
    vue = forms.IntegerField(required=False, min_value=1, max_value=10**12, widget=forms.HiddenInput)

    def __init__(self, *args, modele, refus="", remplacee=None, **options):
        self.modele, self.refus = modele, refus
        ancre = f"{modele.ancre}-{remplacee}" if remplacee and modele.plusieurs else modele.ancre
        super().__init__(*args, ancre=ancre, initial={"vue": remplacee}, **options)
        if not modele.a_un_exercice:
            del self.fields["exercice"]
        if not modele.est_datee:
            del self.fields["datee_du"]
        self.fields["fichier"].help_text = f"{ADMIS}, {limite_en_mots()} au plus."

    @property
    def est_trop_lourd(self):
        return self.refus == TROP_LOURD

    def clean_datee_du(self):
        jour = self.cleaned_data["datee_du"]
        if jour > aujourd_hui():
            raise forms.ValidationError("Cette assemblée n’a pas encore eu lieu : vérifiez la date.")
        return jour

    def _post_clean(self):
        if self.refus:
            self._errors.pop("fichier", None)
            self.add_error("fichier", _phrase_de_reception(self.refus))
            self.fields["fichier"].widget.attrs["class"] += " is-invalid"

    def faits(self):
        return {nom: self.cleaned_data[nom] for nom in ("exercice", "datee_du") if nom in self.fields}

    def refuser(self, blocage):
        """Un refus du fichier se lit au champ du fichier."""
        for motif in blocage.motifs:
            self.add_error("fichier", motif)
        self.fields["fichier"].widget.attrs["class"] += " is-invalid"


def _phrase_de_reception(refus):
    if refus == TROP_LOURD:
        return (
            f"Ce fichier pèse plus de {limite_en_mots()}. Allégez-le (numérisez en noir et blanc, réduisez les photos) "
            "ou découpez-le, puis recommencez."
        )
    return "Le serveur n’a plus de place : ce fichier n’est pas gardé. Prévenez l’équipe, puis recommencez plus tard."


class FormulaireExamen(_DUnePiece):
    """L’avis de l’équipe : conforme ou non, et pourquoi."""

    AVIS = (("oui", "Conforme"), ("non", "Non conforme"))
    conforme = forms.ChoiceField(
        label="Cette pièce est",
        choices=AVIS,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez : conforme, ou non conforme.",
            "invalid_choice": "Choisissez l’un des deux.",
        },
    )
    commentaire = Texte(
        label="Commentaire",
        required=False,
        max_length=1000,
        lignes=2,
        help_text="Le porteur le lit. Dites ce qui manque.",
    )

    def __init__(self, *args, piece, **options):
        self.piece = piece
        connu = {None: "", True: "oui", False: "non"}[piece.conforme]
        initial = {"conforme": connu, "commentaire": piece.commentaire}
        super().__init__(*args, ancre=f"examen-{piece.pk}", initial=initial, **options)

    def clean(self):
        lues = super().clean()
        if (
            lues.get("conforme") == "non"
            and not lues.get("commentaire", "").strip()
            and "commentaire" not in self.errors
        ):
            self.add_error("commentaire", "Dites au porteur ce qui ne convient pas, pour qu’il sache quoi remplacer.")
        return lues
