"""Le journal d’accès de gunicorn : ni l’adresse demandée ni celle d’où l’on vient n’y portent un lien personnel."""

from gunicorn.glogging import Logger

from workflows.sans_jeton import sans_jeton


class JournalDAcces(Logger):
    def atoms(self, *faits):
        return {nom: sans_jeton(valeur) for nom, valeur in super().atoms(*faits).items()}
