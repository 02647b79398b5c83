"""Ce que l’on tape à plusieurs : qui inviter, la part de chacun."""

import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from comptes.models import Organisation
from programmation.texte import assourdir
from workflows.champs import Texte
from workflows.presentation import Presentation
from workflows.saisies import MontantField

TOUT = Decimal(100)
INCONNUE = "Aucune organisation n’est connue ici sous ce nom ou ce numéro : demandez à l’équipe de l’ajouter."
PLUSIEURS = "Plusieurs organisations portent ce nom : donnez le SIRET."


class PourcentField(MontantField):
    """Une part, de 0 à 100, deux décimales au plus ; « 33,5 % » se comprend."""

    def to_python(self, value):
        brut = str(value or "")[:200].strip().removesuffix("%")
        pourcent = super().to_python(brut)
        if pourcent is not None and pourcent > TOUT:
            raise ValidationError("Une part va de 0 à 100.", code="trop_grand")
        return pourcent


class Invitation(Presentation, forms.Form):
    """Une organisation se désigne exactement : la liste de toutes n’est pas à lire d’ici."""

    qui = Texte(
        label="Organisation à inviter", max_length=255, help_text="Son SIRET, son numéro RNA, ou son nom exact.",
        error_messages={"required": "Dites quelle organisation inviter."})  # fmt: skip
    attente = Texte(
        label="Ce que vous en attendez", required=False, max_length=1000, lignes=3,
        help_text="Son signataire le lira dans l’invitation. Ne nommez aucun bénéficiaire.")  # fmt: skip

    def clean_qui(self):
        dit = self.cleaned_data["qui"]
        numero = "".join(unicodedata.normalize("NFKC", dit).split()).upper()
        if numero.isascii() and len(numero) in (10, 14):
            champ = "siret" if len(numero) == 14 else "rna"
            trouvees = list(Organisation.objects.filter(**{champ: numero, "parent": None})[:2])
            if trouvees:
                return trouvees[0]
        trouvees = [o for o in Organisation.objects.all() if assourdir(o.nom) == assourdir(dit)]
        if len(trouvees) != 1:
            raise ValidationError(PLUSIEURS if trouvees else INCONNUE)
        return trouvees[0]


class PartDuPartenaire(Presentation, forms.Form):
    part_texte = Texte(
        label="Ce que vous faites dans l’action", required=False, max_length=4000, lignes=6,
        help_text="Ce que votre organisation apporte et réalise. Ne nommez aucun bénéficiaire.")  # fmt: skip
    part_pourcent = PourcentField(
        label="Votre part de l’action, en %", required=False,
        help_text="Indicative : elle ne vaut pas partage des subventions.")  # fmt: skip
    part_euros = MontantField(label="Votre part du budget, en euros", required=False, help_text="Indicative aussi.")

    def __init__(self, *args, partenariat, **options):
        initial = {nom: getattr(partenariat, nom) for nom in self.base_fields}
        super().__init__(*args, initial=initial, **options)


class PartDuPorteur(Presentation, forms.Form):
    part_du_porteur = PourcentField(label="Part de votre organisation, en %", required=False)

    def __init__(self, *args, dossier, **options):
        super().__init__(*args, initial={"part_du_porteur": dossier.part_du_porteur}, **options)
