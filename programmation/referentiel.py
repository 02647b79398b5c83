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
# Deux thématiques de Dauphin sont connues ; les autres se saisissent dans l’administration (docs/metier.md §19).
THEMATIQUES = {
    "educsportjeun": "Éducation – Sport – Jeunesse",
    "mobilite-emploi": "Mobilité emploi",
    "autre": "Autre thématique",
}
GROUPES_DE_TRAVAIL = {
    "emploi": "Emploi",
    "education": "Éducation",
    "animations": "Animations",
    "cadre-de-vie": "Cadre de vie",
}
DISPOSITIFS = {
    "cite-educative": "Cité éducative",
    "pre": "Programme de réussite éducative (PRE)",
    "tfpb": "Abattement de taxe foncière (TFPB)",
    "gusp": "Gestion urbaine et sociale de proximité (GUSP)",
    "vvv": "Ville Vie Vacances (VVV)",
    "clas": "Accompagnement à la scolarité (CLAS)",
    "ctg": "Convention territoriale globale (CTG)",
    "fipd": "Prévention de la délinquance (FIPD)",
}
_LISTES = {
    "TrancheAge": TRANCHES_D_AGE,
    "Thematique": THEMATIQUES,
    "GroupeDeTravail": GROUPES_DE_TRAVAIL,
    "Dispositif": DISPOSITIFS,
}


def semer_les_listes(sender, using, apps=toutes, **_):
    """Crée ce qui manque ; un libellé que la ville a changé reste le sien. `flush` n’envoie pas `apps`."""
    for nom, valeurs in _LISTES.items():
        try:
            modele = apps.get_model("programmation", nom)
        except LookupError:  # une migration revenue avant la table
            continue
        for ordre, (code, libelle) in enumerate(valeurs.items(), start=1):
            modele.objects.using(using).get_or_create(code=code, defaults={"libelle": libelle, "ordre": ordre})
