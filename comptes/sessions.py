"""Les sessions, en base comme celles de Django ; l’ordre qui en lit une se compose une fois (docs/decisions/042)."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from workflows.composee import composee


class SessionStore(db.SessionStore):
    def _get_session_from_db(self):
        """La session de cette clé, si elle n’est pas expirée ; sinon, la clé s’oublie."""
        lue = _de_cle.premier(self.session_key)
        if lue is None:
            self._session_key = None
        return lue


@composee
def _de_cle(cle):
    return Session.objects.filter(session_key=cle, expire_date__gt=Now())
