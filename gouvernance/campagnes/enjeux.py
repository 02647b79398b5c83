"""Les enjeux de l’année suivante : l’équipe les écrit avant le Temps 3 ; une fois la séance actée, ils restent."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes.acces import EQUIPE, ouvert_a
from gouvernance.campagnes.forms import EnjeuForm
from gouvernance.campagnes.portes import campagne_de_l_equipe
from programmation.models import Campagne, EnjeuAnnuel, StatutSeance, Temps
from workflows.moteur import Blocage

FORMULAIRE = require_http_methods(["GET", "HEAD", "POST"])
FIGES = "Le Temps 3 est acté : les enjeux annoncés ne changent plus."


def _figes(campagne):
    return campagne.seances.filter(temps=Temps.PERSPECTIVES, statut=StatutSeance.ACTEE).exists()


def _ecrits(request, campagne):
    return EnjeuAnnuel.objects.visibles_par(request.user).filter(campagne=campagne)


@ouvert_a(EQUIPE)
@FORMULAIRE
def enjeux(request, pk):
    """La liste, et de quoi en ajouter un."""
    campagne = campagne_de_l_equipe(request, pk)
    nouveau = EnjeuAnnuel(campagne=campagne, exercice=campagne.annee + 1)
    return _page(request, campagne, nouveau, "L’enjeu est ajouté.")


@ouvert_a(EQUIPE)
@FORMULAIRE
def enjeu(request, pk, enjeu):
    campagne = campagne_de_l_equipe(request, pk)
    return _page(request, campagne, get_object_or_404(_ecrits(request, campagne), pk=enjeu), "L’enjeu est modifié.")


def _page(request, campagne, enjeu, fait):
    form = EnjeuForm(request.POST or None, instance=enjeu, campagne=campagne)
    if request.method == "POST" and form.is_valid():
        try:
            _enregistrer(campagne, form)
        except Blocage as blocage:
            form.refuser(blocage)
        else:
            messages.success(request, fait)
            return redirect("campagnes:enjeux", campagne.pk)
    ecrits = _ecrits(request, campagne).prefetch_related("quartiers", "tranches_age", "objectifs__quartier")
    contexte = {
        "campagne": campagne,
        "form": form,
        "enjeu": enjeu if enjeu.pk else None,
        "enjeux": ecrits,
        "figes": _figes(campagne),
    }
    return render(request, "campagnes/enjeux.html", contexte)


@transaction.atomic
def _enregistrer(campagne, form):
    Campagne.objects.select_for_update(of=("self",), no_key=True).get(pk=campagne.pk)
    if _figes(campagne):
        raise Blocage(FIGES)
    if not form.instance.pk:
        dernier = campagne.enjeux_annonces.aggregate(rang=Max("ordre"))["rang"]
        form.instance.ordre = (dernier or 0) + 1
    form.save()


@ouvert_a(EQUIPE)
@require_POST
def retirer(request, pk, enjeu):
    campagne = campagne_de_l_equipe(request, pk)
    with transaction.atomic():
        Campagne.objects.select_for_update(of=("self",), no_key=True).get(pk=campagne.pk)
        ecrit = get_object_or_404(_ecrits(request, campagne), pk=enjeu)
        if _figes(campagne):
            messages.error(request, FIGES)
        else:
            ecrit.delete()
            messages.success(request, f"« {ecrit} » est retiré.")
    return redirect("campagnes:enjeux", pk)
