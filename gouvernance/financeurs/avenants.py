"""Les avenants d’une séance actée : leur liste, que lit qui voit la séance, et l’écran du chef de projet pour en prendre un."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import CHEF, EQUIPE, FINANCEUR, ouvert_a
from dossiers import actions
from dossiers.models import Decision
from gouvernance.financeurs.apercu import apercu_de
from gouvernance.financeurs.forms_avenants import AvenantForm
from gouvernance.financeurs.guichets import METHODES
from gouvernance.financeurs.lecture_des_avenants import TITRES, avenants_de, decisions_cherchees, pour_un_tableur
from gouvernance.seances.portes import seance_visible
from papiers.tableur import FORMATS, emporter
from programmation import regles
from programmation.models import Temps
from workflows.moteur import Blocage
from workflows.requete import cle_vue, version_vue


def _seance_actee(request, pk):
    seance = seance_visible(request, pk)
    if seance.temps != Temps.FINANCEURS or not seance.est_actee:
        raise Http404
    return seance


@ouvert_a(EQUIPE, FINANCEUR)
@require_http_methods(["GET", "HEAD"])
def avenants(request, pk):
    seance = _seance_actee(request, pk)
    mots = request.GET.get("q", "")
    pris = avenants_de(seance, request.user, mots)
    if request.GET.get("format") in FORMATS:
        return emporter(request.GET["format"], "avenants", TITRES, pour_un_tableur(pris))
    est_chef = regles.chef(seance, request.user)
    contexte = {"seance": seance, "avenants": pris, "est_chef": est_chef, "mots": mots}
    contexte["decisions"] = decisions_cherchees(seance, mots) if est_chef else None
    return render(request, "avenants/liste.html", contexte)


@ouvert_a(CHEF)
@require_http_methods(METHODES)
def avenant(request, pk, decision):
    """L’aperçu d’abord ; on ne confirme que ce que l’on a lu."""
    seance = _seance_actee(request, pk)
    if not regles.chef(seance, request.user):
        raise Http404
    decision = get_object_or_404(_decisions(request, seance), pk=decision)
    gestes = actions.gestes_possibles(decision.ligne)
    form = AvenantForm(request.POST if request.method == "POST" else None, decision=decision, gestes=gestes)
    apercu = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("vu") == form.vu and "confirmer" in request.POST and _prendre(request, form):
            return redirect("seances:avenants", pk)
        apercu = apercu_de(decision.ligne, **form.valeurs())
    passes = decision.avenants.order_by("numero")
    contexte = {"seance": seance, "decision": decision, "form": form, "apercu": apercu, "gestes": gestes}
    contexte |= {"passes": passes, "numero": seance.avenants.count() + 1, "veut_un_montant": set(gestes) != {"annuler"}}
    return render(request, "avenants/prendre.html", contexte)


def _decisions(request, seance):
    lues = Decision.objects.visibles_par(request.user).filter(inscription__seance=seance, inscription__retiree_le=None)
    return lues.select_related(
        "inscription__seance", "ligne__financeur__organisation", "ligne__enveloppe", "ligne__dossier__organisation",
        "ligne__dossier__campagne__convention", "saisie_par", "lien", "pouvoir",
    )  # fmt: skip


def _prendre(request, form):
    """Vrai si l’avenant est pris ; sinon le formulaire dit pourquoi."""
    faits = {nom: form.cleaned_data[nom] for nom in ("motif", "pris_le")} | form.valeurs()
    try:
        pris = actions.prendre_un_avenant(
            form.decision, par=request.user, version=version_vue(request), cle=cle_vue(request), **faits
        )
    except Blocage as blocage:
        form.refuser(blocage)
        return False
    messages.success(
        request,
        f"Avenant n° {pris.numero} pris. L’équipe et {form.ligne.financeur} en sont prévenus ; le porteur, non.",
    )
    return True
