"""Ce qui vaut pour toute page : une requête lisible, pas de cache pour une personne connectée, pas de vue sans règle."""

from django.core.exceptions import BadRequest, ImproperlyConfigured

from comptes.acces import ESPACE_ADMINISTRATION


def requetes_lisibles(suite):
    """Refuse d’emblée un cookie qui cache un caractère nul (« \\000 ») : PostgreSQL tomberait en y cherchant une session."""

    def repondre(request):
        if any("\0" in valeur for valeur in request.COOKIES.values()):
            raise BadRequest("Un cookie contient un caractère nul.")
        return suite(request)

    return repondre


def pages_privees_sans_cache(suite):
    """Une page vue par une personne connectée ne se garde ni au mandataire ni dans l’historique."""

    def repondre(request):
        reponse = suite(request)
        if getattr(request, "user", None) and request.user.is_authenticated:
            reponse.headers["Cache-Control"] = "no-store"
        return reponse

    return repondre


class ferme_par_defaut:
    """Refuse une vue sans `@ouvert_a` même si le contrôle de démarrage a été sauté (gunicorn ne le lance pas)."""

    def __init__(self, suite):
        self.suite = suite

    def __call__(self, request):
        return self.suite(request)

    def process_view(self, request, vue, args, kwargs):
        administration = ESPACE_ADMINISTRATION in (request.resolver_match.namespaces or [])
        if not administration and not hasattr(vue, "ouvert_a"):
            raise ImproperlyConfigured(f"La vue de {request.path} ne dit pas à qui elle s’ouvre.")
