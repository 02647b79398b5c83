"""L’ordre du jour : inscrire plusieurs dossiers d’un coup, les ordonner, en retirer un avec son motif."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from comptes.acces import EQUIPE, ouvert_a
from dossiers import actions
from dossiers.models import Dossier, Inscription
from gouvernance.seances.forms import OrdreForm, RetraitForm
from gouvernance.seances.mise_en_ordre import RANGEMENTS, FiltreDesPrets, deplacer
from gouvernance.seances.portes import encore_modifiable, inscription_visible, seance_de_l_equipe
from gouvernance.seances.totaux import totaux_de
from programmation.models import Temps
from workflows.moteur import Blocage, modifier
from workflows.requete import entier, version_vue

FORMULAIRE = require_http_methods(["GET", "HEAD", "POST"])
A_LA_FOIS = 200  # dossiers inscrits d’un coup


def _inscriptibles(request, seance):
    possibles = actions.inscriptibles(seance) & Dossier.objects.visibles_par(request.user)
    return possibles.select_related("organisation", "campagne").order_by("numero")


@ouvert_a(EQUIPE)
@FORMULAIRE
def inscrire(request, pk):
    seance = seance_de_l_equipe(request, pk)
    if request.method != "POST":
        return _page(request, seance)
    numeros = [entier(texte) for texte in request.POST.getlist("dossiers")[:A_LA_FOIS]]
    try:
        inscrits = _inscrire(request, seance, [n for n in numeros if n is not None])
    except Blocage as blocage:
        return _page(request, seance, erreurs=blocage.motifs)
    messages.success(
        request, f"{inscrits} dossier{'s sont inscrits' if inscrits > 1 else ' est inscrit'} à l’ordre du jour."
    )
    return redirect("seances:inscrire", seance.pk)


@transaction.atomic
def _inscrire(request, seance, numeros):
    """Tous, ou aucun : un dossier qui a changé d’état entre-temps n’en laisse pas la moitié."""
    dossiers = list(
        Dossier.objects.visibles_par(request.user)
        .filter(pk__in=numeros, campagne=seance.campagne_id)
        .order_by("numero")
    )
    if not dossiers:
        raise Blocage("Aucun dossier n’est coché : cochez au moins un dossier.")
    for dossier in dossiers:
        actions.inscrire(seance, dossier, par=request.user)
    return len(dossiers)


def _page(request, seance, erreurs=(), ordres=None):
    inscriptions = list(_inscriptions(seance))
    tri = FiltreDesPrets.lu(request.GET)
    contexte = {
        "seance": seance,
        "inscriptibles": [] if seance.est_actee else tri.appliquer(_inscriptibles(request, seance)),
        "ordres": ordres or [(i, OrdreForm(prefix=f"i{i.pk}", initial={"ordre": i.ordre})) for i in inscriptions],
        "erreurs": erreurs,
        "filtre": tri,
        "choix": tri.choix(seance),
        "rangements": RANGEMENTS,
        "totaux": totaux_de(inscriptions) if seance.temps == Temps.FINANCEURS and inscriptions else [],
    }
    return render(request, "seances/agenda.html", contexte)


def _inscriptions(seance):
    """L’ordre du jour, avec ce qu’il faut pour le ranger et l’additionner."""
    return seance.inscriptions.en_vigueur().select_related(
        "dossier__organisation", "dossier__campagne", "dossier__objectif_principal__objectif_strategique__enjeu"
    ).prefetch_related("dossier__quartiers", "dossier__lignes__financeur__organisation")  # fmt: skip


@ouvert_a(EQUIPE)
@require_POST
def ordonner(request, pk):
    """Des numéros, un dossier que l’on monte ou descend d’un cran, ou un rangement : la liste se renumérote."""
    seance = seance_de_l_equipe(request, pk)
    inscriptions = list(_inscriptions(seance))
    ordres = [(i, OrdreForm(request.POST, prefix=f"i{i.pk}", initial={"ordre": i.ordre})) for i in inscriptions]
    voulu, touche = deplacer(inscriptions, request.POST)
    if voulu is None and not all([form.is_valid() for _, form in ordres]):
        return _page(request, seance, ["Un numéro d’ordre n’est pas un entier entre 1 et 999."], ordres)
    if voulu is None:
        voulu = [i for i, _ in sorted(ordres, key=lambda couple: (couple[1].cleaned_data["ordre"], couple[0].ordre))]
    try:
        with modifier(seance, version=version_vue(request)) as fraiche:
            encore_modifiable(fraiche)
            for rang, inscription in enumerate(voulu, 1):
                inscription.ordre = rang
            Inscription.objects.bulk_update(voulu, ["ordre"])
    except Blocage as blocage:
        return _page(request, seance, blocage.motifs, ordres)
    messages.success(request, "L’ordre du jour est enregistré.")
    ici = f"#o-{touche}" if touche else ""
    return redirect(reverse("seances:inscrire", args=[pk]) + ici)


@ouvert_a(EQUIPE)
@FORMULAIRE
def retirer(request, pk, inscription):
    seance = seance_de_l_equipe(request, pk)
    inscription = inscription_visible(request, seance, inscription)
    form = RetraitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.retirer(inscription, par=request.user, motif=form.cleaned_data["motif"])
        except Blocage as blocage:
            form.refuser(blocage)
        else:
            messages.success(request, f"« {inscription.dossier} » n’est plus à l’ordre du jour.")
            return redirect("seances:inscrire", pk)
    return render(request, "seances/retirer.html", {"seance": seance, "inscription": inscription, "form": form})
