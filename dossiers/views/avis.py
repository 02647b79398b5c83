"""Un avis : le demander, le lire, le rendre avec son compte ou par le lien de son courriel, l’annuler."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, FINANCEUR, PUBLIC, ouvert_a
from dossiers import actions, fiche, regles
from dossiers.forms.instruction import FormulaireDAvis, FormulaireDeDemandeAvis, FormulaireDeMotif
from dossiers.models import DemandeAvis
from dossiers.views import communs
from dossiers.views.instruction import adresse, ouvrir_l_instruction
from dossiers.views.passages import METHODES
from workflows.moteur import Blocage

# Ce qu’il faut pour donner un avis : l’action, pas l’argent des autres, ni ce que l’organisation atteste.
PARTIES_LUES = ("action", "territoire", "publics", "moyens", "indicateurs")
_LIENS = (
    "dossier__campagne__convention__pilote", "dossier__campagne__convention__commune", "dossier__organisation",
    "organisation", "rendu_par", "par",
)  # fmt: skip


@ouvert_a(EQUIPE)
@require_http_methods(METHODES)
def demander_avis(request, pk):
    dossier = ouvrir_l_instruction(request, pk, equipe_seule=True)
    formulaire = FormulaireDeDemandeAvis(request.POST if request.method == "POST" else None, dossier=dossier)
    if request.method == "POST" and formulaire.is_valid():
        try:
            avis = actions.demander_avis(
                dossier, par=request.user, cle=communs.saisie(request)["cle"], **formulaire.cleaned_data
            )
            messages.success(request, f"Avis demandé à {avis.a_qui}. Un courriel le lui dit.")
            return redirect(f"{adresse(dossier)}#avis")
        except Blocage as blocage:
            formulaire.refuser(blocage)
    return render(request, "dossiers/avis_demander.html", {"dossier": dossier, "formulaire": formulaire})


def _ouvrir(request, pk):
    return get_object_or_404(DemandeAvis.objects.visibles_par(request.user).select_related(*_LIENS), pk=pk)


@ouvert_a(EQUIPE, FINANCEUR)
@require_http_methods(METHODES)
def avis(request, pk):
    """La fiche, la question, la réponse ; le formulaire, pour un agent de l’organisation interrogée."""
    lu = _ouvrir(request, pk)
    repond = actions.repond_a(lu, request.user)
    if request.method == "POST" and not repond:
        raise Http404
    formulaire = FormulaireDAvis(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            actions.rendre(lu, par=request.user, **formulaire.cleaned_data)
            messages.success(request, "Votre avis est rendu. L’équipe en est prévenue.")
            return redirect(lu)
        except Blocage as blocage:
            formulaire.refuser(blocage)
    return _montrer(request, lu, formulaire if repond and lu.est_attendu else None)


def _montrer(request, lu, formulaire, **contexte):
    parties = [partie for partie in fiche.fiche(lu.dossier) if partie.code in PARTIES_LUES]
    contexte |= {
        "avis": lu,
        "dossier": lu.dossier,
        "parties": parties,
        "formulaire": formulaire,
        "instruit": request.user.is_authenticated and regles.instruit(lu.dossier, request.user),
    }
    return render(request, "dossiers/avis.html", contexte)


@ouvert_a(EQUIPE)
@require_http_methods(METHODES)
def annuler_avis(request, pk):
    lu = _ouvrir(request, pk)
    if not regles.instruit(lu.dossier, request.user):
        raise Http404
    formulaire = FormulaireDeMotif(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            actions.annuler_avis(lu, par=request.user, motif=formulaire.cleaned_data["motif"])
            messages.success(request, "Demande d’avis annulée.")
            return redirect(f"{adresse(lu.dossier)}#avis")
        except Blocage as blocage:
            formulaire.refuser(blocage)
    return render(request, "dossiers/avis_annuler.html", {"avis": lu, "dossier": lu.dossier, "formulaire": formulaire})


@ouvert_a(PUBLIC)
@never_cache
@require_http_methods(METHODES)
def avis_lien(request, jeton):
    """Le lien d’un courriel : le lire ne le consomme pas, une seule réponse gagne ; mort ou inconnu, la même page."""
    lu = DemandeAvis.objects.du_lien(jeton).select_related(*_LIENS).first()
    if lu is None:
        return render(request, "dossiers/avis_ferme.html", status=404)
    formulaire = FormulaireDAvis(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            actions.rendre(lu, jeton=jeton, **formulaire.cleaned_data)
        except Blocage:
            return render(request, "dossiers/avis_ferme.html", status=404)
        return render(request, "dossiers/avis_rendu.html", {"avis": lu, "sens": formulaire.cleaned_data["sens"]})
    return _montrer(request, lu, formulaire, par_le_lien=True)
