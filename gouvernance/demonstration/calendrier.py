"""Les jours de la démonstration, tous comptés d’aujourd’hui : elle est vivante quel que soit le jour où on la charge."""

import re
from datetime import date, datetime, time, timedelta

from workflows.temps import PARIS

CLOTURE = 12  # le dépôt de l’année suivante ferme dans douze jours, à midi
OUVERTURE = -57  # en jours, depuis la clôture du dépôt
_QUAND = re.compile(r"(?P<jour>[+-]?\d+)?(?: (?P<heure>\d\d:\d\d))?|il y a (?P<minutes>\d+) min")


class Calendrier:
    """Compte les jours depuis un instant ; rien de ce qui est raconté n’arrive après lui."""

    def __init__(self, instant):
        self.instant = instant
        self.jour = instant.astimezone(PARIS).date()
        self.annee = self.jour.year

    def le(self, decalage, *, ouvre=True):
        """Un jour ; le vendredi d’avant si c’est un samedi ou un dimanche et que l’on travaille."""
        jour = self.jour + timedelta(days=decalage)
        return jour - timedelta(days=max(0, jour.weekday() - 4)) if ouvre else jour

    def a(self, decalage, heure, *, ouvre=True):
        return datetime.combine(self.le(decalage, ouvre=ouvre), time.fromisoformat(heure), tzinfo=PARIS)

    def cloture(self, exercice):
        """Combien de jours nous séparent de la clôture du dépôt d’un exercice (0 : l’année civile en cours)."""
        return CLOTURE - 365 * (1 - exercice)

    def quand(self, exercice, texte, jour, heure):
        """« -12 21:40 » (jours depuis la clôture), « il y a 35 min » ou rien : l’instant, jamais à venir."""
        lu = _QUAND.fullmatch(texte)
        if lu["minutes"]:
            return self.instant - timedelta(minutes=int(lu["minutes"]))
        jour, heure = int(lu["jour"] or jour), lu["heure"] or heure
        soir = heure >= "18:00"  # les bénévoles écrivent le soir, et le dimanche
        return min(self.a(self.cloture(exercice) + jour, heure, ouvre=not soir), self.instant)

    def seance_en_cours(self):
        """L’heure ronde d’où part la séance ouverte : aujourd’hui si l’on travaille, sinon le dernier après-midi ouvré."""
        local = self.instant.astimezone(PARIS)
        if local.weekday() < 5 and 9 <= local.hour < 20:
            return local.replace(minute=0, second=0, microsecond=0) - timedelta(hours=local.minute < 40)
        return self.a(0 if local.hour >= 20 else -1, "14:00")

    def bilan_du_le(self, exercice):
        """Le 30 juin suivant ; ceux de l’an passé sont toujours dus depuis quelques semaines, pour qu’il en manque."""
        usage = date(self.annee + exercice + 1, 6, 30)
        return min(usage, self.le(-45)) if exercice < 0 else usage

    def periode(self, exercice, debut, fin):
        """Les dates d’une action dans son exercice (« 02-01 » est le 1er février) ; passée, elle est bien finie."""
        debut, fin = (date.fromisoformat(f"{self.annee + exercice}-{texte}") for texte in (debut, fin))
        if exercice < 0:
            fin = min(fin, self.le(-190))
            debut = min(debut, fin - timedelta(days=60))
        return debut, fin
