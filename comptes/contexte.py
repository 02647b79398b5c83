"""Ce que toute page sait : où l’on est, qui lit, à quel titre, et ce que le menu lui ouvre."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from comptes.acces import CHEF, titres_de
from comptes.models import Qualite

_PUBLIC = (
    ("Quartiers", "public:quartiers"),
    ("Objectifs", "public:objectifs"),
    ("Actions financées", "public:actions"),
)
_MENUS = {
    Qualite.EQUIPE: (
        ("Accueil", "accueil"),
        ("Dossiers", "dossiers:liste"),
        ("Organisations", "organisations:liste"),
        ("Séances", "seances:liste"),
        ("Campagnes", "campagnes:liste"),
        ("Quartiers", "public:quartiers"),
        ("Objectifs", "public:objectifs"),
        ("Relances", "relances:liste"),
    ),
    Qualite.FINANCEUR: (
        ("Accueil", "accueil"),
        ("Dossiers", "dossiers:liste"),
        ("Séances", "seances:liste"),
        ("Quartiers", "public:quartiers"),
        ("Objectifs", "public:objectifs"),
    ),
    Qualite.PORTEUR: (
        ("Accueil", "accueil"),
        ("Mes dossiers", "dossiers:liste"),
        ("Mes subventions", "suites:mes-subventions"),
        ("Mon organisation", "organisations:liste"),
        ("Quartiers", "public:quartiers"),
        ("Objectifs", "public:objectifs"),
    ),
    Qualite.LECTURE: (("Accueil", "accueil"), ("Programmation", "dossiers:liste"), *_PUBLIC[:2]),
}
# Quand une personne a plusieurs titres, le menu est celui du premier de cette liste.
_ORDRE = (Qualite.EQUIPE, Qualite.FINANCEUR, Qualite.PORTEUR, Qualite.LECTURE)
_TITRES = {
    Qualite.EQUIPE: "équipe politique de la ville",
    Qualite.FINANCEUR: "financeur",
    Qualite.PORTEUR: "porteur",
    Qualite.LECTURE: "lecture",
}


@dataclass(frozen=True)
class Entree:
    libelle: str
    adresse: str
    ici: str


def qualite_principale(personne):
    """Le titre qui décide de l’accueil et du menu d’une personne ; None sans rattachement."""
    titres = titres_de(personne) if personne.is_authenticated else set()
    return next((qualite for qualite in _ORDRE if qualite in titres), None)


def cadre(request):
    """Le cadre d’une page. Une réponse d’erreur peut arriver avant que la personne soit connue."""
    personne = getattr(request, "user", None)
    qualite = qualite_principale(personne) if personne else None
    titre = _TITRES.get(qualite, "")
    if qualite == Qualite.EQUIPE and CHEF in titres_de(personne):
        titre = "chef de projet"
    return {
        "DEMONSTRATION": settings.DEMONSTRATION,
        "cadre": {
            "marque": "Contrat de ville",
            "lieu": settings.LIEU,
            "pied": settings.PIED,
            "menu": _entrees(request, _MENUS.get(qualite, _PUBLIC)),
            "titre": titre,
            "qualite": qualite or "",
        },
    }


def _entrees(request, menu):
    entrees = []
    for libelle, nom in menu:
        adresse = reverse(nom)
        ici = "page" if request.path == adresse else ""
        if not ici and adresse != "/" and request.path.startswith(adresse):
            ici = "true"
        entrees.append(Entree(libelle, adresse, ici))
    return entrees
