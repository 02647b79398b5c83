"""Qui peut quoi d’une séance, d’une campagne, et sous quelle condition, en toutes lettres."""

from comptes.models import Droit, Qualite
from workflows.moteur import garde


def equipe(objet, personne):
    """L’équipe politique de la ville de la commune pilote."""
    return personne.agit_comme(Qualite.EQUIPE, objet.campagne.convention.pilote_id)


def chef(objet, personne):
    """Le chef ou la cheffe de projet de la commune pilote."""
    return personne.agit_comme(Qualite.EQUIPE, objet.campagne.convention.pilote_id, Droit.CHEF)


@garde("La présence n’est pas saisie : notez au moins une personne présente.")
def presence_saisie(seance):
    return seance.presences.filter(est_present=True).exists()


@garde(lambda seance: f"Aucun enjeu {seance.campagne.annee + 1} n’est écrit : le Temps 3 en présente au moins un.")
def enjeu_ecrit(seance):
    return seance.temps != 3 or seance.campagne.enjeux_annonces.exists()
