"""Charger le fichier d’une convention : lire, vérifier tout, confronter à la base, puis écrire d’un bloc."""

from programmation.chargement.ecriture import charger  # noqa: F401
from programmation.chargement.fautes import Faute, FichierRefuse  # noqa: F401
