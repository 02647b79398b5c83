"""La liste des dossiers : chercher, filtrer, ranger, choisir ses colonnes, partager l’adresse, emporter le tableau."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comptes.acces import CONNECTE, ouvert_a
from comptes.contexte import qualite_principale
from comptes.models import Qualite
from dossiers.forms.ouverture import ECRIVENT
from dossiers.liste import facettes, selection
from dossiers.liste.cellules import lignes_de
from dossiers.liste.demande import PAR_PAGE, Demande
from dossiers.liste.formulaires import canonique
from dossiers.liste.rangs import Pages, pour_un_tableur
from dossiers.models import Vue
from papiers.tableur import FORMATS, emporter


@dataclass(frozen=True)
class Entete:
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
    vues = list(Vue.objects.visibles_par(request.user))
    if not request.GET and (premiere := next((v for v in vues if v.par_defaut and _est_a(v, request.user)), None)):
        return redirect(f"{request.path}?{premiere.parametres or 'vue=toutes'}")
    demande = demande_de(request, request.GET, vues)
    if request.GET.get("format") in FORMATS:
        titres = [colonne.titre for colonne in demande.colonnes]
        return emporter(request.GET["format"], "dossiers", titres, pour_un_tableur(demande))
    numero = request.GET.get("page") or "1"
    page = Paginator(Pages(demande, d_abord=numero == "1"), demande.par_page).get_page(numero)
    contexte = _tableau(demande, page) | _recherche(request, demande) | _onglets(request, vues, demande.noms)
    contexte["peut_ouvrir"] = _peut_ouvrir(request.user)
    contexte["titre"] = _titre(request.user)
    return render(request, "dossiers/liste.html", contexte)


def demande_de(request, donnees, vues):
    """Ce que demande une adresse, avec les colonnes gardées et les dossiers cochés de la personne."""
    ordinaire = next((v for v in vues if not v.nom and _est_a(v, request.user)), None)
    gardees = ordinaire.parametres if ordinaire else ""
    return Demande(donnees, request.user, gardees, selection.lire(request))


def _est_a(vue, personne):
    return vue.personne_id == personne.pk


def _tableau(demande, page):
    rangs = page.object_list
    lignes = lignes_de(rangs, demande.colonnes, demande.selection)
    ici = {ligne.pk for ligne in lignes}
    ailleurs = sorted(demande.selection - ici)
    return {
        "page": page,
        "total": str(page.paginator.count),
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "par_page": PAR_PAGE,
        "lignes": lignes,
        "entetes": [_entete(colonne, demande.tri) for colonne in demande.colonnes],
        "choisis": len(demande.selection),
        "ailleurs": ailleurs if len(ailleurs) <= selection.A_LA_FOIS else [],
        "choisis_ailleurs": len(ailleurs),
        "trop_de_choisis": len(demande.selection) > selection.A_LA_FOIS,
        "au_catalogue": demande.au_catalogue,
    }


def _entete(colonne, tri):
    if not colonne.tri:
        return Entete(colonne.libelle, colonne.est_nombre, "", "")
    ordre = {colonne.nom: "ascending", f"-{colonne.nom}": "descending"}.get(tri, "none")
    return Entete(colonne.libelle, colonne.est_nombre, f"-{colonne.nom}" if tri == colonne.nom else colonne.nom, ordre)


# Chercher -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choix:
    """Une valeur d’une facette : cochée ou non, et combien de dossiers y répondent."""

    valeur: str
    nom: str
    nombre: int
    coche: bool


@dataclass(frozen=True)
class Panneau:
    facette: facettes.Facette
    choix: list
    est_longue: bool


def _recherche(request, demande):
    ouvert = request.GET.get("filtres") == "1"
    gardes = [nom for nom in request.GET if nom in ("tri", "colonnes", "lignes", "selection")]
    if not ouvert:
        gardes += [nom for nom in demande.choix if demande.choix[nom]]
    return {
        "demande": demande,
        "pastilles": list(_pastilles(request, demande)),
        "panneaux": _panneaux(demande) if ouvert else [],
        "filtres_ouverts": ouvert,
        "caches": [(nom, valeur) for nom in gardes for valeur in request.GET.getlist(nom)],
        "nombre_de_filtres": sum(map(len, demande.choix.values())),
    }


def _pastilles(request, demande):
    """Chaque filtre actif, et l’adresse de la même liste sans lui."""
    if demande.mots:
        yield "Mots", demande.mots, _sans(request, "q", request.GET.get("q"))
    for nom, valeurs in demande.choix.items():
        for valeur, libelle in valeurs.items():
            yield facettes.FACETTES[nom].libelle, libelle, _sans(request, nom, valeur)
    if demande.de_la_selection:
        yield "Sélection", "les dossiers cochés", _sans(request, "selection", "1")


def _sans(request, nom, valeur):
    donnees = request.GET.copy()
    donnees.setlist(nom, [v for v in donnees.getlist(nom) if v != valeur])
    donnees.pop("page", None)
    return f"{request.path}?{donnees.urlencode() or 'vue=toutes'}"


def _panneaux(demande):
    comptes = facettes.compter(demande.facettes, demande.pour_compter, demande.a_faire)
    panneaux = []
    for facette in demande.facettes:
        nombres, cochees = comptes[facette.nom], demande.choix[facette.nom]
        noms = demande.noms_de(facette, [*nombres, *cochees])
        choix = [Choix(valeur, nom, nombres.get(valeur, 0), valeur in cochees) for valeur, nom in noms.items()]
        if choix:
            panneaux.append(Panneau(facette, choix, len(choix) > 8))
    return panneaux


# Les onglets et les boutons -------------------------------------------------------------------------------


def _onglets(request, vues, noms):
    """Les onglets, et l’adresse entière de ce que l’on voit, colonnes comprises : celle que l’on garde ou que l’on envoie."""
    ici, entiere = canonique(request.GET), request.GET.copy()
    entiere["colonnes"] = ",".join(noms)
    liste = reverse("dossiers:liste")
    onglets = [(vue, f"{liste}?{vue.parametres}", vue.parametres == ici) for vue in vues if vue.nom]
    sans_onglet = not any(active for *_, active in onglets)
    return {"onglets": onglets, "ici": ici, "lien": canonique(entiere), "vue_ordinaire": sans_onglet}


def _titre(personne):
    titres = {Qualite.PORTEUR: "Mes dossiers", Qualite.LECTURE: "La programmation"}
    return titres.get(qualite_principale(personne), "Dossiers")


def _peut_ouvrir(personne):
    """Qui rédige pour son organisation, et l’équipe qui saisit."""
    return any(
        qualite == Qualite.EQUIPE or (qualite == Qualite.PORTEUR and droit in ECRIVENT)
        for _, qualite, droit in personne.rattachements
    )
