"""Le fil des messages d’un dossier, entre l’organisation qui le porte et l’équipe."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from comptes.acces import EQUIPE, PORTEUR, ouvert_a
from dossiers import actions, regles
from dossiers.forms.instruction import FormulaireDeMessage
from dossiers.models import Message
from dossiers.views import communs
from dossiers.views.passages import METHODES
from workflows.moteur import Blocage


def _ouvrir(request, pk):
    dossier = communs.ouvrir_en_entier(request, pk)
    if not regles.lit_le_fil(dossier, request.user):
        raise Http404
    return dossier


@ouvert_a(PORTEUR, EQUIPE)
@require_http_methods(METHODES)
def fil(request, pk):
    dossier = _ouvrir(request, pk)
    ecrit = regles.ecrit_dans_le_fil(dossier, request.user)
    if request.method == "POST" and not ecrit:
        raise Http404
    formulaire = FormulaireDeMessage(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            actions.ecrire(
                dossier, formulaire.cleaned_data["texte"], par=request.user, cle=communs.saisie(request)["cle"]
            )
            messages.success(request, "Message envoyé.")
            return redirect(f"{reverse('dossiers:messages', args=[dossier.pk])}#dernier")
        except Blocage as blocage:
            formulaire.refuser(blocage)
    lus = Message.objects.visibles_par(request.user).filter(dossier=dossier)
    contexte = {
        "dossier": dossier,
        "formulaire": formulaire if ecrit else None,
        "fil": list(lus.select_related("par")),
        "non_lus": set(Message.objects.non_lus_de(request.user).filter(dossier=dossier).values_list("pk", flat=True)),
    }
    return render(request, "dossiers/messages.html", contexte)


@ouvert_a(PORTEUR, EQUIPE)
@require_POST
def messages_lus(request, pk):
    """« J’ai lu » jusqu’au message que la page montrait ; lire une page n’écrit rien par lui-même."""
    dossier = _ouvrir(request, pk)
    jusqu_a = request.POST.get("jusqu_a", "")
    if jusqu_a.isascii() and jusqu_a.isdigit() and len(jusqu_a) < 19:
        actions.marquer_lus(dossier, par=request.user, jusqu_a=int(jusqu_a))
    if request.headers.get("HX-Request"):
        return HttpResponse("")
    return redirect("dossiers:messages", dossier.pk)
