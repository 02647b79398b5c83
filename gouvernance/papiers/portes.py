"""Les portes des papiers d’une séance : l’équipe les lit tous ; un financeur, son extrait et le relevé une fois acté."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from comptes.models import Organisation, Qualite
from gouvernance.seances.portes import seance_visible
from programmation import regles
from programmation.models import Convention, Financeur, Temps


def comite_visible(request, pk):
    """Le comité des financeurs que cette personne voit ; les autres temps n’ont pas ces papiers."""
    seance = seance_visible(request, pk)
    if seance.temps != Temps.FINANCEURS:
        raise Http404
    return seance


def comite_de_l_equipe(request, pk):
    seance = comite_visible(request, pk)
    if not regles.equipe(seance, request.user):
        raise Http404
    return seance


def comite_acte_de_l_equipe(request, pk):
    """Une lettre dit une décision actée : avant l’acte, il n’y en a pas."""
    seance = comite_de_l_equipe(request, pk)
    if not seance.est_actee:
        raise Http404
    return seance


def lit_le_releve(seance, personne):
    """Qui voit la séance lit son relevé une fois actée ; l’équipe en lit aussi le projet."""
    return seance.est_actee or regles.equipe(seance, personne)


def guichets_lus(seance, personne):
    """Les financeurs de la campagne dont cette personne lit l’extrait."""
    guichets = Financeur.objects.filter(campagnes=seance.campagne_id).select_related("organisation")
    return guichets if regles.equipe(seance, personne) else guichets.de_la_personne(personne)


def convention_de_l_equipe(request, pk):
    """La convention dont cette personne fait partie de l’équipe."""
    miennes = Convention.objects.visibles_par(request.user).filter(
        pilote__in=Organisation.objects.cles_ou_agit(request.user, Qualite.EQUIPE)
    )
    return get_object_or_404(miennes.select_related("commune", "pilote"), pk=pk)
