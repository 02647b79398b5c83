"""Le pouls : la base répond-elle, depuis combien de temps attend le plus vieux courriel dû, combien ont échoué."""

from django.db.models import Count, Min, Q

from workflows.envois import Envoi, Statut
from workflows.temps import maintenant

TROP_VIEUX = 30 * 60  # secondes : au-delà, l’expéditeur ne passe plus


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
    return {"base": "joignable", "plus_ancien_du_secondes": attente, **faits, "va_bien": attente <= TROP_VIEUX}
