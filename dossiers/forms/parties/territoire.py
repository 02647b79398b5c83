"""La partie « Où, et pour quels objectifs » : quartiers, objectifs de la convention, lieux."""

from dataclasses import dataclass, field

from django import forms

from dossiers.forms.parties.base import Colonne, FormulaireDePartie, Liste
from programmation.models import ObjectifOperationnel, Quartier
from workflows.champs import Texte
from workflows.saisies import ChoixField, ChoixMultiplesField


@dataclass(frozen=True)
class ObjectifAuChoix:
    objectif: ObjectifOperationnel
    est_principal: bool
    est_secondaire: bool


@dataclass
class QuartierAuChoix:
    """Un quartier de la convention, et ses objectifs rangés par enjeu."""

    quartier: Quartier
    est_choisi: bool
    enjeux: dict = field(default_factory=dict)

    def ajouter(self, rang):
        self.enjeux.setdefault(rang.objectif.objectif_strategique.enjeu, []).append(rang)

    @property
    def nombre(self):
        return sum(len(rangs) for rangs in self.enjeux.values())

    @property
    def coches(self):
        return sum(rang.est_principal or rang.est_secondaire for rangs in self.enjeux.values() for rang in rangs)


LIEUX = Liste(
    nom="lieux",
    titre="Lieu",
    ajouter="Ajouter un lieu",
    aide="Où l’action se passe : un équipement, une rue, un parc.",
    colonnes=(
        Colonne("nom", "Lieu", lambda: Texte(max_length=160)),
        Colonne("adresse", "Adresse", lambda: Texte(max_length=255)),
        Colonne("quartier", "Quartier", lambda: ChoixField(Quartier.objects.none(), empty_label="Hors quartier")),
    ),
)


class FormulaireTerritoire(FormulaireDePartie):
    SIMPLES = ("objectif_principal",)
    MULTIPLES = ("quartiers", "objectifs_secondaires")
    LISTES = (LIEUX,)

    quartiers = ChoixMultiplesField(Quartier.objects.none(), label="Quartiers", required=False,
                                    widget=forms.CheckboxSelectMultiple)  # fmt: skip
    objectif_principal = ChoixField(ObjectifOperationnel.objects.none(), label="Objectif principal", required=False)
    objectifs_secondaires = ChoixMultiplesField(
        ObjectifOperationnel.objects.none(), label="Autres objectifs", required=False
    )

    def preparer(self):
        campagne = self.dossier.campagne
        self.objectifs = ObjectifOperationnel.objects.de_la_convention(campagne.convention).de_l_annee(campagne.annee)
        self.quartiers_possibles = Quartier.objects.de_la_convention(campagne.convention)
        self.fields["quartiers"].queryset = self.quartiers_possibles
        for nom in ("objectif_principal", "objectifs_secondaires"):
            self.fields[nom].queryset = self.objectifs.dans_l_arbre()

    def _ajouter_la_liste(self, liste):
        super()._ajouter_la_liste(liste)
        choix = [("", "Hors quartier"), *((q.pk, q.nom) for q in self.quartiers_possibles)]
        for nom, champ in self.fields.items():
            if nom.startswith("lieux-") and nom.endswith("-quartier"):
                champ.queryset = self.quartiers_possibles
                champ.widget.choices = choix  # une requête pour tous les rangs

    def arbre(self):
        """Les objectifs à choisir, par quartier puis par enjeu, avec ce qui est coché."""
        cochee = str(self["objectif_principal"].value() or "")
        cochees = {str(cle) for cle in self["objectifs_secondaires"].value() or ()}
        choisis = {str(cle) for cle in self["quartiers"].value() or ()}
        par_quartier = {q: QuartierAuChoix(q, str(q.pk) in choisis) for q in self.fields["quartiers"].queryset}
        for objectif in self.objectifs.dans_l_arbre():
            cle = str(objectif.pk)
            rang = ObjectifAuChoix(objectif, est_principal=cle == cochee, est_secondaire=cle in cochees)
            if objectif.quartier in par_quartier:
                par_quartier[objectif.quartier].ajouter(rang)
        return par_quartier.values()

    def clean(self):
        donnees = super().clean()
        if "quartiers" not in donnees:
            return donnees
        choisis = {quartier.pk for quartier in donnees["quartiers"]}
        principal, secondaires = donnees.get("objectif_principal"), donnees.get("objectifs_secondaires") or ()
        if principal and principal.quartier_id not in choisis:
            self.add_error("objectif_principal", _pas_coche(principal))
        ailleurs = [objectif for objectif in secondaires if objectif.quartier_id not in choisis]
        if ailleurs:
            self.add_error("objectifs_secondaires", _pas_coche(ailleurs[0]))
        if principal in secondaires:
            donnees["objectifs_secondaires"] = [objectif for objectif in secondaires if objectif != principal]
        return donnees


def _pas_coche(objectif):
    return f"« {objectif} » est un objectif de {objectif.quartier}, que vous n’avez pas coché."
