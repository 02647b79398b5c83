"""Chercher parmi les dossiers : des filtres que l’adresse porte, et qui se partagent."""

from django import forms
from django.db.models import Case, F, Value, When

from comptes.models import Organisation
from dossiers.models import Dossier
from dossiers.statuts import CATALOGUE, Statut
from programmation.models import Campagne, Enjeu, Financeur, Quartier
from workflows.champs import Texte
from workflows.presentation import Presentation
from workflows.saisies import ChoixField

_RANG = Case(*[When(statut_lu=statut, then=Value(rang)) for rang, statut in enumerate(Statut)])
D_ORDINAIRE = ("-campagne__annee", "campagne__convention", "numero", "pk")
TRIS = {
    "reference": ("campagne__annee", "numero"),
    "intitule": ("intitule",),
    "porteur": ("organisation__nom",),
    "statut": (_RANG,),
    "demande": ("demande_lue",),
    "obtenu": ("obtenu_lu",),
}
TRIS_DU_CATALOGUE = ("reference", "intitule", "porteur", "statut")


class CampagneField(ChoixField):
    def label_from_instance(self, campagne):
        return f"{campagne.annee} · {campagne.convention.commune}"


class Filtres(Presentation, forms.Form):
    """Un filtre mal écrit ne filtre pas, et la page le dit ; il ne fait jamais échouer la page."""

    q = Texte(label="Mots cherchés", required=False, max_length=100,
                   error_messages={"max_length": "Cette recherche est trop longue : 100 caractères au plus."})  # fmt: skip
    campagne = CampagneField(Campagne.objects.none(), label="Campagne", required=False, empty_label="Toutes")
    statut = forms.ChoiceField(
        label="Statut", required=False, error_messages={"invalid_choice": "Ce statut n’existe pas."}
    )
    quartier = ChoixField(Quartier.objects.none(), label="Quartier", required=False, empty_label="Tous")
    enjeu = ChoixField(Enjeu.objects.none(), label="Enjeu", required=False, empty_label="Tous")
    financeur = ChoixField(Financeur.objects.none(), label="Financeur", required=False, empty_label="Tous")
    porteur = ChoixField(Organisation.objects.none(), label="Porteur", required=False, empty_label="Tous")

    def __init__(self, donnees, *, visibles, au_catalogue):
        super().__init__(donnees)
        vus = visibles.order_by().values("pk")
        self.fields["campagne"].queryset = (
            Campagne.objects.filter(dossiers__in=vus).distinct().select_related("convention__commune")
        )
        self.fields["quartier"].queryset = Quartier.objects.filter(dossiers__in=vus).distinct()
        self.fields["enjeu"].queryset = Enjeu.objects.filter(
            objectifs_strategiques__objectifs__dossiers_principaux__in=vus
        ).distinct()
        guichets = Financeur.objects.filter(lignes__dossier__in=vus)
        self.fields["financeur"].queryset = guichets.distinct().select_related("organisation")
        self.fields["porteur"].queryset = Organisation.objects.filter(dossiers__in=vus).distinct()
        self.fields["statut"].choices = [
            ("", "Tous"),
            *(s for s in Statut.choices if not au_catalogue or s[0] in CATALOGUE),
        ]
        if au_catalogue:
            del self.fields["financeur"]

    def appliquer(self, dossiers):
        """Les dossiers qui répondent ; ceux dont on ne lit que le catalogue ne répondent pas sur leurs financeurs."""
        self.is_valid()
        lus = self.cleaned_data
        correspondances = {
            "campagne": "campagne", "statut": "statut_lu", "quartier": "quartiers", "porteur": "organisation",
            "enjeu": "objectif_principal__objectif_strategique__enjeu",
        }  # fmt: skip
        dossiers = dossiers.filter(**{champ: lus[nom] for nom, champ in correspondances.items() if lus.get(nom)})
        if lus.get("financeur"):
            dossiers = dossiers.filter(lignes__financeur=lus["financeur"], en_entier=True)
        return dossiers.dont_le_texte_dit(lus.get("q") or "")

    @property
    def est_filtre(self):
        return any(self.cleaned_data.values())


def trier(dossiers, demande, permis):
    """Range selon la colonne demandée (« -statut » : en descendant) ; sinon, dernière campagne d’abord. Rend le tri retenu."""
    nom = demande.removeprefix("-")
    if nom not in permis:
        return "", dossiers.order_by(*D_ORDINAIRE)
    cles = [F(cle) if isinstance(cle, str) else cle for cle in TRIS[nom]]
    if demande == nom:
        return demande, dossiers.order_by(*[cle.asc(nulls_last=True) for cle in cles], *D_ORDINAIRE)
    return demande, dossiers.order_by(*[cle.desc(nulls_last=True) for cle in cles], *D_ORDINAIRE)


def lisibles(personne):
    """Les dossiers que cette personne voit, avec ce qu’elle en lit : statut, demandé, obtenu, ou le catalogue seul."""
    entiers = Dossier.objects.lus_en_entier_par(personne).order_by().values("pk")
    dossiers = Dossier.objects.visibles_par(personne).avec_statut_lisible(personne).avec_montants(personne)
    dossiers = dossiers.annotate(en_entier=Case(When(pk__in=entiers, then=Value(True)), default=Value(False)))
    return dossiers.annotate(
        demande_lue=Case(When(en_entier=True, then="demande")),
        obtenu_lu=Case(When(en_entier=True, obtenu__gt=0, then="obtenu")),
    )
