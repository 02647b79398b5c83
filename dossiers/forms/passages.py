"""Ce que demande une transition à qui la franchit : son motif, et les données qu’elle déclare en `saisie`."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils.choices import CallableChoiceIterator

from dossiers.models import pieces_attendues
from dossiers.parties import CHOIX
from dossiers.pieces import MODELES
from workflows.champs import Texte
from workflows.presentation import Presentation
from workflows.saisies import JourField
from workflows.temps import PARIS, aujourd_hui, maintenant

# Ce qui suit, quand le geste ne se défait pas d’un clic : à lire avant, pas après.
ENSUITE = {
    "abandonner": "Le dossier ne sera plus examiné ; il reste lisible. Ses signataires en reçoivent la confirmation. "
    "Seul le chef de projet peut le rouvrir, tant que la campagne n’est pas close.",
    "lever_l_abandon": "Le dossier reprend l’état où il fut abandonné ; s’il était au comité, il est à inscrire de nouveau. "
    "Ses signataires en sont prévenus. Ce qui fut dit reste au journal.",
    "se_desister": "L’organisation renonce à l’action retenue. Les subventions s’annulent ; une somme déjà versée serait à "
    "reverser. Ce geste ne se défait pas.",
    "attester_la_non_realisation": "L’action n’a pas eu lieu : les subventions s’annulent ; une somme déjà versée serait à "
    "reverser.",
    "decliner": "Le porteur lira votre motif. Votre organisation ne portera pas ce dossier.",
    "se_retirer": "Vos membres ne liront plus ce dossier, et votre part n’y compte plus. Le porteur lira votre motif.",
    "ecarter": "Ses membres ne liront plus ce dossier, et sa part n’y compte plus. Ses signataires liront votre motif.",
    "annuler": "La subvention ne sera pas versée ; ce qui l’est déjà serait à reverser. Ce geste ne se défait pas.",
}
LUS_PAR_LE_PORTEUR = {"declarer_irrecevable", "declarer_sans_objet", "refuser_au_vote", "demander_une_correction",
                      "lever_l_abandon"}  # fmt: skip
SANS_NOM = "Ne nommez aucun bénéficiaire."
PIECES = [(modele.type.value, modele.libelle) for modele in MODELES.values()]
PIECES_SEULES = "Des pièces sont à joindre."
_MOTIF = {"required": "Un motif est attendu."}


class Passage(Presentation, forms.Form):
    """Le motif seul, quand la transition en veut un. Les héritiers ajoutent leurs données."""

    motif = Texte(label="Motif", max_length=2000, lignes=4, error_messages=_MOTIF,
                       help_text=f"Il reste au journal du dossier. {SANS_NOM}")  # fmt: skip

    def __init__(self, *args, objet, offre, **options):
        self.objet, self.offre = objet, offre
        super().__init__(*args, **options)
        if not offre.motivee:
            del self.fields["motif"]
        elif offre.nom in LUS_PAR_LE_PORTEUR:
            self.fields["motif"].help_text = f"Le porteur le lira. {SANS_NOM}"
        self.order_fields([nom for nom in self.fields if nom != "motif"])

    def donnees(self):
        """Les données que la transition reçoit, sous les noms qu’elle déclare."""
        return {nom: self.cleaned_data[nom] for nom in self.offre.saisie}


class DemandeDeComplements(Passage):
    demande = Texte(label="Ce qui manque", max_length=4000, lignes=5, required=False,
                         help_text=f"Une ligne par point attendu ; des pièces seules se cochent. {SANS_NOM}")  # fmt: skip
    pieces = forms.MultipleChoiceField(label="Pièces attendues", choices=PIECES, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Le porteur en lit la liste ; chacune se dit répondue une fois jointe.",
        error_messages={"invalid_choice": "Cette pièce n’est pas au référentiel."})  # fmt: skip
    echeance = JourField(label="Réponse attendue le", error_messages={"required": "Fixez le jour de la réponse."},
                         help_text="Jusqu’à 23 h 59, heure de Paris. Le porteur est prévenu par courriel.")  # fmt: skip

    parties = forms.MultipleChoiceField(label="Ce qui se rouvre", choices=CHOIX, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Sans rien cocher, ni pièce ni partie, tout le dossier se rouvre.",
        error_messages={"invalid_choice": "Cette partie du dossier n’existe pas."})  # fmt: skip

    def __init__(self, *args, objet, **options):
        super().__init__(*args, objet=objet, **options)
        self.fields["echeance"].initial = aujourd_hui() + timedelta(days=objet.campagne.delai_de_complement)
        # Lues à l’écriture de la page seulement : qui envoie la demande n’en paie pas les requêtes.
        self.fields["pieces"].widget.choices = CallableChoiceIterator(self._attendues)

    def _attendues(self):
        """Celles qu’on attend de ce dossier, et où chacune en est."""
        return [(a.modele.type.value, f"{a.modele.libelle} ({a.mots.lower()})") for a in pieces_attendues(self.objet)]

    def clean(self):
        """Des pièces cochées suffisent ; rien d’écrit ni de coché ne demande rien."""
        lues = super().clean()
        if not lues.get("demande") and "demande" not in self.errors:
            if lues.get("pieces"):
                lues["demande"] = PIECES_SEULES
            else:
                self.add_error("demande", "Dites ce qui manque, ou cochez une pièce : le porteur lira cette demande.")
        return lues

    def clean_echeance(self):
        fin_du_jour = datetime.combine(self.cleaned_data["echeance"], time(23, 59), tzinfo=PARIS)
        if fin_du_jour <= maintenant():
            raise forms.ValidationError("Ce jour est passé : donnez au porteur le temps de répondre.")
        return fin_du_jour


class Report(Passage):
    date_debut = JourField(label="Nouveau début", error_messages={"required": "Indiquez le nouveau début."})
    date_fin = JourField(label="Nouvelle fin", error_messages={"required": "Indiquez la nouvelle fin."})
    bilan_du_le = JourField(label="Bilan attendu le", error_messages={"required": "Fixez la nouvelle date du bilan."})

    def __init__(self, *args, objet, **options):
        super().__init__(*args, objet=objet, **options)
        bilan = objet.bilan_ou_rien
        self.fields["date_debut"].initial = objet.date_debut
        self.fields["date_fin"].initial = (bilan and bilan.report_souhaite_au) or objet.date_fin
        self.fields["bilan_du_le"].initial = bilan and bilan.du_le
        self.fields["motif"].help_text = "Citez l’accord des financeurs. Il reste au journal."

    def clean(self):
        lues = super().clean()
        debut, fin, bilan = (lues.get(nom) for nom in ("date_debut", "date_fin", "bilan_du_le"))
        if debut and fin and fin < debut:
            self.add_error("date_fin", "L’action finit avant de commencer : corrigez l’une des deux dates.")
        if fin and bilan and bilan < fin:
            self.add_error("bilan_du_le", "Le bilan ne peut être attendu avant la fin de l’action.")
        return lues


class Vote(Passage):
    vote_le = JourField(label="Voté le", error_messages={"required": "Indiquez la date du vote."})
    vote_reference = Texte(label="Délibération ou arrêté", max_length=120, help_text="Par exemple « 2027-04-12 ».",
                                error_messages={"required": "Indiquez la référence de l’acte."})  # fmt: skip

    def clean_vote_le(self):
        jour = self.cleaned_data["vote_le"]
        if jour > aujourd_hui():
            raise forms.ValidationError("Ce vote est à venir : enregistrez-le quand il aura eu lieu.")
        return jour


class Engagement(Passage):
    engagement = Texte(
        label="Numéro d’engagement", max_length=60, error_messages={"required": "Indiquez le numéro d’engagement."}
    )


class AutresDates(Passage):
    report_souhaite_au = JourField(
        label="Fin souhaitée de l’action", error_messages={"required": "Indiquez la fin souhaitée."}
    )

    def clean_report_souhaite_au(self):
        jour = self.cleaned_data["report_souhaite_au"]
        if jour <= aujourd_hui():
            raise forms.ValidationError("Ce jour est passé : indiquez une fin à venir.")
        return jour


FORMULAIRES = {
    "demander_complements": DemandeDeComplements,
    "reporter": Report,
    "voter": Vote,
    "engager": Engagement,
    "demander_d_autres_dates": AutresDates,
}


def formulaire_de(offre):
    """La classe du formulaire qu’appelle cette offre ; rien si elle ne demande rien."""
    if offre.saisie or offre.motivee:
        return FORMULAIRES.get(offre.nom, Passage)
    return None
