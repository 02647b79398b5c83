"""Ce qu’un dossier de la démonstration dit de plus que sa fiche : besoin, lieux, moyens, indicateurs. Tout est inventé."""

from decimal import Decimal

from dossiers.models import IndicateurDeResultat, Lieu, MoyenHumain, Partenaire
from programmation.models import Dispositif, GroupeDeTravail, Thematique

_BESOINS = (
    "Des familles rencontrées par l’association cherchent une activité régulière, proche et peu chère",
    "Les bénévoles voient venir des personnes qui ne savent pas à qui s’adresser",
    "Les animateurs constatent que les mêmes participants reviennent, et que d’autres ne viennent jamais",
    "Des habitants ont demandé cette action à la fin de la précédente",
)
_BUTS = (
    "Que chacun trouve sa place, et revienne.",
    "Que les personnes reprennent confiance et sachent vers qui se tourner.",
    "Que des voisins qui ne se parlaient pas fassent quelque chose ensemble.",
)
_LIEUX = (("Salle polyvalente (lieu inventé)", "1 rue de l’Exemple"), ("Parc du quartier (lieu inventé)", ""))
_PARTENAIRES = (("Un collège (fictif)", "prête une salle"), ("Un club voisin (fictif)", "partage son matériel"))


def completer(dossier, rang, mention):
    """Pose les champs que la fiche ne dit pas. `rang` : de quoi les varier d’un dossier à l’autre, toujours pareil."""
    dossier.besoin = f"{_BESOINS[rang % len(_BESOINS)]}.{mention}"
    dossier.objectifs_vises = _BUTS[rang % len(_BUTS)]
    dossier.moyens_materiels = "Une salle, du petit matériel, un vidéoprojecteur."
    dossier.thematique = Thematique.objects.order_by("ordre")[rang % 2]
    dossier.groupe_de_travail = GroupeDeTravail.objects.order_by("ordre")[rang % 4]
    dossier.participation = ("consultes", "co_construite", "aucune", "portee")[rang % 4]
    dossier.mixite_ages, dossier.mixite_quartiers = rang % 3 == 0, rang % 4 == 0
    dossier.save()
    dossier.dispositifs.set(Dispositif.objects.order_by("ordre")[rang % 3 : rang % 3 + 1])
    nom, adresse = _LIEUX[rang % 2]
    Lieu.objects.create(dossier=dossier, nom=nom, adresse=adresse, quartier=dossier.quartiers.first())
    organisme, role = _PARTENAIRES[rang % 2]
    Partenaire.objects.create(dossier=dossier, organisme=organisme, role=role)
    MoyenHumain.objects.create(dossier=dossier, categorie="benevoles", personnes=3 + rang % 5)
    MoyenHumain.objects.create(dossier=dossier, categorie="cdi", personnes=1, etpt=Decimal("0.5"))
    IndicateurDeResultat.objects.create(
        dossier=dossier, libelle="Personnes inscrites", unite="personnes", cible=dossier.beneficiaires_total, rang=1,
        source="feuilles de présence",
    )  # fmt: skip
    IndicateurDeResultat.objects.create(dossier=dossier, libelle="Séances tenues", unite="séances", cible=30, rang=2)
