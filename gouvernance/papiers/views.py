"""Les papiers d’une séance : leur page, et chacun d’eux, composé au moment où on le demande."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from comptes.acces import EQUIPE, FINANCEUR, ouvert_a
from gouvernance.papiers import extraits, programmation, releve
from gouvernance.papiers.lectures import programmation_de
from gouvernance.papiers.portes import comite_de_l_equipe, comite_visible, guichets_lus, lit_le_releve
from papiers import classeur, docx, pdf
from programmation import regles

_journal = logging.getLogger(__name__)
GENRES = {"pdf": "application/pdf", "docx": docx.GENRE, "xlsx": classeur.GENRE}


@dataclass(frozen=True)
class Papier:
    """Un papier de la séance : ce qu’il dit, et de quoi chaque forme se compose."""

    libelle: str
    pourquoi: str
    formes: dict[str, Callable]


PAPIERS = {
    "releve": Papier(
        "Relevé de décisions",
        "Le procès-verbal : qui était là, chaque décision, les totaux, les avenants, le sceau.",
        {"pdf": releve.releve, "docx": releve.releve},
    ),
    "programmation": Papier(
        "Tableau de programmation",
        "Un rang par dossier, deux colonnes par financeur ; totaux par enjeu et par quartier, en formules dans Excel.",
        {"xlsx": programmation.classeur, "pdf": programmation.tableau_de_programmation},
    ),
    "annexe": Papier(
        "Annexe à la délibération",
        "Les seules subventions de la ville, à joindre au vote de l’assemblée.",
        {"pdf": extraits.annexe, "docx": extraits.annexe},
    ),
}


@ouvert_a(EQUIPE, FINANCEUR)
@require_safe
def papiers(request, pk):
    """Ce que cette personne peut emporter de la séance."""
    seance = comite_visible(request, pk)
    est_equipe = regles.equipe(seance, request.user)
    lus = {nom: papier for nom, papier in PAPIERS.items() if est_equipe or _lit(nom, seance, request.user)}
    contexte = {"seance": seance, "papiers": lus, "est_equipe": est_equipe}
    return render(request, "seances/papiers.html", contexte | {"guichets": guichets_lus(seance, request.user)})


def _lit(nom, seance, personne):
    return nom == "releve" and lit_le_releve(seance, personne)


@ouvert_a(EQUIPE, FINANCEUR)
@require_safe
def papier(request, pk, papier, forme):
    seance = comite_visible(request, pk) if papier == "releve" else comite_de_l_equipe(request, pk)
    if forme not in getattr(PAPIERS.get(papier), "formes", ()) or not lit_le_releve(seance, request.user):
        raise Http404
    return _composer(request, seance, papier, forme, PAPIERS[papier].formes[forme])


@ouvert_a(EQUIPE, FINANCEUR)
@require_safe
def extrait(request, pk, guichet, forme):
    """Les lignes d’un financeur, et d’elles seules."""
    seance = comite_visible(request, pk)
    financeur = get_object_or_404(guichets_lus(seance, request.user), pk=guichet)
    comment = {"pdf": extraits.extrait, "xlsx": extraits.classeur_de_l_extrait}.get(forme)
    if comment is None:
        raise Http404
    return _composer(request, seance, f"extrait-{financeur.pk}", forme, lambda lue: comment(lue, financeur))


def _composer(request, seance, nom, forme, comment):
    """Le fichier, ou une page qui dit qu’il ne se compose pas : jamais un papier tronqué."""
    try:
        octets = _EN_OCTETS[forme](comment(programmation_de(seance)), instant=seance.actee_le or seance.prevue_le)
    except pdf.PapierImpossible:
        _journal.exception("Le papier « %s » de la séance %s ne se compose pas.", nom, seance.pk)
        return render(request, "seances/papier_impossible.html", {"seance": seance}, status=503)
    return fichier(octets, forme, f"{nom}-{seance.campagne.annee}-{seance.pk}")


_EN_OCTETS = {
    "pdf": lambda donnees, instant: pdf.papier("document", donnees, instant=instant),
    "docx": docx.en_docx,
    "xlsx": lambda feuilles, instant: classeur.en_xlsx(feuilles),
}


def fichier(octets, forme, nom):
    """La réponse à télécharger."""
    reponse = HttpResponse(octets, content_type=GENRES[forme])
    reponse.headers["Content-Disposition"] = f'attachment; filename="{nom}.{forme}"'
    return reponse
