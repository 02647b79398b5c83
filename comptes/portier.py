"""Le portier : la personne et ses droits, d’une question ; un compte de démonstration n’entre que si elle est en service."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import F

from comptes.models import Utilisateur
from workflows.composee import composee

DOMAINE_DE_DEMONSTRATION = "@demonstration.example"


class Portier(ModelBackend):
    def get_user(self, user_id):
        """La personne de cette session, ses rattachements déjà lus ; la porte, elle, les relit sous le verrou."""
        rangs = _avec_ses_droits.tous(user_id)
        if not rangs or not self.user_can_authenticate(rangs[0]):
            return None
        personne = rangs[0]
        personne.rattachements = frozenset((r.pour, r.titre, r.droit) for r in rangs if r.pour)
        return personne

    def user_can_authenticate(self, user):
        """Relu à chaque requête : une session ouverte en démonstration ne survit pas à son arrêt."""
        en_service = settings.DEMONSTRATION or not user.courriel.endswith(DOMAINE_DE_DEMONSTRATION)
        return en_service and super().user_can_authenticate(user)


@composee
def _avec_ses_droits(cle):
    """Un rang par rattachement ; un seul, vide, pour qui n’en a aucun."""
    siens = {"pour": F("adhesions__organisation"), "titre": F("adhesions__qualite"), "droit": F("adhesions__droit")}
    return Utilisateur.objects.filter(pk=cle).annotate(**siens).order_by()
