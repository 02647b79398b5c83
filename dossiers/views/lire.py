"""Lire un dossier en entier, à l’écran : tout ce que son porteur a écrit, pour qui l’instruit ou le finance."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.acces import CONNECTE, ouvert_a
from dossiers import regles
from dossiers.fiche import fiche
from dossiers.views import communs


@ouvert_a(CONNECTE)
@require_safe
def tout_lire(request, pk):
    """Le dossier d’à présent, partie par partie ; les attestations nomment une personne : elles suivent `lit_les_noms`."""
    dossier = communs.ouvrir_en_entier(request, pk)
    nomme = regles.lit_les_noms(dossier, request.user)
    parties = [partie for partie in fiche(dossier) if nomme or partie.code != "attestations"]
    return render(request, "dossiers/tout_lire.html", {"dossier": dossier, "parties": parties})
