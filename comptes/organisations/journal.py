"""Le journal d’une organisation, en phrases."""

from dataclasses import dataclass
from datetime import datetime

from comptes.models import Droit, PassageOrganisation
from comptes.organisations.portrait import SECTIONS

RECENTES = 50
_DROITS = dict(Droit.choices)
_QUITTE = "quitte l’organisation"


@dataclass(frozen=True)
class Ligne:
    le: datetime
    qui: str
    role: str
    phrase: str


def lignes(organisation):
    """Les derniers faits, du plus récent au plus ancien, en une requête."""
    passages = PassageOrganisation.objects.filter(objet=organisation).order_by("-rang")
    passages = passages.select_related("identite", "concerne", "invitation")[:RECENTES]
    return [Ligne(p.le, str(p.identite), p.role, _phrase(p)) for p in passages]


def _phrase(p):
    if section := SECTIONS.get(p.transition.removeprefix("modifier_")):
        return f"a modifié « {section.titre} »"
    droit, avant = _DROITS.get(p.vers, "").lower(), _DROITS.get(p.depuis, "").lower()
    if p.transition == "passer_la_main":
        ensuite = _DROITS.get(p.donnees["devient"], "").lower()
        return f"a passé la main à {p.concerne}, signataire ; {f'devient {ensuite}' if ensuite else _QUITTE}"
    phrases = {
        "inviter": f"a invité {p.invitation} comme {droit}",
        "renvoyer_l_invitation": f"a renvoyé l’invitation de {p.invitation}",
        "retirer_l_invitation": f"a retiré l’invitation de {p.invitation}",
        "accepter_l_invitation": f"a accepté l’invitation : {droit}",
        "changer_le_droit": f"a changé le droit de {p.concerne} : {avant}, puis {droit}",
        "retirer": f"a retiré {p.concerne} ({avant})",
    }
    return phrases[p.transition]
