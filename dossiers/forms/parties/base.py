"""Une partie du formulaire d’un dossier : ses champs, ses petites listes, et comment ils s’écrivent sur le dossier verrouillé."""

from dataclasses import dataclass, field

from django import forms

from workflows.presentation import Presentation

SANS_NOM = "Ne nommez aucun bénéficiaire : comptez des groupes, jamais des personnes."
PETIT = "form-control form-control-sm"


@dataclass(frozen=True)
class Colonne:
    """Une colonne d’une petite liste : le champ du modèle, son libellé, et de quoi fabriquer sa saisie."""

    nom: str
    libelle: str
    saisie: object  # une fonction sans argument, qui rend un champ de formulaire


@dataclass(frozen=True)
class Liste:
    """Une petite liste que le porteur dresse : la première colonne dit si le rang existe ; vide, le rang s’efface."""

    nom: str
    titre: str
    ajouter: str
    colonnes: tuple
    au_plus: int = 20
    aide: str = ""


@dataclass
class ListeSaisie:
    """Une liste telle que la page la montre : ses rangs, chacun une suite de (libellé de la colonne, champ)."""

    liste: Liste
    rangs: list = field(default_factory=list)


class FormulaireDePartie(Presentation, forms.Form):
    """Un brouillon s’enregistre incomplet ou déséquilibré ; ce qui est faux, lui, se corrige d’abord."""

    SIMPLES = ()  # champs du dossier, posés tels quels
    MULTIPLES = ()  # relations, posées d’un bloc
    LISTES = ()

    def __init__(self, *args, dossier, ajouter="", **options):
        self.dossier, self.ajouter = dossier, ajouter
        initial = {nom: getattr(dossier, nom) for nom in self.SIMPLES} | {
            nom: list(getattr(dossier, nom).all()) for nom in self.MULTIPLES
        }
        super().__init__(*args, initial=initial, **options)
        self.preparer()
        for liste in self.LISTES:
            self._ajouter_la_liste(liste)

    def preparer(self):
        """Ce que la partie règle d’elle-même : choix offerts, champs comptés."""

    # Les petites listes ----------------------------------------------------------------------------------

    def _ajouter_la_liste(self, liste):
        objets = list(getattr(self.dossier, liste.nom).all())
        for rang in range(self._nombre_de_rangs(liste, len(objets))):
            objet = objets[rang] if rang < len(objets) else None
            for colonne in liste.colonnes:
                champ = colonne.saisie()
                champ.required, champ.label = False, f"{colonne.libelle}, {liste.titre.lower()} {rang + 1}"
                # L’identifiant, non l’objet : une clé étrangère lue par rang ferait une requête par rang.
                champ.initial = getattr(objet, objet._meta.get_field(colonne.nom).attname) if objet else None
                petit = isinstance(champ.widget, forms.Select)
                champ.widget.attrs["class"] = "form-select form-select-sm" if petit else PETIT
                self.fields[_cle(liste, rang, colonne)] = champ

    def _nombre_de_rangs(self, liste, connus):
        """Un rang vide en plus de ceux qui existent ou qui arrivent ; trois quand on en demande."""
        envoyes = [r for r in range(liste.au_plus) if any(_cle(liste, r, c) in self.data for c in liste.colonnes)]
        voulus = max(connus + 1, *(r + 1 for r in envoyes), 1) + (3 if self.ajouter == liste.nom else 0)
        return min(voulus, max(liste.au_plus, connus))

    def listes(self):
        """Les listes de cette partie, rang par rang, pour la page."""
        for liste in self.LISTES:
            rangs = [r for r in range(liste.au_plus) if _cle(liste, r, liste.colonnes[0]) in self.fields]
            yield ListeSaisie(liste, [[(c.libelle, self[_cle(liste, r, c)]) for c in liste.colonnes] for r in rangs])

    def clean(self):
        donnees = super().clean()
        for liste in self.LISTES:
            for rang, valeurs in self._rangs_lus(liste):
                if not valeurs[0] and any(valeur not in (None, "") for valeur in valeurs[1:]):
                    phrase = f"Remplissez « {liste.colonnes[0].libelle} », ou videz tout le rang."
                    self.add_error(_cle(liste, rang, liste.colonnes[0]), phrase)
        return donnees

    def _rangs_lus(self, liste):
        for rang in range(liste.au_plus):
            if _cle(liste, rang, liste.colonnes[0]) in self.fields:
                yield rang, [self.cleaned_data.get(_cle(liste, rang, c)) for c in liste.colonnes]

    # Ce qui s’écrit --------------------------------------------------------------------------------------

    def enregistrer(self, dossier):
        """Pose les valeurs sur le dossier verrouillé ; l’appelant l’enregistre."""
        for nom in self.SIMPLES:
            setattr(dossier, nom, self.cleaned_data[nom])
        for nom in self.MULTIPLES:
            getattr(dossier, nom).set(self.cleaned_data[nom])
        for liste in self.LISTES:
            self._enregistrer_la_liste(dossier, liste)

    def _enregistrer_la_liste(self, dossier, liste):
        """Chaque rang garde sa ligne en base : ce qui s’y rattache plus tard (le réalisé d’un indicateur) la retrouve."""
        relation = getattr(dossier, liste.nom)
        connus = list(relation.all())
        voulus = [valeurs for _, valeurs in self._rangs_lus(liste) if valeurs[0]]
        for rang, valeurs in enumerate(voulus):
            objet = connus[rang] if rang < len(connus) else relation.model(dossier=dossier)
            objet.rang = rang + 1
            for colonne, valeur in zip(liste.colonnes, valeurs, strict=True):
                setattr(objet, colonne.nom, valeur)
            objet.save()
        for objet in connus[len(voulus) :]:
            objet.delete()


def _cle(liste, rang, colonne):
    return f"{liste.nom}-{rang}-{colonne.nom}"
