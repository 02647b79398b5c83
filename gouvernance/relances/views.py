"""Les pages des relances : ce qui partira, à qui, quand et pourquoi ; ce qui est parti ; et de quoi retenir un envoi."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from comptes.acces import DEMONSTRATION, EQUIPE, ouvert_a
from gouvernance.relances import a_venir
from gouvernance.relances.forms import GesteForm
from papiers.tableur import FORMATS, Nature, Titre, emporter
from workflows.envois import Envoi, Statut
from workflows.relances import REGLES
from workflows.temps import maintenant

TITRES = (
    Titre("Quand", Nature.INSTANT, 17),
    Titre("Objet", largeur=50),
    Titre("À qui", largeur=24),
    Titre("Adresse", largeur=32),
    Titre("Suite", largeur=14),
    Titre("Motif", largeur=40),
)
TRIS = {
    "quand": ("-echeance", "-pk"),
    "objet": ("sujet", "pk"),
    "qui": ("adresse", "pk"),
    "suite": ("statut", "-echeance"),
}


@require_safe
@ouvert_a(EQUIPE)
def liste(request):
    perimetres = a_venir.perimetres_de(request.user)
    if request.GET.get("format") in FORMATS:
        envois, _ = _partis(request, perimetres)
        return emporter(request.GET["format"], "courriels", TITRES, map(_rang, envois.iterator(chunk_size=1000)))
    envois = a_venir.envois_a_venir(perimetres).values()
    partis, recherche = _partis(request, perimetres)
    return render(
        request,
        "relances/liste.html",
        {
            "fin": maintenant() + timedelta(days=a_venir.HORIZON),
            "jours": a_venir.par_jour(envois),
            "barres": a_venir.barres(envois),
            "reperes": a_venir.reperes(),
            "regles": REGLES.values(),
            "a_regarder": Envoi.objects.du_perimetre(perimetres).a_regarder().select_related("personne")[:20],
            "page": Paginator(partis, 25).get_page(request.GET.get("page")),
            "recherche": recherche,
        },
    )


def _partis(request, perimetres):
    """Ce qui est parti ou ne partira plus, et la recherche telle qu’elle fut comprise."""
    texte = request.GET.get("q", "").replace("\0", "").strip()[:100]
    tri = request.GET.get("tri") if request.GET.get("tri") in TRIS else "quand"
    envois = Envoi.objects.du_perimetre(perimetres).termines().select_related("personne", "par")
    if texte:
        nom = Q(personne__nom__icontains=texte) | Q(personne__prenom__icontains=texte)
        envois = envois.filter(
            nom | Q(sujet__icontains=texte) | Q(adresse__icontains=texte) | Q(motif__icontains=texte)
        )
    return envois.order_by(*TRIS[tri]), {"q": texte, "tri": tri}


def _rang(envoi):
    """Un envoi, sous TITRES : ce que dit la page, sans le corps du message."""
    qui = str(envoi.personne or "") or None
    return (
        envoi.envoyee_le or envoi.echeance,
        envoi.sujet or envoi.regle,
        qui,
        envoi.adresse,
        envoi.get_statut_display(),
        envoi.motif or None,
    )


@require_safe
@ouvert_a(EQUIPE)
def message(request, pk):
    """Un envoi du registre, tel qu’il est parti ou tel qu’il partirait maintenant."""
    envois = Envoi.objects.du_perimetre(a_venir.perimetres_de(request.user)).select_related("personne", "par")
    return _lire(request, get_object_or_404(envois, pk=pk))


@require_safe
@ouvert_a(EQUIPE)
def apercu(request, cle):
    """Un envoi prévu, tel qu’il partirait maintenant ; le registre ne le connaît pas encore."""
    envois = a_venir.envois_a_venir(a_venir.perimetres_de(request.user))
    if cle not in envois:
        raise Http404
    return _lire(request, envois[cle])


def _lire(request, envoi):
    regle = REGLES.get(envoi.regle)
    reserve = regle is not None and regle.est_discrete
    doute = ""
    if regle and not envoi.corps and envoi.statut in (Statut.A_ENVOYER, Statut.EN_PAUSE):
        doute = regle.voulu(envoi)
        if not doute and not reserve:
            envoi.ecrire(*regle.composer(envoi))
    titre = envoi.sujet or (regle.libelle if regle else "Courriel")
    contexte = {"envoi": envoi, "titre": titre, "regle": regle, "est_reserve": reserve, "doute": doute}
    return render(request, "relances/message.html", contexte)


@require_POST
@ouvert_a(EQUIPE)
def geste(request):
    """Met en pause, annule ou reprend ; un envoi seulement prévu s’inscrit d’abord, pour que rien ne l’inscrive après."""
    perimetres = a_venir.perimetres_de(request.user)
    du_registre = Envoi.objects.du_perimetre(perimetres).a_regarder()
    formulaire = GesteForm(request.POST, a_venir.envois_a_venir(perimetres) | {e.cle: e for e in du_registre})
    if not formulaire.is_valid():
        return render(request, "relances/geste.html", {"formulaire": formulaire}, status=422)
    touches = _appliquer(formulaire, request.user)
    if touches == len(formulaire.envois):
        messages.success(request, f"C’est fait : {formulaire.libelle.lower()}, {_nombre(touches)}.")
    else:
        messages.error(
            request, f"{_nombre(len(formulaire.envois) - touches)} : trop tard, l’état a changé entre-temps."
        )
    return redirect("relances:liste")


@transaction.atomic
def _appliquer(formulaire, par):
    Envoi.objects.inscrire(e for e in formulaire.envois if e.pk is None)
    vises = Envoi.objects.filter(message_id__in=[e.message_id for e in formulaire.envois])
    faire = getattr(vises, formulaire.cleaned_data["geste"])
    return faire(par, formulaire.cleaned_data["motif"])


def _nombre(n):
    return f"{n} courriel{'s' if n > 1 else ''}"


@require_safe
@ouvert_a(DEMONSTRATION)
def courriels(request):
    """En démonstration seulement : rien ne sort, chaque courriel remis se lit ici en entier."""
    envois = Envoi.objects.filter(statut=Statut.ENVOYEE).select_related("personne").order_by("-envoyee_le", "-pk")
    return render(request, "relances/courriels.html", {"page": Paginator(envois, 20).get_page(request.GET.get("page"))})
