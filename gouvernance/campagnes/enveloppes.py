"""Les enveloppes d’une campagne : l’équipe les lit, le chef de projet les ouvre, les change et y rattache les demandes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes.acces import CHEF, EQUIPE, ouvert_a
from dossiers import actions
from gouvernance.campagnes.forms import EnveloppeForm, NouvelleEnveloppeForm
from gouvernance.campagnes.portes import campagne_de_l_equipe, campagne_du_chef, est_chef
from gouvernance.campagnes.tenue import demandes_de, tenues_de
from papiers.tableur import FORMATS, Nature, Titre, emporter
from programmation.models import Enveloppe
from workflows.moteur import Blocage
from workflows.requete import entier

FORMULAIRE = require_http_methods(["GET", "HEAD", "POST"])
TITRES = (
    Titre("Financeur", largeur=34),
    Titre("Réservée à", largeur=24),
    Titre("Nature", largeur=14),
    *(Titre(texte, Nature.EUROS, 15) for texte in ("Montant", "Demandé", "Proposé", "Accordé", "Reste")),
)


@ouvert_a(EQUIPE)
@FORMULAIRE
def enveloppes(request, pk):
    """Toutes les enveloppes, en barres et en tableau ; le chef en ouvre une de plus."""
    campagne = campagne_du_chef(request, pk) if request.method == "POST" else campagne_de_l_equipe(request, pk)
    form = NouvelleEnveloppeForm(request.POST if request.method == "POST" else None, campagne=campagne)
    if request.method == "POST" and form.is_valid() and _ouvrir(request, campagne, form):
        return redirect("campagnes:enveloppes", pk)
    tenues = tenues_de(campagne, request.user)
    if request.method == "GET" and request.GET.get("format") in FORMATS:
        return emporter(request.GET["format"], f"enveloppes-{campagne.annee}", TITRES, _pour_un_tableur(tenues))
    contexte = {"campagne": campagne, "form": form, "tenues": tenues, "est_chef": est_chef(campagne, request.user)}
    return render(request, "campagnes/enveloppes.html", contexte)


def _ouvrir(request, campagne, form):
    try:
        creee = actions.ouvrir_une_enveloppe(campagne, par=request.user, **form.cleaned_data)
    except Blocage as blocage:
        form.refuser(blocage)
        return False
    messages.success(
        request, f"L’enveloppe « {creee.nom} » est ouverte : les demandes qui lui conviennent s’y rattachent."
    )
    return True


def _pour_un_tableur(tenues):
    for du_financeur in tenues:
        for t in du_financeur.tenues:
            yield (str(du_financeur.financeur), t.enveloppe.reserve or None, t.enveloppe.get_nature_display(),
                   t.montant, t.demande, t.propose, t.accorde, t.reste)  # fmt: skip
        if du_financeur.hors.lignes or not du_financeur.tenues:
            hors = du_financeur.hors
            yield (str(du_financeur.financeur), None, "Sans enveloppe", None, hors.demande, hors.propose, None, None)


@ouvert_a(EQUIPE)
@FORMULAIRE
def enveloppe(request, pk, enveloppe):
    """Une enveloppe : son histoire, ses demandes ; le chef la change."""
    campagne = campagne_du_chef(request, pk) if request.method == "POST" else campagne_de_l_equipe(request, pk)
    lue = _enveloppe(request, campagne, enveloppe)
    form = EnveloppeForm(
        request.POST if request.method == "POST" else None, initial={"montant": lue.montant, "nature": lue.nature}
    )
    if request.method == "POST" and form.is_valid() and _changer(request, lue, form):
        return redirect("campagnes:enveloppe", pk, lue.pk)
    return render(request, "campagnes/enveloppe.html", _page(request, campagne, lue, form))


def _changer(request, enveloppe, form):
    try:
        vue = entier(request.POST.get("vu"), -1)
        change = actions.changer_une_enveloppe(enveloppe, par=request.user, vue=vue, **form.cleaned_data)
    except Blocage as blocage:
        form.add_error("montant", blocage.motifs[0])
        return False
    messages.success(request, "L’enveloppe est changée." if change else "Rien n’a changé : l’enveloppe reste la même.")
    return True


def _page(request, campagne, enveloppe, form):
    siennes = demandes_de(campagne, request.user).filter(financeur=enveloppe.financeur_id)
    lignes = siennes.filter(enveloppe=enveloppe).select_related("dossier__organisation", "dossier__campagne")
    autres = Enveloppe.objects.visibles_par(request.user).filter(campagne=campagne, financeur=enveloppe.financeur_id)
    versions = list(enveloppe.versions.select_related("par"))
    return {
        "campagne": campagne, "enveloppe": enveloppe, "form": form, "versions": versions,
        "vu": versions[0].pk if versions else 0, "est_chef": est_chef(campagne, request.user),
        "lignes": lignes.order_by("dossier__numero"), "deplacables": actions.PAS_ENCORE_ACCORDEES,
        "autres": list(autres.exclude(pk=enveloppe.pk).select_related("quartier", "enjeu")),
    }  # fmt: skip


def _enveloppe(request, campagne, pk):
    visibles = Enveloppe.objects.visibles_par(request.user).filter(campagne=campagne)
    return get_object_or_404(
        visibles.select_related("campagne__convention", "financeur__organisation", "quartier", "enjeu"), pk=pk
    )


@ouvert_a(CHEF)
@require_POST
def rattacher(request, pk, enveloppe):
    """Une demande de cette enveloppe passe à une autre du même financeur."""
    campagne = campagne_du_chef(request, pk)
    lue = _enveloppe(request, campagne, enveloppe)
    lignes = demandes_de(campagne, request.user).filter(enveloppe=lue).select_related("dossier")
    ligne = get_object_or_404(lignes, pk=entier(request.POST.get("ligne"), 0))
    autre = _enveloppe(request, campagne, entier(request.POST.get("vers"), 0))
    try:
        actions.rattacher_ailleurs(ligne, autre, par=request.user)
        messages.success(request, f"« {ligne.dossier.intitule} » débitera l’enveloppe « {autre.nom} ».")
    except Blocage as blocage:
        messages.error(request, blocage.motifs[0])
    except PermissionDenied:
        raise Http404 from None
    return redirect("campagnes:enveloppe", pk, lue.pk)
