"""La liste des dossiers : chercher, filtrer, ranger, partager l’adresse, emporter le tableau."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.acces import CONNECTE, ouvert_a
from comptes.contexte import qualite_principale
from comptes.models import Organisation, Qualite
from dossiers.forms.filtres import TRIS, TRIS_DU_CATALOGUE, Filtres, lisibles, trier
from dossiers.forms.ouverture import organisations_ou_ecrire
from dossiers.models import Dossier
from dossiers.statuts import Statut
from dossiers.views.export import en_csv

PAR_PAGE = 25
SANS_SUITE = (Statut.NON_RETENU, Statut.IRRECEVABLE, Statut.ABANDONNE)
_COLONNES = (
    ("reference", "Référence", False),
    ("intitule", "Action", False),
    ("porteur", "Porteur", False),
    ("statut", "Statut", False),
    ("", "Quartiers", False),
    ("", "Enjeu", False),
    ("demande", "Demandé", True),
    ("obtenu", "Obtenu", True),
)


@dataclass(frozen=True)
class Colonne:
    """Une colonne : son tri s’il y en a un, où elle en est, et ce que demande le clic."""

    libelle: str
    est_nombre: bool
    tri: str
    ordre: str

    @property
    def annonce(self):
        return {"ascending": "croissant", "descending": "décroissant"}.get(self.ordre, "")


@ouvert_a(CONNECTE)
@require_safe
def liste(request):
    au_catalogue = qualite_principale(request.user) in (Qualite.LECTURE, None)
    visibles = Dossier.objects.visibles_par(request.user)
    filtres = Filtres(request.GET, visibles=visibles, au_catalogue=au_catalogue)
    permis = TRIS_DU_CATALOGUE if au_catalogue else TRIS
    tri, dossiers = trier(filtres.appliquer(lisibles(request.user)), request.GET.get("tri", ""), permis)
    dossiers = dossiers.select_related(
        "campagne__convention__commune", "organisation", "objectif_principal__objectif_strategique__enjeu"
    ).prefetch_related("quartiers")
    if request.GET.get("format") == "csv":
        return en_csv(dossiers, au_catalogue=au_catalogue)
    page = Paginator(dossiers, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "filtres": filtres,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "colonnes": [
            _colonne(nom, libelle, nombre, tri) for nom, libelle, nombre in _COLONNES[: 6 if au_catalogue else 8]
        ],
        "au_catalogue": au_catalogue,
        "peut_ouvrir": _peut_ouvrir(request.user),
        "sans_suite": SANS_SUITE,
        "plusieurs_communes": len({dossier.campagne.convention_id for dossier in page.object_list}) > 1,
        "titre": _titre(request.user),
    }
    return render(request, "dossiers/liste.html", contexte)


def _colonne(nom, libelle, est_nombre, tri):
    if not nom:
        return Colonne(libelle, est_nombre, "", "")
    ordre = {nom: "ascending", f"-{nom}": "descending"}.get(tri, "none")
    return Colonne(libelle, est_nombre, f"-{nom}" if tri == nom else nom, ordre)


def _titre(personne):
    titres = {Qualite.PORTEUR: "Mes dossiers", Qualite.LECTURE: "La programmation"}
    return titres.get(qualite_principale(personne), "Dossiers")


def _peut_ouvrir(personne):
    return organisations_ou_ecrire(personne).exists() or Organisation.objects.ou_agit(personne, Qualite.EQUIPE).exists()
