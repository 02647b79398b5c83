"""Modifier une séance ; si elle est convoquée et que sa date ou son lieu change, chacun reçoit la nouvelle invitation."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import convocations
from programmation import regles as regles_seance
from workflows.envois import Envoi
from workflows.moteur import Blocage, modifier
from workflows.tasks import sonner


@transaction.atomic
def modifier_la_seance(seance, *, par, version, **champs):
    """Écrit ces champs et, dans la même transaction, ce qu’il faut en redire. Rend (séance fraîche, personnes prévenues).

    Lève `Blocage` ou `PermissionDenied`, et alors rien n’est écrit.
    """
    with modifier(seance, version=version) as fraiche:
        if not regles_seance.equipe(fraiche, par):
            raise PermissionDenied
        if fraiche.est_actee:
            raise Blocage("La séance est actée : elle ne change plus.")
        avant = (fraiche.prevue_le, fraiche.lieu)
        for champ, valeur in champs.items():
            setattr(fraiche, champ, valeur)
    if fraiche.convoquee_le is None or avant == (fraiche.prevue_le, fraiche.lieu):
        return fraiche, 0
    envois = Envoi.objects.inscrire(convocations.redite(fraiche))
    transaction.on_commit(lambda: sonner(), robust=True)
    return fraiche, len(envois)
