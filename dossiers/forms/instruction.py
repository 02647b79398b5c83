"""Ce que l’on tape pour instruire : une note, un message, un montant proposé, une demande d’avis, sa réponse."""

from datetime import datetime, time, timedelta

from django import forms
from django.db import IntegrityError, transaction

from comptes.models import Utilisateur
from dossiers.actions.avis import interrogeables
from dossiers.destinataires import membres_de_l_equipe
from dossiers.models import Etiquette, Proposition
from dossiers.models.avis import A_MOTIVER, Sens
from programmation.texte import assourdir
from workflows.champs import Habille, Instant, Texte
from workflows.presentation import Presentation
from workflows.saisies import ChoixField, ChoixMultiplesField, MontantField
from workflows.temps import PARIS, aujourd_hui, maintenant

SANS_NOM = "Ne nommez aucun bénéficiaire."
EXISTE_DEJA = "Cette étiquette existe déjà."


class FormulaireDeNote(Presentation, forms.Form):
    texte = Texte(label="Nouvelle note", max_length=4000, lignes=3, error_messages={"required": "La note est vide."},
                  help_text=f"Lue de l’équipe seule ; elle s’ajoute et ne s’efface pas. {SANS_NOM}")  # fmt: skip


class FormulaireDeMessage(Presentation, forms.Form):
    texte = Texte(label="Votre message", max_length=4000, lignes=4, error_messages={"required": "Le message est vide."},
                  help_text=f"L’autre côté est prévenu par courriel. Un message ne se reprend pas. {SANS_NOM}")  # fmt: skip


class FormulaireDeProposition(Presentation, forms.Form):
    """Deux parts, comme au budget ; zéro partout est une proposition aussi, qui se commente."""

    droit_commun = MontantField(label="Proposé, droit commun (€)", required=False)
    contrat_de_ville = MontantField(label="Proposé, contrat de ville (€)", required=False)
    commentaire = Texte(label="Commentaire", required=False, max_length=2000, lignes=3,
                        help_text=f"Lu de l’équipe et de qui lit la séance ; jamais du porteur. {SANS_NOM}")  # fmt: skip

    def __init__(self, *args, ligne, **options):
        derniere = Proposition.objects.filter(ligne=ligne).first()
        # Une part laissée vide est gardée à zéro : elle revient vide, sauf si la proposition entière est de ne rien donner.
        options["initial"] = {
            nom: (getattr(derniere, nom) or (None if derniere.montant else 0)) if derniere else None
            for nom in ("droit_commun", "contrat_de_ville")
        }
        self.ligne = ligne
        super().__init__(*args, **options)

    def clean(self):
        lues = super().clean()
        montants = [lues.get(nom) for nom in ("droit_commun", "contrat_de_ville")]
        if not self.errors and all(m is None for m in montants):
            self.add_error("contrat_de_ville", "Indiquez un montant, ou 0 si rien n’est proposé.")
        elif not self.errors and not any(montants) and not lues.get("commentaire"):
            self.add_error("commentaire", "Dites pourquoi rien n’est proposé.")
        for nom in ("droit_commun", "contrat_de_ville"):
            lues[nom] = lues.get(nom) or 0
        return lues


class FormulaireDeDemandeAvis(Presentation, forms.Form):
    organisation = ChoixField(label="Service ou financeur", required=False, queryset=None,
                              help_text="Ses agents qui ont un compte répondent depuis leur accueil.")  # fmt: skip
    nom = Texte(label="Ou une personne : son nom", required=False, max_length=120)
    courriel = forms.EmailField(label="Son adresse électronique", required=False, max_length=254,
                                help_text="Elle reçoit un lien personnel, sans compte ; il ne sert qu’une fois.",
                                error_messages={"invalid": "Cette adresse électronique n’est pas complète."})  # fmt: skip
    question = Texte(label="Votre question", max_length=2000, lignes=4,
                     error_messages={"required": "Dites ce que vous demandez."})  # fmt: skip
    echeance = Instant(label="Avis attendu le", error_messages={"required": "Fixez le jour et l’heure de la réponse.",
                       "invalid": "Cette date ou cette heure n’existe pas. Écrivez par exemple 31/12/2027 12:00."},
                       help_text="Heure de Paris. Un rappel part trois jours avant, et le jour même.")  # fmt: skip

    def __init__(self, *args, dossier, **options):
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = interrogeables(dossier)
        self.fields["organisation"].empty_label = "Choisir…"
        jour = aujourd_hui() + timedelta(days=14)
        self.fields["echeance"].initial = datetime.combine(jour, time(12), tzinfo=PARIS)

    def clean_echeance(self):
        instant = self.cleaned_data["echeance"]
        if instant <= maintenant():
            raise forms.ValidationError("Cette heure est passée : laissez le temps de répondre.")
        return instant

    def clean(self):
        lues = super().clean()
        if not self.errors and not lues.get("organisation") and not lues.get("courriel"):
            self.add_error("courriel", "Choisissez un service ou un financeur, ou indiquez une adresse.")
        return lues


class FormulaireDAvis(Presentation, forms.Form):
    sens = forms.ChoiceField(label="Votre avis", choices=Sens.choices, widget=forms.RadioSelect,
                             error_messages={"required": "Choisissez votre avis.",
                                             "invalid_choice": "Choisissez favorable, réservé ou défavorable."})  # fmt: skip
    texte = Texte(label="Ce qui le motive", required=False, max_length=4000, lignes=6,
                  help_text=f"Nécessaire pour un avis réservé ou défavorable. L’équipe le lira. {SANS_NOM}")  # fmt: skip

    def clean(self):
        lues = super().clean()
        if lues.get("sens") in A_MOTIVER and not lues.get("texte") and "texte" not in self.errors:
            self.add_error("texte", "Un avis réservé ou défavorable se motive.")
        return lues


class FormulaireDeMotif(Presentation, forms.Form):
    motif = Texte(label="Motif", max_length=1000, lignes=3, error_messages={"required": "Un motif est attendu."},
                  help_text="La personne interrogée le lira.")  # fmt: skip


def referents_de(dossier):
    equipe = membres_de_l_equipe(dossier.campagne.convention.pilote_id)
    return equipe.exclude(adhesions__organisation=dossier.organisation_id)


class FormulaireDeReferent(Presentation, forms.Form):
    referent = ChoixField(label="Qui suit ce dossier", required=False, queryset=Utilisateur.objects.none(),
                          help_text="Le porteur lit son nom : c’est son interlocuteur.")  # fmt: skip

    def __init__(self, *args, dossier, **options):
        super().__init__(*args, initial={"referent": dossier.referent_id}, **options)
        self.fields["referent"].queryset = referents_de(dossier)
        self.fields["referent"].empty_label = "Personne pour l’instant"


class FormulaireDEtiquettes(Presentation, forms.Form):
    """Celles que porte le dossier, parmi celles de sa convention."""

    etiquettes = ChoixMultiplesField(
        label="Celles de ce dossier", required=False, queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, dossier, **options):
        super().__init__(*args, **options)
        self.posees = list(dossier.etiquettes.all())
        self.fields["etiquettes"].queryset = Etiquette.objects.filter(convention=dossier.campagne.convention_id)
        self.fields["etiquettes"].initial = self.posees


class FormulaireEtiquette(Habille, forms.ModelForm):
    convention = ChoixField(label="Convention", queryset=None)
    texte = Texte(label="Nouvelle étiquette", max_length=40, error_messages={"required": "L’étiquette est vide."})

    class Meta:
        model = Etiquette
        fields = ["convention", "texte", "ton"]

    def __init__(self, *args, conventions, **options):
        super().__init__(*args, **options)
        # Le doublon se dit dans nos mots, à la lecture (`clean`) puis à l’écriture (`save`), jamais dans ceux de la base.
        self.instance.validate_constraints = lambda exclude=None: None
        self.fields["convention"].queryset = conventions
        self.fields["convention"].empty_label = None
        self.fields["ton"].choices = Etiquette.Ton.choices
        self.fields["ton"].error_messages["invalid_choice"] = "Cette couleur n’est pas dans la liste."

    def clean(self):
        lues = super().clean()
        connues = Etiquette.objects.filter(convention=lues.get("convention")).values_list("texte", flat=True)
        if assourdir(lues.get("texte", "")) in map(
            assourdir, connues
        ):  # accents et casse : le même mot, sur toute base
            self.add_error("texte", EXISTE_DEJA)
        return lues

    def save(self):
        """L’étiquette créée ; rien si un double clic vient de la créer : le formulaire le dit."""
        try:
            with transaction.atomic():
                return super().save()
        except IntegrityError:
            self.add_error("texte", EXISTE_DEJA)
            return None
