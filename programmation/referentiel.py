"""Les listes fermées du métier, semées après chaque migration pour que toute base les ait, même celle d’un test."""

from django.apps import apps as toutes

TRANCHES_D_AGE = {
    "petite-enfance": "Petite enfance",
    "primaire": "Primaire",
    "college": "Collège",
    "post-college": "Post collège",
    "adultes": "Adultes",
    "seniors": "Seniors",
    "tout-public": "Tout public",
}


def semer_les_tranches_d_age(sender, using, apps=toutes, **_):
    """Crée celles qui manquent ; un libellé que la ville a changé reste le sien. `flush` n’envoie pas `apps`."""
    try:
        modele = apps.get_model("programmation", "TrancheAge")
    except LookupError:  # une migration revenue avant la table
        return
    for ordre, (code, libelle) in enumerate(TRANCHES_D_AGE.items(), start=1):
        modele.objects.using(using).get_or_create(code=code, defaults={"libelle": libelle, "ordre": ordre})
