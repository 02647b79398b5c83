"""La phrase d’accueil : elle conclut, au lieu de nommer la page."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.text import capfirst

from gouvernance.accueil.taches import dans, le_jour
from programmation.models import StatutSeance
from workflows.templatetags.ecriture import echeance, jour
from workflows.temps import aujourd_hui, maintenant

BIENTOT, CES_JOURS_CI = timedelta(days=45), timedelta(days=2)


@dataclass(frozen=True)
class Salut:
    titre: str
    precision: str


def salut(personne, campagnes, seances=(), a_faire=0):
    """« Bonjour Camille, le dépôt 2027 ferme dans 15 jours » ; sinon la séance, l’ouverture, ou ce qui attend."""
    bonjour = f"Bonjour {personne.prenom or personne.nom}"
    instant = maintenant()
    ouverte = next(
        (s for s in seances if s.statut == StatutSeance.OUVERTE and abs(s.prevue_le - instant) < CES_JOURS_CI), None
    )
    if ouverte:
        return Salut(f"{bonjour}, la séance est ouverte", f"{ouverte} : rien n’y a d’effet avant qu’elle soit actée.")
    fermetures = [c for c in campagnes if c.depot_ouvre_le <= instant <= c.depot_ferme_le]
    if fermetures:
        return _fermeture(bonjour, min(fermetures, key=lambda c: c.depot_ferme_le))
    prochaine = min(
        (s for s in seances if instant <= s.prevue_le <= instant + BIENTOT), key=lambda s: s.prevue_le, default=None
    )
    if prochaine:
        quand = dans((le_jour(prochaine.prevue_le) - aujourd_hui()).days)
        return Salut(f"{bonjour}, « {prochaine} » se tient {quand}", capfirst(f"{echeance(prochaine.prevue_le)}."))
    ouvertures = [c for c in campagnes if instant < c.depot_ouvre_le <= instant + BIENTOT]
    if ouvertures:
        c = min(ouvertures, key=lambda c: c.depot_ouvre_le)
        quand = dans((le_jour(c.depot_ouvre_le) - aujourd_hui()).days)
        return Salut(f"{bonjour}, le dépôt {c.annee} ouvre {quand}", f"Ouverture {echeance(c.depot_ouvre_le)}.")
    if a_faire:
        return Salut(
            f"{bonjour}, {a_faire} chose{'s' if a_faire > 1 else ''} vous attend{'ent' if a_faire > 1 else ''}", ""
        )
    return Salut(f"{bonjour}, rien ne vous attend aujourd’hui", f"Nous sommes le {jour(aujourd_hui())}.")


def _fermeture(bonjour, campagne):
    quand = dans((le_jour(campagne.depot_ferme_le) - aujourd_hui()).days)
    apres = "Après cette heure, le dépôt est refusé."
    if campagne.delai_de_grace:
        apres = "Un court délai de grâce couvre les lenteurs du réseau ; ensuite, le dépôt est refusé."
    return Salut(
        f"{bonjour}, le dépôt {campagne.annee} ferme {quand}", f"Clôture {echeance(campagne.depot_ferme_le)}. {apres}"
    )
