"""Composer l’ordre du jour : trier les dossiers prêts, monter ou descendre un dossier d’un cran, ranger d’un geste."""

from dataclasses import dataclass

from comptes.models import Organisation
from gouvernance.seances.axes import enjeu_de, porteur_de, quartier_de
from programmation.models import Enjeu, Quartier
from workflows.requete import entier


def _par_enjeu(i):
    return enjeu_de(i.dossier), quartier_de(i.dossier), i.dossier.numero


def _par_quartier(i):
    nom = quartier_de(i.dossier)
    return nom.startswith("Plusieurs"), nom.casefold(), i.dossier.numero


def _par_porteur(i):
    return porteur_de(i.dossier).casefold(), i.dossier.numero


RANGEMENTS = {  # code : (ce que dit le bouton, la clé)
    "enjeu": ("par enjeu", _par_enjeu),
    "quartier": ("par quartier", _par_quartier),
    "porteur": ("par porteur", _par_porteur),
    "numero": ("par numéro de dossier", lambda i: i.dossier.numero),
}


def deplacer(inscriptions, donnees):
    """(l’ordre voulu, la clé de celle que l’on a touchée) ; (None, None) si ce sont les numéros qui commandent."""
    if donnees.get("ranger") in RANGEMENTS:
        return sorted(inscriptions, key=RANGEMENTS[donnees["ranger"]][1]), None
    for geste, pas in (("monter", -1), ("descendre", 1)):
        rangs = {i.pk: rang for rang, i in enumerate(inscriptions)}
        touche = entier(donnees.get(geste))
        if touche in rangs:
            voulu, ici = list(inscriptions), rangs[touche]
            la = min(max(ici + pas, 0), len(voulu) - 1)
            voulu.insert(la, voulu.pop(ici))
            return voulu, touche
    return None, None


@dataclass(frozen=True)
class FiltreDesPrets:
    """Quels dossiers prêts montrer ; une valeur absurde ne filtre rien."""

    quartier: int | None = None
    enjeu: int | None = None
    porteur: int | None = None
    financeur: int | None = None

    @classmethod
    def lu(cls, demande):
        return cls(*(entier(demande.get(nom)) for nom in ("quartier", "enjeu", "porteur", "financeur")))

    @property
    def est_pose(self):
        return any((self.quartier, self.enjeu, self.porteur, self.financeur))

    def appliquer(self, dossiers):
        filtres = {
            "quartiers": self.quartier,
            "objectif_principal__objectif_strategique__enjeu": self.enjeu,
            "organisation": self.porteur,
            "lignes__financeur": self.financeur,
        }
        for champ, valeur in filtres.items():
            dossiers = dossiers.filter(**{champ: valeur}) if valeur else dossiers
        return dossiers

    def choix(self, seance):
        """[(nom du champ, étiquette, valeur choisie, options)], pour le formulaire du filtre."""
        campagne = seance.campagne
        porteurs = Organisation.objects.filter(dossiers__campagne=campagne, dossiers__depose_le__isnull=False)
        return [
            ("quartier", "Quartier", self.quartier, Quartier.objects.de_la_convention(campagne.convention)),
            ("enjeu", "Enjeu", self.enjeu, Enjeu.objects.filter(contrat=campagne.convention.contrat_id)),
            ("porteur", "Porteur", self.porteur, porteurs.distinct().order_by("nom")),
            ("financeur", "Financeur sollicité", self.financeur, campagne.financeurs.select_related("organisation")),
        ]
