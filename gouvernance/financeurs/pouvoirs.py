"""Le pouvoir d’un financeur absent : l’équipe note qui lui a donné sa parole, et garde le papier qui le dit."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from comptes.acces import EQUIPE, ouvert_a
from dossiers import actions
from dossiers.actions.pieces import coffre
from dossiers.models import Pouvoir
from dossiers.views.pieces import ENTETES
from gouvernance.financeurs.forms_guichets import PouvoirForm
from gouvernance.financeurs.guichets import METHODES, comite_de_l_equipe, guichet_de
from workflows.moteur import Blocage


@ouvert_a(EQUIPE)
@require_http_methods(METHODES)
def pouvoir(request, pk, financeur):
    seance = comite_de_l_equipe(request, pk)
    financeur = guichet_de(seance, financeur)
    note = Pouvoir.objects.filter(seance=seance, financeur=financeur).select_related("par").first()
    donnees = (request.POST, request.FILES) if request.method == "POST" else ()
    refus = getattr(request, "refus_de_reception", {}).get("fichier", "")
    form = PouvoirForm(*donnees, pouvoir=note, refus=refus)
    if request.method == "POST" and form.is_valid():
        try:
            actions.noter_un_pouvoir(seance, financeur, par=request.user, **form.cleaned_data)
            messages.success(request, f"Le pouvoir de {financeur} est noté : vous pouvez saisir pour lui.")
            return redirect(f"{reverse('seances:guichets', args=[pk])}#g{financeur.pk}")
        except Blocage as blocage:
            form.refuser(blocage)
        except PermissionDenied:
            raise Http404 from None
    return render(
        request, "guichets/pouvoir.html", {"seance": seance, "financeur": financeur, "form": form, "note": note}
    )


@ouvert_a(EQUIPE)
@require_safe
def papier(request, pk, pouvoir):
    """Le papier lui-même, en téléchargement, à l’équipe seule ; le droit se vérifie à chaque fois."""
    seance = comite_de_l_equipe(request, pk)
    note = get_object_or_404(Pouvoir.objects.filter(seance=seance).exclude(fichier=""), pk=pouvoir)
    try:
        fichier = coffre().ouvrir(note.fichier)
    except FileNotFoundError:
        raise Http404 from None
    reponse = FileResponse(fichier, as_attachment=True, filename=note.nom, content_type="application/octet-stream")
    for entete, valeur in ENTETES.items():
        reponse.headers[entete] = valeur
    return reponse
