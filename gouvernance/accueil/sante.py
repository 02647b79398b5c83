"""Le pouls : la base répond-elle, le planificateur passe-t-il, depuis quand attend le plus vieux courriel, combien ont échoué."""

from django.db.models import Count, Min, Q

from workflows.battement import Battement
from workflows.envois import Envoi, Statut
from workflows.temps import maintenant

TROP_VIEUX = 30 * 60  # secondes : au-delà, l’expéditeur ou le planificateur ne passe plus


def pouls():
    """Les nombres seuls : ni adresse ni objet n’en sortent. Lève DatabaseError si la base ne répond pas."""
    instant = maintenant()
    du = Q(statut=Statut.A_ENVOYER, prochain_essai_le__lte=instant)
    faits = Envoi.objects.order_by().aggregate(
        plus_ancien=Min("prochain_essai_le", filter=du),
        en_attente=Count("pk", filter=du),
        en_echec=Count("pk", filter=Q(statut=Statut.ECHEC)),
        incertains=Count("pk", filter=Q(statut=Statut.INCERTAINE)),
    )
    plus_ancien = faits.pop("plus_ancien")
    attente = int((instant - plus_ancien).total_seconds()) if plus_ancien else 0
    battement = Battement.age("relancer")
    return {
        "base": "joignable",
        "dernier_battement_secondes": battement,
        "plus_ancien_du_secondes": attente,
        **faits,
        "va_bien": max(attente, battement or 0) <= TROP_VIEUX,
    }
