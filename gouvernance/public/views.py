"""Les pages publiques : les quartiers, la fiche de chacun, l’arbre des objectifs."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from comptes.acces import PUBLIC, ouvert_a
from gouvernance.public import lectures
from gouvernance.public.arbre import dresser, qui_parlent_de
from gouvernance.public.forms import RechercheForm
from gouvernance.public.portrait import portrait_de
from programmation.models import Convention, ObjectifOperationnel, Quartier


@ouvert_a(PUBLIC)
def quartiers(request):
    return render(request, "public/quartiers.html", {"publiees": list(lectures.conventions_publiees(request.user))})


@ouvert_a(PUBLIC)
def quartier(request, slug):
    quartier = get_object_or_404(lectures.quartiers_a_lire(request.user), slug=slug)
    contexte = {
        "quartier": quartier,
        "portrait": portrait_de(quartier),
        "paroles": lectures.paroles_sur(quartier),
        "programme": lectures.programme_de(quartier),
        "enjeux": lectures.enjeux_a_venir(quartier),
        "voisins": Quartier.objects.visibles_par(request.user)
        .filter(conventions__in=quartier.conventions.all())
        .distinct(),
    }
    return render(request, "public/quartier.html", contexte)


@ouvert_a(PUBLIC)
def objectifs(request):
    conventions = list(Convention.objects.visibles_par(request.user).select_related("commune", "contrat"))
    if not conventions:
        return render(request, "public/objectifs.html", {"conventions": []})
    convention = _convention_demandee(request, conventions)
    form = RechercheForm(
        request.GET, quartiers=Quartier.objects.visibles_par(request.user).de_la_convention(convention)
    )
    tous = ObjectifOperationnel.objects.visibles_par(request.user).de_la_convention(convention).en_vigueur()
    contexte = {"conventions": conventions, "convention": convention, "form": form}
    if form.is_valid():
        tous = list(tous.dans_l_arbre())
        contexte |= _resultat(convention, tous, form)
    return render(request, "public/objectifs.html", contexte, status=200 if form.is_valid() else 400)


def _convention_demandee(request, conventions):
    """Celle que nomme l’adresse ; la plus ancienne, à défaut."""
    numero = request.GET.get("convention", "")
    if not numero:
        return conventions[0]
    for convention in conventions:
        if str(convention.pk) == numero:
            return convention
    raise Http404


def _resultat(convention, tous, form):
    slug, mots = form.cleaned_data["quartier"], form.cleaned_data["q"]
    trouves = [objectif for objectif in tous if not slug or objectif.quartier.slug == slug]
    trouves = qui_parlent_de(mots, trouves)
    return {
        "arbre": dresser(lectures.strategiques_du(convention.contrat), trouves, elaguer=form.est_une_recherche),
        "trouves": len(trouves),
        "total": len(tous),
        "est_une_recherche": form.est_une_recherche,
    }
