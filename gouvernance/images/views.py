"""« Le comité en images » : une page, et le même dessin par financeur repris par la page de la séance."""

from django.http import Http404
from django.shortcuts import render

from comptes.acces import EQUIPE, FINANCEUR, ouvert_a
from gouvernance.images.lectures import images_de
from gouvernance.seances.portes import seance_visible
from papiers.tableur import FORMATS, Nature, Titre, emporter
from programmation.models import Temps

TITRES = (
    Titre("Selon", largeur=14),
    Titre("Nom", largeur=44),
    *(Titre(texte, Nature.EUROS, 15) for texte in ("Demandé", "Proposé", "Accordé", "Reste")),
)


@ouvert_a(EQUIPE, FINANCEUR)
def images(request, pk):
    """Les dessins et leurs tableaux ; demandée par htmx, la seule partie que reprend la page de la séance."""
    seance = seance_visible(request, pk)
    if seance.temps != Temps.FINANCEURS:
        raise Http404
    lues = images_de(seance, request.user)
    if request.GET.get("format") in FORMATS:
        return emporter(request.GET["format"], f"comite-{seance.pk}", TITRES, _pour_un_tableur(lues))
    gabarit = "images/_par_financeur.html" if request.headers.get("HX-Request") else "images/images.html"
    return render(request, gabarit, {"seance": seance, "images": lues})


def _pour_un_tableur(lues):
    for selon, sommes in (("Financeur", lues.par_financeur), ("Quartier", lues.par_quartier)):
        for s in sommes:
            yield selon, s.nom, s.demande, s.propose, s.accorde, s.reste
