"""Charger la démonstration : tout d’un bloc, par les vraies portes, ou rien si l’on est interrompu."""

from pathlib import Path

from django.db import transaction

from comptes.models import Utilisateur
from gouvernance.demonstration import courrier
from gouvernance.demonstration.acteurs import Acteurs, comptes_principaux
from gouvernance.demonstration.cadre import Cadre
from gouvernance.demonstration.calendrier import Calendrier
from gouvernance.demonstration.lecture import fiches, lire
from gouvernance.demonstration.organisations import prevoir_les_fiches
from gouvernance.demonstration.pieces import prevoir_les_pieces
from gouvernance.demonstration.recit import Recit
from gouvernance.demonstration.reunions import Reunion
from gouvernance.demonstration.vie import Vie
from programmation import chargement as conventions
from programmation.models import Campagne, Contrat
from workflows.moteur import Blocage
from workflows.tasks import sans_sonner
from workflows.temps import maintenant

_DONNEES = Path(conventions.__file__).resolve().parent.parent / "donnees"
CONVENTIONS = {"bethune": "bethune.toml", "valdoux": "demonstration_seconde_commune.toml"}
BASE_OCCUPEE = (
    "Cette base contient déjà des campagnes qui ne sont pas celles de la démonstration : "
    "rien n’est écrit. Donnez-lui une base vide."
)


def est_chargee():
    _, premiere = comptes_principaux()[0]
    return Utilisateur.objects.filter(courriel=premiere).exists()


def charger():
    """Rend vrai si la démonstration vient d’être chargée, faux si elle l’était déjà."""
    if est_chargee():
        return False
    with sans_sonner(), transaction.atomic():
        return _charger()


def _charger():
    chargees = {cle: conventions.charger(_DONNEES / nom).convention for cle, nom in CONVENTIONS.items()}
    list(Contrat.objects.select_for_update())  # deux chargements à la fois passent l’un après l’autre
    if est_chargee():
        return False
    if Campagne.objects.exists():
        raise Blocage(BASE_OCCUPEE)
    Monde(chargees).jouer()
    return True


class Monde:
    """Tous ceux et tout ce dont parle la démonstration, et le récit de ce qu’ils ont fait."""

    TEMPS = {"comite": "t1", "pilotage": "t2", "perspectives": "t3"}
    _SUFFIXES = {-1: "-avant", 0: "", 1: "-apres"}

    def __init__(self, conventions):
        self.calendrier, self.recit = Calendrier(maintenant()), Recit()
        self.acteurs = Acteurs(conventions)
        self.cadre = Cadre(conventions, self.acteurs, self.calendrier)
        self.reunions = {fiche["cle"]: Reunion(self, **fiche) for fiche in lire("cadre")["seance"]}
        self.vies = [Vie(self, fiche, rang) for rang, fiche in enumerate(fiches())]
        prevoir_les_fiches(self.recit, self.calendrier, self.acteurs)
        prevoir_les_pieces(self)
        courrier.prevoir_les_battements(self.recit, self.calendrier)

    def reunion(self, temps, cle, exercice):
        """La séance nommée, ou l’ordinaire de l’exercice."""
        return self.reunions[cle or self.TEMPS[temps] + self._SUFFIXES[exercice]]

    def jouer(self):
        self.recit.jouer()
        courrier.ranger(par=self.acteurs.chef(self.acteurs.conventions["bethune"]))
