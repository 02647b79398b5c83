"""Ce que l’on tape pour arranger sa liste : le nom d’une vue, l’ordre des colonnes."""

from django import forms
from django.db import IntegrityError, transaction
from django.http import QueryDict

from comptes.models import Qualite
from dossiers.liste import colonnes, facettes
from dossiers.liste.demande import PAR_PAGE
from dossiers.models import Vue
from dossiers.models.vue import LONGUEUR_DES_PARAMETRES, LONGUEUR_DU_NOM, VUES_PAR_PERSONNE
from workflows.champs import Texte
from workflows.presentation import Presentation

RANG_MAXIMAL = 99
DEJA = "Vous avez déjà une vue de ce nom. Choisissez-en un autre."


def canonique(donnees):
    """Ce qu’une vue garde de l’adresse : des mots, des facettes, un tri, des colonnes ; toujours dans le même ordre."""
    garde = QueryDict(mutable=True)
    for nom in ("q", *facettes.FACETTES, "tri", "colonnes"):
        valeurs = [v[:600] for v in donnees.getlist(nom) if v and "\0" not in v]
        if valeurs:
            garde.setlist(nom, sorted(set(valeurs)))
    if donnees.get("lignes") in map(str, PAR_PAGE[1:]):
        garde["lignes"] = donnees["lignes"]
    return garde.urlencode()


def equipe_de(personne):
    """L’organisation d’équipe avec qui cette personne peut partager une vue, s’il y en a une."""
    return min((o for o, qualite, _ in personne.rattachements if qualite == Qualite.EQUIPE), default=None)


class VueForm(Presentation, forms.Form):
    nom = Texte(label="Nom de la vue", max_length=LONGUEUR_DU_NOM, help_text="Par exemple « À instruire, Catorive ».",
                error_messages={"required": "Donnez un nom à cette vue.",
                                "max_length": f"Ce nom est trop long : {LONGUEUR_DU_NOM} caractères au plus."})  # fmt: skip
    partagee = forms.BooleanField(label="Partager avec l’équipe", required=False)

    def __init__(self, donnees=None, *, vue, **options):
        self.vue = vue
        options.setdefault("initial", {"nom": vue.nom, "partagee": vue.equipe_id is not None})
        super().__init__(donnees, auto_id=f"id_{vue.pk or 'nouvelle'}_%s", **options)
        if equipe_de(vue.personne) is None:
            del self.fields["partagee"]

    def clean_nom(self):
        nom = self.cleaned_data["nom"]
        siennes = Vue.objects.de(self.vue.personne).exclude(pk=self.vue.pk)
        if siennes.filter(nom=nom).exists():
            raise forms.ValidationError(DEJA)
        if self.vue.pk is None and siennes.count() >= VUES_PAR_PERSONNE:
            raise forms.ValidationError(f"Vous avez déjà {VUES_PAR_PERSONNE} vues : supprimez-en une.")
        return nom

    def clean(self):
        if len(self.vue.parametres) > LONGUEUR_DES_PARAMETRES:
            raise forms.ValidationError("Cette recherche a trop de filtres pour être gardée : enlevez-en.")
        return super().clean()

    def save(self):
        """La vue gardée ; rien si un double clic vient de prendre ce nom : le formulaire le dit."""
        self.vue.nom = self.cleaned_data["nom"]
        self.vue.equipe_id = equipe_de(self.vue.personne) if self.cleaned_data.get("partagee") else None
        try:
            with transaction.atomic():
                self.vue.save()
        except IntegrityError:
            self.add_error("nom", DEJA)
            return None
        return self.vue


@transaction.atomic
def montrer_d_abord(vue, voulu):
    """Une seule vue s’ouvre d’abord ; les autres cessent de l’être. Sous verrou : deux onglets passent l’un après l’autre."""
    list(Vue.objects.filter(personne=vue.personne).order_by("pk").select_for_update(of=("self",), no_key=True))
    Vue.objects.filter(personne=vue.personne, par_defaut=True).update(par_defaut=False)
    Vue.objects.filter(pk=vue.pk).update(par_defaut=voulu)


class ColonnesForm(forms.Form):
    """Une case et un rang par colonne : sans JavaScript, on range en numérotant."""

    def __init__(self, donnees=None, *, offertes, montrees):
        super().__init__(donnees, label_suffix="")
        self.offertes = sorted(offertes, key=lambda c: montrees.index(c.nom) if c.nom in montrees else RANG_MAXIMAL)
        for colonne in self.offertes:
            montree = colonne.nom in montrees
            self.fields[colonne.nom] = forms.BooleanField(
                label=colonne.libelle,
                required=False,
                initial=montree,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            self.fields[f"rang-{colonne.nom}"] = forms.IntegerField(
                label=f"Rang de « {colonne.libelle} »",
                required=False,
                min_value=1,
                max_value=RANG_MAXIMAL,
                initial=montrees.index(colonne.nom) + 1 if montree else None,
                widget=forms.NumberInput(attrs={"class": "form-control", "min": 1, "max": RANG_MAXIMAL}),
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"), f"Un rang est un nombre entier, de 1 à {RANG_MAXIMAL}."
                ),
            )

    def clean(self):
        saisie = super().clean()
        if not any(saisie.get(colonne.nom) for colonne in self.offertes):
            raise forms.ValidationError("Cochez au moins une colonne.")
        return saisie

    @property
    def paires(self):
        return [(self[colonne.nom], self[f"rang-{colonne.nom}"]) for colonne in self.offertes]

    @property
    def noms(self):
        """Les colonnes cochées, par rang ; à rang égal, celle dont on vient de taper le rang passe devant."""
        cochees = [c.nom for c in self.offertes if self.cleaned_data[c.nom]]
        cochees.sort(
            key=lambda nom: (
                self.cleaned_data[f"rang-{nom}"] or RANG_MAXIMAL + 1,
                f"rang-{nom}" not in self.changed_data,
            )
        )
        return colonnes.lire_les_colonnes(",".join(cochees), au_catalogue=False)
