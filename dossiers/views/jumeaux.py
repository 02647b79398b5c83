"""Un numéro Dauphin que deux dossiers portent : chacun n’apprend de l’autre que ce qu’il en lit déjà."""

from dossiers.models import Dossier


def memes_numeros(dossier):
    """Les autres dossiers de l’exercice qui portent son numéro ; aucun s’il n’en a pas."""
    if not dossier.numero_dauphin:
        return Dossier.objects.none()
    memes = Dossier.objects.filter(numero_dauphin=dossier.numero_dauphin, campagne__annee=dossier.campagne.annee)
    return memes.exclude(pk=dossier.pk).select_related("campagne", "organisation")


def jumeaux_lus(dossier, personne):
    """Ceux-là seuls que cette personne lit : les autres ne se nomment pas."""
    memes = memes_numeros(dossier)
    return list(memes & Dossier.objects.lus_en_entier_par(personne)) if dossier.numero_dauphin else []
