"""Le portier : la personne et ses droits, d’une question ; un compte de démonstration n’entre que si elle est en service."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from comptes.models import Utilisateur
from comptes.models.personnes import avec_ses_titres, titres_lus
from workflows.composee import composee

DOMAINE_DE_DEMONSTRATION = "@demonstration.example"


class Portier(ModelBackend):
    def get_user(self, user_id):
        """La personne de cette session, ses rattachements déjà lus ; la porte, elle, les relit sous le verrou."""
        rangs = _de_la_session.tous(user_id)
        if not rangs or not self.user_can_authenticate(rangs[0]):
            return None
        rangs[0].rattachements = titres_lus(rangs)
        return rangs[0]

    def user_can_authenticate(self, user):
        """Relu à chaque requête : une session ouverte en démonstration ne survit pas à son arrêt."""
        en_service = settings.DEMONSTRATION or not user.courriel.endswith(DOMAINE_DE_DEMONSTRATION)
        return en_service and super().user_can_authenticate(user)


@composee
def _de_la_session(cle):
    return avec_ses_titres(Utilisateur.objects.filter(pk=cle))
