"""Le texte d’un modèle de lettre : un objet, un corps, et rien d’autre que des champs nommés."""

from django import forms

from dossiers import lettres
from workflows.champs import Habille, Texte


class ModeleForm(Habille, forms.Form):
    """Refuse un champ inconnu, une boucle, une accolade seule, avec la phrase qui nomme la ligne."""

    objet = Texte(label="Objet de la lettre et du courriel", max_length=200)
    corps = Texte(
        label="Texte",
        lignes=26,
        max_length=10_000,
        help_text="Une ligne vide sépare deux paragraphes ; un tiret en tête de ligne fait une liste.",
    )

    def __init__(self, donnees=None, *, sorte, **options):
        if donnees and "reprendre" in donnees:  # le texte du produit remplace ce qui est tapé
            objet, corps = lettres.textes_du_produit()[sorte]
            donnees = {"objet": objet, "corps": corps}
        super().__init__(donnees, **options)
        self.sorte = sorte

    def clean(self):
        saisie = super().clean()
        trouvees = lettres.fautes_du_modele(self.sorte, saisie.get("objet", ""), saisie.get("corps", ""))
        for champ, phrases in trouvees.items():
            for phrase in phrases if champ not in self.errors else ():
                self.add_error(champ, phrase)
        return saisie
