"""L’expéditeur : prend les envois dus un à un et les remet, sans en perdre ni en doubler, quoi qu’il arrive.

Prendre (bail et jeton) → relire si c’est encore voulu → rédiger → remettre jusqu’au corps → écrire `point` en base
→ point final → `envoyee`. Un processus tué avant `point` n’a rien remis ; tué après, le journal du relais tranche,
ou à défaut la politique : une relance est tenue pour incertaine, une annonce repart sous le même Message-ID.
"""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, transaction

from workflows.envois import Envoi, Statut
from workflows.relances import REGLES
from workflows.temps import maintenant
from workflows.transports import (
    IssueInconnue,
    RefusDefinitif,
    RefusTemporaire,
    RelaisInjoignable,
    courriel_de,
    transport_en_service,
)

_journal = logging.getLogger(__name__)
REPORTS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 4 * 60, 12 * 60))
TOUTES_LES_HEURES = 3  # le rang du report d’une heure
INJOIGNABLE, REPRIS, EN_SUSPENS = "relais injoignable", "repris par un autre expéditeur", "au point, issue inconnue"


class JetonPerdu(Exception):
    """Un autre expéditeur a repris cet envoi : celui-ci s’efface sans mettre le point final."""


@dataclass(frozen=True)
class Bails:
    """Combien de temps un envoi reste à qui l’a pris. Celui du point dépasse tout délai d’attente SMTP."""

    prise: timedelta = timedelta(seconds=max(300, 10 * settings.EMAIL_TIMEOUT))
    point: timedelta = timedelta(seconds=max(900, 10 * settings.EMAIL_TIMEOUT))


def expedier(transport=None, bails=None):
    """Remet tout ce qui est dû, puis rend le compte des issues. À appeler hors de toute transaction."""
    transport, bails, issues = transport or transport_en_service(), bails or Bails(), Counter()
    while envoi := Envoi.objects.reclamer(bails.prise):
        issue = _traiter(envoi, transport, bails)
        issues[str(issue)] += 1
        if issue == INJOIGNABLE:
            break  # le relais est en cause, pas l’envoi : les autres attendent la prochaine passe
    return issues


def _traiter(envoi, transport, bails):
    """Mène un envoi jusqu’à son issue ; l’erreur de l’un n’arrête jamais les autres."""
    try:
        if envoi.statut == Statut.POINT:
            return _trancher(envoi, transport)
        if refus := _ce_qui_l_ecarte(envoi):
            return refus
        _rediger(envoi)
        transport.remettre(courriel_de(envoi), lambda: _ecrire_le_point(envoi, bails))
        return _issue(envoi, Statut.ENVOYEE, envoyee_le=maintenant(), motif="")
    except JetonPerdu:
        return REPRIS
    except RelaisInjoignable as erreur:
        _reporter(envoi, f"Relais injoignable : {erreur}", sans_fin=True)
        return INJOIGNABLE
    except RefusTemporaire as erreur:
        return _reporter(envoi, f"Remise différée : {erreur}")
    except RefusDefinitif as erreur:
        return _issue(envoi, Statut.ECHEC, motif=f"Refusé par le serveur du destinataire : {erreur}")
    except IssueInconnue as erreur:
        _journal.warning("Envoi %s au point sans réponse : %s", envoi.pk, erreur)
        return EN_SUSPENS
    except DatabaseError:
        raise  # sans base, rien à écrire : le bail échu rendra l’envoi à un autre passage
    except Exception as erreur:
        _journal.exception("Envoi %s : erreur à la remise.", envoi.pk)
        if envoi.statut == Statut.POINT:
            return EN_SUSPENS  # le point est peut-être parti : à l’échéance du bail, on tranchera de nouveau
        return _reporter(envoi, f"Erreur à la remise : {type(erreur).__name__}")


def _ce_qui_l_ecarte(envoi):
    """Relit, au moment de partir, si l’envoi a encore un sens ; l’écarte avec la raison, sinon ne rend rien."""
    regle = REGLES.get(envoi.regle)
    if regle is None:
        return (
            None if envoi.corps else _issue(envoi, Statut.ANNULEE, par=None, motif="Cette règle n’est plus en service.")
        )
    if maintenant() > envoi.echeance + regle.fenetre:
        return _issue(envoi, Statut.PERIMEE, motif="Trop tard pour être utile.")
    if raison := regle.voulu(envoi):
        return _issue(envoi, Statut.ANNULEE, par=None, motif=raison)
    return None


def _rediger(envoi):
    """Une relance dit ce qui manque encore : son texte s’écrit maintenant."""
    if regle := REGLES.get(envoi.regle):
        envoi.ecrire(*regle.composer(envoi))


def _ecrire_le_point(envoi, bails):
    """La phase qui fait toute la sûreté : validée en base avant que le point final ne parte."""
    with transaction.atomic(durable=True):
        ecrit = envoi.regler(
            Statut.POINT, bail_jusqu_au=maintenant() + bails.point, sujet=envoi.sujet, corps=envoi.corps
        )
    if not ecrit:
        raise JetonPerdu
    envoi.statut = Statut.POINT


def _trancher(envoi, transport):
    """Un expéditeur a disparu entre le point écrit et la réponse du relais : est-ce parti ?"""
    connu = transport.relais_connait(envoi.message_id)
    if connu:
        return _issue(envoi, Statut.ENVOYEE, envoyee_le=maintenant(), motif="")
    if connu is None and envoi.regle in REGLES:
        return _issue(
            envoi, Statut.INCERTAINE, motif="L’envoi s’est interrompu au dernier instant : il est peut-être arrivé."
        )
    delai = timedelta(0) if connu is False else None
    return _reporter(envoi, "Interrompu au dernier instant : repart sous le même identifiant.", delai)


def _reporter(envoi, motif, delai=None, sans_fin=False):
    """Un nouvel essai plus tard : 1, 5, 15, 60 min, 4 h, 12 h ; ensuite, une personne décide.

    `sans_fin` : le relais est en cause et non l’envoi, qui réessaie toutes les heures sans jamais échouer.
    """
    rang = min(envoi.tentatives, TOUTES_LES_HEURES) if sans_fin else envoi.tentatives
    if rang >= len(REPORTS):
        return _issue(envoi, Statut.ECHEC, motif=f"{motif} ({rang + 1} essais)")
    prochain = maintenant() + (REPORTS[rang] if delai is None else delai)
    return _issue(
        envoi,
        Statut.A_ENVOYER,
        tentatives=rang + 1,
        prochain_essai_le=prochain,
        motif=motif,
        bail_jusqu_au=None,
    )


def _issue(envoi, statut, **champs):
    return statut if envoi.regler(statut, **champs) else REPRIS
