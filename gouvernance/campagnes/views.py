"""Les campagnes : leur liste, leur page, leurs réglages."""

from collections import defaultdict

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.acces import CHEF, EQUIPE, ouvert_a
from comptes.models import Adhesion, Droit, Qualite
from dossiers import actions
from gouvernance.accueil.calendrier import calendrier
from gouvernance.accueil.chiffres import chiffres_de
from gouvernance.campagnes.forms import CampagneForm, NouvelleCampagneForm, sceau_de
from gouvernance.campagnes.portes import campagne_de_l_equipe, campagne_du_chef, campagnes_de, est_chef
from programmation.models import Campagne, Convention, Enveloppe, Seance
from workflows.moteur import Blocage

FORMULAIRE = require_http_methods(["GET", "HEAD", "POST"])
CHANGEE = "Quelqu’un a changé ces réglages depuis que vous les avez ouverts. Rechargez la page : rien n’a été écrasé."


@ouvert_a(EQUIPE)
def liste(request):
    campagnes = campagnes_de(request).annotate(
        ouverts=Count("dossiers"), deposes=Count("dossiers", filter=Q(dossiers__depose_le__isnull=False))
    )
    chef = any(droit == Droit.CHEF for _, _, droit in request.user.rattachements)
    return render(request, "campagnes/liste.html", {"campagnes": campagnes, "est_chef": chef})


@ouvert_a(EQUIPE)
def campagne(request, pk):
    campagne = campagne_de_l_equipe(request, pk)
    contexte = {
        "campagne": campagne,
        "est_chef": est_chef(campagne, request.user),
        "chiffres": chiffres_de(campagne, request.user),
        "calendrier": calendrier(Campagne.objects.visibles_par(request.user).filter(pk=pk), interne=True),
        "enveloppes": _enveloppes(campagne, request.user),
        "seances": Seance.objects.visibles_par(request.user).filter(campagne=campagne).order_by("prevue_le"),
        "enjeux": campagne.enjeux_annonces.prefetch_related("quartiers"),
    }
    return render(request, "campagnes/campagne.html", contexte)


def _enveloppes(campagne, personne):
    """Des (financeur, enveloppe ou rien) : un financeur peut en avoir plusieurs."""
    lues = Enveloppe.objects.visibles_par(personne).filter(campagne=campagne).select_related("quartier", "enjeu")
    siennes = defaultdict(list)
    for enveloppe in lues:
        siennes[enveloppe.financeur_id].append(enveloppe)
    financeurs = campagne.financeurs.select_related("organisation")
    return [(financeur, e) for financeur in financeurs for e in siennes[financeur.pk] or [None]]


@ouvert_a(CHEF)
@FORMULAIRE
def nouvelle(request):
    chefferies = Adhesion.objects.filter(utilisateur=request.user, qualite=Qualite.EQUIPE, droit=Droit.CHEF).values(
        "organisation"
    )
    conventions = Convention.objects.visibles_par(request.user).filter(pilote__in=chefferies).select_related("commune")
    form = NouvelleCampagneForm(request.POST or None, conventions=conventions)
    if request.method == "POST" and form.is_valid():
        creee = form.save()
        messages.success(request, f"La {str(creee).lower()} est créée. Fixez maintenant ses enveloppes.")
        return redirect("campagnes:campagne", creee.pk)
    return render(request, "campagnes/formulaire.html", {"form": form})


@ouvert_a(CHEF)
@FORMULAIRE
def modifier(request, pk):
    campagne = campagne_du_chef(request, pk)
    form = CampagneForm(request.POST or None, instance=campagne)
    if request.method == "POST" and form.is_valid():
        try:
            _enregistrer(form, request.POST.get("vu", ""), request.user)
            messages.success(request, f"La {str(campagne).lower()} est modifiée.")
            return redirect("campagnes:campagne", pk)
        except Blocage as blocage:
            form.refuser(blocage)
    return render(request, "campagnes/formulaire.html", {"form": form, "campagne": campagne})


@transaction.atomic
def _enregistrer(form, vu, par):
    """Écrit les réglages. Lève `Blocage` si quelqu’un les a changés, ou si un financeur ôté a une colonne ouverte."""
    Campagne.objects.select_for_update(of=("self",), no_key=True).get(pk=form.instance.pk)
    if vu != sceau_de(form.instance):
        raise Blocage(CHANGEE)
    gardes = form.cleaned_data["financeurs"]
    otes = list(form.instance.financeurs.exclude(pk__in=[f.pk for f in gardes]).select_related("organisation"))
    if otes:
        actions.retirer_de_la_campagne(form.instance, otes, par=par)
    form.save()
