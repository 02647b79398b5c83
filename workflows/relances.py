"""Le registre des règles de relance : le planificateur et la page de prévision appellent les mêmes fonctions."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.envois import Envoi

REGLES: dict[str, "Regle"] = {}
_journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class Regle:
    """Une relance déclarée : ce qui est dû et quand, si c’est encore utile, et ce qu’on en dit."""

    nom: str
    libelle: str
    quand: str  # la phrase que lit l’équipe
    dus: Callable[[datetime, datetime], Iterable[Envoi]]  # ce qui échoit dans ]début, fin], non enregistré
    voulu: Callable[[Envoi], str]  # "" si l’envoi a encore un sens, sinon la raison de l’annuler
    composer: Callable[[Envoi], tuple[str, str]]  # (objet, corps), au moment de partir
    fenetre: timedelta = timedelta(days=2)  # au-delà de ce retard, la relance ne sert plus
    est_discrete: bool = False  # son texte cite ce que l’équipe ne lit pas encore (un brouillon)


def declarer(regle):
    """Met une règle en service. Deux règles ne portent pas le même nom."""
    if REGLES.setdefault(regle.nom, regle) is not regle:
        raise ValueError(f"La règle « {regle.nom} » est déjà déclarée.")
    return regle


def dus(instant):
    """Ce que chaque règle doit à cet instant, rattrapage compris ; une règle en panne n’arrête pas les autres."""
    envois = []
    for regle in REGLES.values():
        try:
            envois += regle.dus(instant - regle.fenetre, instant)
        except Exception:
            _journal.exception("La règle de relance « %s » a échoué ; les autres continuent.", regle.nom)
    return envois


def prevision(debut, fin):
    """Ce qui échoira dans ]début, fin] si rien ne change d’ici là, par ordre d’échéance."""
    envois = [envoi for regle in REGLES.values() for envoi in regle.dus(debut, fin)]
    return sorted(envois, key=lambda envoi: (envoi.echeance, envoi.regle, envoi.objet, envoi.adresse))
