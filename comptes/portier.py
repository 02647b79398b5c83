"""Le portier : un compte de démonstration n’ouvre aucune porte là où la démonstration n’est pas en service."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

DOMAINE_DE_DEMONSTRATION = "@demonstration.example"


class Portier(ModelBackend):
    def user_can_authenticate(self, user):
        """Relu à chaque requête : une session ouverte en démonstration ne survit pas à son arrêt."""
        en_service = settings.DEMONSTRATION or not user.courriel.endswith(DOMAINE_DE_DEMONSTRATION)
        return en_service and super().user_can_authenticate(user)
