"""Fermé par défaut : une vue dit à qui elle s’ouvre, sinon l’application refuse de démarrer."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.checks import Error, register
from django.http import Http404
from django.urls import URLPattern, URLResolver, get_resolver

from comptes.models import Droit, Qualite
from comptes.reprise import session_expiree

PUBLIC, CONNECTE, DEMONSTRATION = "public", "connecte", "demonstration"
PORTEUR, EQUIPE, FINANCEUR, LECTURE = Qualite.PORTEUR, Qualite.EQUIPE, Qualite.FINANCEUR, Qualite.LECTURE
CHEF = "chef"
ESPACE_ADMINISTRATION = "admin"  # l’administration de Django a son propre contrôle : comptes et réglages seulement


def titres_de(personne):
    """Les titres de cette personne, tous rattachements confondus."""
    return {qualite for _, qualite, _ in personne.rattachements} | {
        CHEF for _, _, droit in personne.rattachements if droit == Droit.CHEF
    }


def ouvert_a(*titres):
    """Déclare et fait respecter à qui une vue s’ouvre. Ce qu’elle montre part ensuite de `visibles_par`."""

    def decorer(vue):
        @wraps(vue)
        def controler(request, *args, **kwargs):
            if PUBLIC in titres or (DEMONSTRATION in titres and settings.DEMONSTRATION):
                return vue(request, *args, **kwargs)
            if DEMONSTRATION in titres:
                raise Http404
            if not request.user.is_authenticated:
                if request.method == "POST":
                    return session_expiree(request)
                return redirect_to_login(request.get_full_path())
            if CONNECTE in titres or titres_de(request.user) & set(titres):
                return vue(request, *args, **kwargs)
            # La même réponse que pour une adresse inconnue : un refus ne dit pas ce qui existe.
            raise Http404

        controler.ouvert_a = titres
        return controler

    return decorer


def vues_declarees(resolveur=None, prefixe="", espace=""):
    """Parcourt toutes les adresses : (motif, espace de noms, vue)."""
    for motif in (resolveur or get_resolver()).url_patterns:
        chemin = prefixe + str(motif.pattern)
        if isinstance(motif, URLResolver):
            yield from vues_declarees(motif, chemin, motif.namespace or espace)
        elif isinstance(motif, URLPattern):
            yield chemin, espace, motif


@register("acces")
def toute_vue_dit_a_qui_elle_s_ouvre(app_configs, **_):
    """Contrôle de démarrage : une vue sans règle déclarée n’est pas servie, l’application non plus."""
    return [
        Error(f"La vue de « {chemin} » ne dit pas à qui elle s’ouvre : ajoutez @ouvert_a(…).", id="comptes.E001")
        for chemin, espace, motif in vues_declarees()
        if espace != ESPACE_ADMINISTRATION and not hasattr(motif.callback, "ouvert_a")
    ]
