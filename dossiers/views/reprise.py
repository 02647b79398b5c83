"""Sur un brouillon reconduit : ce qui vient de l’année passée, ce qui est à revoir ; jusqu’à ce que l’on ait lu."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptes.acces import EQUIPE, PORTEUR, ouvert_a
from dossiers import regles
from dossiers.actions.copie import PROPOSEES
from dossiers.actions.reconduction import REPRENDRE
from dossiers.parties import PARTIES
from dossiers.statuts import Statut
from dossiers.views import communs

LUES, AU_PLUS = "reprises_lues", 50  # dans la session : chacun replie pour lui

# Ce que chaque partie reprise laisse à revoir ; une partie laissée est à écrire.
A_REVOIR = {
    "publics": "Les effectifs sont ceux de {annee} : ajustez-les",
    "moyens": "Les dates sont avancées d’autant d’années que la campagne : vérifiez-les",
    "budget": "Les charges, les produits et les montants demandés sont ceux de {annee} : actualisez-les",
    "indicateurs": "La cible de chaque indicateur est à fixer ; celle de {annee} est devenue « l’an passé »",
}


@dataclass(frozen=True)
class Reprise:
    """`parties` : les titres de ce qui est repris ; `a_revoir` : [(phrase, adresse)], dans l’ordre du formulaire."""

    annee: int
    parties: list
    a_revoir: list


def reprise(request, dossier):
    """Ce que dit la reprise de ce brouillon ; rien s’il part de rien, s’il est parti, ou si cette personne a lu."""
    if dossier.precedent_id is None or dossier.statut != Statut.BROUILLON or dossier.pk in _lues(request):
        return None
    if not regles.redige(dossier, request.user):
        return None
    donnees = dossier.passages.filter(transition=REPRENDRE).values_list("donnees", flat=True).first()
    if donnees is None:
        return None
    annee, gardees = donnees["annee"], [partie for partie in PROPOSEES if partie in donnees["parties"]]
    return Reprise(annee, [PARTIES[partie] for partie in gardees], list(_a_revoir(dossier, annee, gardees)))


def _a_revoir(dossier, annee, gardees):
    for partie in PROPOSEES:
        adresse = reverse("dossiers:partie", args=[dossier.pk, partie])
        if partie not in gardees:
            yield f"{PARTIES[partie]} : rien n’est repris, à écrire", adresse
        elif partie == "territoire" and dossier.objectif_principal_id is None:
            yield "L’objectif principal n’est plus en vigueur : choisissez-en un", adresse
        elif partie in A_REVOIR:
            yield A_REVOIR[partie].format(annee=annee), adresse
    yield "Les attestations se donnent au moment de déposer", reverse("dossiers:relire", args=[dossier.pk])
    yield "Les partenaires confirment chaque année : invitez-les", reverse("dossiers:partenaires", args=[dossier.pk])


def _lues(request):
    return request.session.get(LUES, ())


@ouvert_a(PORTEUR, EQUIPE)
@require_POST
def reprise_lue(request, pk):
    """Replie le panneau, pour cette personne ; rien du dossier ne change."""
    dossier = communs.ouvrir_en_entier(request, pk, communs.POUR_AGIR)
    if not regles.redige(dossier, request.user):
        raise Http404
    request.session[LUES] = [*(lue for lue in _lues(request) if lue != pk), pk][-AU_PLUS:]
    return redirect("dossiers:modifier", pk)
