"""Les séances : leur liste, leur page, leur préparation, et le geste qui les fait avancer."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import EQUIPE, FINANCEUR, ouvert_a
from dossiers import actions
from gouvernance.financeurs.consequences import consequences
from gouvernance.seances import lectures
from gouvernance.seances.forms import NouvelleSeanceForm, SeanceForm
from gouvernance.seances.portes import seance_de_l_equipe, seance_visible
from papiers.tableur import FORMATS, emporter
from programmation.models import Campagne
from workflows.moteur import Blocage
from workflows.requete import cle_vue, entier, version_vue

FORMULAIRE = require_http_methods(["GET", "HEAD", "POST"])


@ouvert_a(EQUIPE, FINANCEUR)
def liste(request):
    filtre = lectures.Filtre.lu(request.GET)
    seances = lectures.seances_listees(request.user, filtre)
    if request.GET.get("format") in FORMATS:
        return emporter(request.GET["format"], "seances", lectures.TITRES, lectures.pour_un_tableur(seances))
    contexte = {"filtre": filtre, "seances": seances, "annees": lectures.annees_de(request.user)}
    contexte["tris"] = [(nom, libelle) for nom, (libelle, _) in lectures.TRIS.items()]
    return render(request, "seances/liste.html", contexte)


@ouvert_a(EQUIPE, FINANCEUR)
def seance(request, pk):
    seance = seance_visible(request, pk)
    return render(request, "seances/seance.html", lectures.page_de(seance, request.user, request.GET))


@ouvert_a(EQUIPE)
@FORMULAIRE
def nouvelle(request):
    campagnes = Campagne.objects.visibles_par(request.user).de_l_equipe(request.user).en_cours()
    initial = {"campagne": entier(request.GET.get("campagne")), "temps": entier(request.GET.get("temps"))}
    form = NouvelleSeanceForm(request.POST or None, campagnes=campagnes, initial=initial)
    if request.method == "POST" and form.is_valid():
        creee = form.save()
        messages.success(request, f"« {creee} » est créée. Composez maintenant son ordre du jour.")
        return redirect(creee)
    return render(request, "seances/formulaire.html", {"form": form})


@ouvert_a(EQUIPE)
@FORMULAIRE
def modifier(request, pk):
    seance = seance_de_l_equipe(request, pk)
    form = SeanceForm(request.POST or None, instance=seance)
    if request.method == "POST" and form.is_valid():
        try:
            fraiche, prevenus = actions.modifier_la_seance(
                seance, par=request.user, version=version_vue(request), **form.cleaned_data
            )
            messages.success(request, _modifiee(prevenus))
            return redirect(fraiche)
        except Blocage as blocage:
            form.refuser(blocage)
    return render(request, "seances/formulaire.html", {"form": form, "seance": seance})


def _modifiee(prevenus):
    if not prevenus:
        return "La séance est modifiée."
    return f"La séance est modifiée : {prevenus} personne{'s reçoivent' if prevenus > 1 else ' reçoit'} une nouvelle invitation."


@ouvert_a(EQUIPE)
@FORMULAIRE
def avancer(request, pk, transition):
    """Convoquer, ouvrir, acter. Acter se confirme d’abord sur une page qui dit ce qui suivra."""
    seance = seance_de_l_equipe(request, pk)
    offre = next((o for o in actions.offres_de_seance(seance, request.user) if o.nom == transition), None)
    if request.method == "POST":
        phrases = _acter(request, seance) if transition == "acter" else _avancer(request, seance, transition)
        for phrase in phrases:
            messages.error(request, phrase)
        return redirect(seance)
    if offre is None or transition != "acter":
        raise Http404
    contexte = {"seance": seance, "offre": offre, "suites": consequences(seance, request.user)}
    contexte["controles"] = lectures.controles(seance, request.user)
    return render(request, "seances/acter.html", contexte)


def _acter(request, seance):
    blocages = actions.acter(seance, par=request.user, version=version_vue(request), cle=cle_vue(request))
    if not blocages:
        messages.success(request, "La séance est actée. Les dossiers ont leur nouvel état.")
    return [lectures.phrase_de(objet, phrase) for objet, phrases in blocages.items() for phrase in phrases]


def _avancer(request, seance, transition):
    try:
        passage = actions.avancer(
            seance, transition, par=request.user, version=version_vue(request), cle=cle_vue(request)
        )
    except Blocage as blocage:
        return blocage.motifs
    if not passage.rejoue:
        messages.success(request, lectures.FAITS.get(transition, "C’est fait."))
    return []
