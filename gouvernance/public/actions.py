"""Les actions financées, pour tout le monde : ce qui se fait, où, par qui. Ni montant, ni nom de personne."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render

from comptes.acces import PUBLIC, ouvert_a
from dossiers.models import Dossier
from papiers.tableur import FORMATS, Nature, Titre, emporter
from programmation.models import Quartier
from programmation.texte import assourdir
from workflows.requete import entier

PAR_PAGE = 24
TRIS = {  # nom : (ce que dit le choix, les clés)
    "recente": ("Année, la plus récente d’abord", ("-campagne__annee", "intitule", "pk")),
    "action": ("Nom de l’action", ("intitule", "-campagne__annee", "pk")),
    "porteur": ("Porteur", ("organisation__nom", "-campagne__annee", "intitule", "pk")),
}
TITRES = (
    Titre("Action", largeur=44),
    Titre("Porteur", largeur=32),
    Titre("Année", Nature.ANNEE, 8),
    Titre("Commune", largeur=18),
    Titre("Quartiers", largeur=24),
    Titre("Objectif", largeur=44),
    Titre("Tranches d’âge", largeur=24),
)
LONGUEUR = 100


@dataclass(frozen=True)
class Recherche:
    """Ce que l’adresse demande ; une valeur absurde ne filtre rien."""

    quartier: str
    annee: int | None
    mots: str
    tri: str

    @classmethod
    def lue(cls, demande):
        mots = "".join(c for c in demande.get("q", "")[:LONGUEUR] if c.isprintable()).strip()
        quartier, tri = demande.get("quartier", "")[:120].replace("\0", ""), demande.get("tri")
        return cls(quartier, entier(demande.get("annee")), mots, tri if tri in TRIS else "recente")

    def __bool__(self):
        return bool(self.quartier or self.annee or self.mots)

    def filtrer(self, actions):
        if self.quartier:
            actions = actions.filter(quartiers__slug=self.quartier)
        if self.annee:
            actions = actions.filter(campagne__annee=self.annee)
        return actions


@ouvert_a(PUBLIC)
def actions(request):
    recherche = Recherche.lue(request.GET)
    catalogue = Dossier.objects.au_catalogue()
    trouvees = recherche.filtrer(catalogue).select_related(
        "organisation", "campagne__convention__commune", "objectif_principal"
    )
    trouvees = trouvees.prefetch_related("quartiers", "tranches_age").order_by(*TRIS[recherche.tri][1])
    if recherche.mots:
        trouvees = [action for action in trouvees if _parle_de(action, recherche.mots)]
    if request.GET.get("format") in FORMATS:
        lues = trouvees if isinstance(trouvees, list) else trouvees.iterator(chunk_size=1000)
        return emporter(request.GET["format"], "actions-financees", TITRES, map(_rang, lues))
    page = Paginator(trouvees, PAR_PAGE).get_page(entier(request.GET.get("page"), 1))
    contexte = {
        "recherche": recherche,
        "page": page,
        "tris": [(nom, libelle) for nom, (libelle, _) in TRIS.items()],
        "annees": catalogue.order_by("-campagne__annee").values_list("campagne__annee", flat=True).distinct(),
        "quartiers": Quartier.objects.visibles_par(request.user)
        .filter(Q(dossiers__in=catalogue))
        .distinct()
        .order_by("nom"),
        "suite": _sans_la_page(request),
    }
    return render(request, "public/actions.html", contexte)


def _parle_de(action, mots):
    """Tous les mots cherchés, sourds aux accents, dans ce que la page montre."""
    objectif = action.objectif_principal.libelle if action.objectif_principal else ""
    texte = assourdir(f"{action.intitule} {action.description} {action.organisation.nom} {objectif}")
    return all(mot in texte for mot in assourdir(mots).split())


def _rang(action):
    """Une action, sous TITRES : ce que montre la page, ni montant ni nom de personne."""
    return (
        action.intitule,
        action.organisation.nom,
        action.campagne.annee,
        action.campagne.convention.commune.nom,
        ", ".join(quartier.nom for quartier in action.quartiers.all()) or None,
        action.objectif_principal.libelle if action.objectif_principal else None,
        ", ".join(tranche.libelle for tranche in action.tranches_age.all()) or None,
    )


def _sans_la_page(request):
    parametres = request.GET.copy()
    parametres.pop("page", None)
    return parametres.urlencode()
