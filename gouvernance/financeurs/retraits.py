"""Les retraits d’un comité : proposés d’après un lien connu, confirmés par l’équipe, dits par la personne, levés avec qui."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes.acces import EQUIPE, FINANCEUR, ouvert_a
from dossiers import actions
from dossiers.models import Recusation
from gouvernance.financeurs.forms_retraits import MotifDeRetraitForm, NoterUnRetraitForm
from gouvernance.financeurs.guichets import METHODES, comite_de_l_equipe
from gouvernance.seances.portes import inscription_visible, seance_visible
from programmation.models import Temps
from workflows.moteur import Blocage
from workflows.requete import entier


def retraits_de(seance):
    """Tous les retraits d’une séance, levés compris : pour l’écran et pour le procès-verbal."""
    lus = Recusation.objects.filter(inscription__seance=seance).order_by("inscription__ordre", "pk")
    return lus.select_related("inscription__dossier__campagne", "personne", "par", "levee_par")


@ouvert_a(EQUIPE)
@require_http_methods(METHODES)
def retraits(request, pk):
    """Ce que l’on propose, ce qui est noté, et de quoi en noter un autre."""
    seance = comite_de_l_equipe(request, pk)
    inscriptions = list(seance.inscriptions.en_vigueur().select_related("dossier__organisation", "dossier__campagne"))
    suggeres = [] if seance.est_actee else actions.retraits_suggeres(inscriptions)
    form = NoterUnRetraitForm(None, parlent=actions.qui_parle(inscriptions))
    if request.method == "POST":
        form = _noter(request, inscriptions, suggeres)
        if form is None:
            return redirect("seances:retraits", pk)
    contexte = {"seance": seance, "suggeres": suggeres, "retraits": list(retraits_de(seance)), "form": form}
    return render(request, "retraits/liste.html", contexte)


def _noter(request, inscriptions, suggeres):
    """Rien si c’est noté ; sinon le formulaire qui dit pourquoi."""
    if "suggere" in request.POST:
        return _confirmer(request, inscriptions, suggeres)
    form = NoterUnRetraitForm(request.POST, parlent=actions.qui_parle(inscriptions))
    return form if not form.is_valid() or not _recuser(request, form, **form.faits()) else None


def _confirmer(request, inscriptions, suggeres):
    """Confirme une proposition ; le motif est celui que le serveur propose, non celui que l’on envoie."""
    voulu = (entier(request.POST.get("inscription")), entier(request.POST.get("personne")))
    propose = next((s for s in suggeres if (s[0].pk, s[1].pk) == voulu), None)
    form = NoterUnRetraitForm({}, parlent=actions.qui_parle(inscriptions))
    if propose is None:
        form.full_clean()
        form._errors.clear()
        form.refuser(Blocage("Ce retrait n’est plus proposé : il est déjà noté, ou l’ordre du jour a changé."))
        return form
    inscription, personne, motif = propose
    fait = _recuser(request, form, inscription=inscription, personne=personne, motif=motif, est_suggeree=True)
    return None if fait else form


def _recuser(request, form, *, inscription, personne, motif, est_suggeree=False):
    try:
        actions.recuser(inscription, personne, par=request.user, motif=motif, est_suggeree=est_suggeree)
    except Blocage as blocage:
        form.refuser(blocage)
        return False
    messages.success(request, f"{personne} ne décide pas de « {inscription.dossier.intitule} ».")
    return True


@ouvert_a(EQUIPE)
@require_POST
def lever(request, pk, retrait):
    seance = comite_de_l_equipe(request, pk)
    retrait = get_object_or_404(retraits_de(seance), pk=retrait)
    try:
        actions.lever_la_recusation(retrait, par=request.user)
        messages.success(request, f"Le retrait de {retrait.personne} est levé ; il reste écrit.")
    except Blocage as blocage:
        messages.error(request, str(blocage))
    return redirect("seances:retraits", pk)


@ouvert_a(EQUIPE, FINANCEUR)
@require_http_methods(METHODES)
def me_retirer(request, pk, inscription):
    """Une personne qui parle pour un guichet dit elle-même ce qui la lie à un dossier."""
    seance = seance_visible(request, pk)
    inscription = inscription_visible(request, seance, inscription)
    if seance.temps != Temps.FINANCEURS or request.user not in actions.qui_parle([inscription])[inscription]:
        raise Http404
    form = MotifDeRetraitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.recuser(inscription, request.user, par=request.user, motif=form.cleaned_data["motif"])
            messages.success(request, "Votre retrait est noté : une autre personne décide pour votre guichet.")
            return redirect("seances:decisions", pk, inscription.pk)
        except Blocage as blocage:
            form.refuser(blocage)
        except PermissionDenied:
            raise Http404 from None
    return render(request, "retraits/me_retirer.html", {"seance": seance, "inscription": inscription, "form": form})
