"""Ce que l’on imprime d’un dossier : l’exemplaire gardé au dépôt, mot pour mot ; d’un brouillon, son état d’à présent."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.dates import MONTHS

from dossiers import fiche, identite
from dossiers.models import Dossier, Exemplaire
from dossiers.statuts import Statut

ENVOIS = (
    "deposer",
    "enregistrer",
    "completer",
    "confirmer_le_plan",
)  # les passages qui gardent chacun un exemplaire (docs/metier.md §18)


@dataclass(frozen=True)
class Imprimable:
    """Un dossier et le contenu que l’on en imprime ; sans exemplaire, c’est un brouillon."""

    dossier: Dossier
    contenu: list
    exemplaire: Exemplaire | None
    dit_les_noms: bool = True

    @property
    def instant(self):
        return self.exemplaire.le if self.exemplaire else self.dossier.modifie_le

    @property
    def mention(self):
        """Ce que chaque page doit dire d’un papier qui n’est pas celui d’un dossier déposé."""
        if self.exemplaire:
            return ""
        if self.dossier.statut == Statut.ABANDONNE:
            return "Abandonné : jamais déposé"
        return "Brouillon : pas encore déposé"

    @cached_property
    def champs(self):
        """{code: (libellé, texte)}, toutes parties réunies, sauf les attestations."""
        parties = [partie for partie in self.contenu if partie["code"] != "attestations"]
        return {c["code"]: (c["libelle"], c["texte"]) for partie in parties for c in partie["champs"]}

    @property
    def attestations(self):
        """[(qui atteste, engagement)], dans l’ordre du dépôt."""
        parties = [partie for partie in self.contenu if partie["code"] == "attestations"]
        return [(self._qui_atteste(c), c["texte"]) for partie in parties for c in partie["champs"]]

    def _qui_atteste(self, champ):
        return champ["libelle"] if self.dit_les_noms else f"Attesté par {self.champs['organisation'][1]}"


def _rang_de_la_demande(dossier):
    """Le dernier envoi de la demande : un plan confirmé après la décision se garde aussi, et ne la remplace pas."""
    if not (dossier.plan_confirme_le or dossier.revision_ouverte_le):
        return None
    envois = dossier.passages.filter(transition__in=ENVOIS).order_by("rang").values_list("transition", flat=True)
    return max((rang for rang, nom in enumerate(envois, 1) if nom != "confirmer_le_plan"), default=None)


def imprimable(dossier, rang=None, *, dit_les_noms=True):
    """Le dernier exemplaire de ce dossier, ou celui de ce rang ; sans aucun dépôt, le brouillon. None si le rang n’existe pas.

    `dit_les_noms` : faux pour qui ne lit pas le nom des personnes (`regles.lit_les_noms`) ; il lit alors leur qualité.
    """
    exemplaires = dossier.exemplaires.select_related("par").order_by("-rang")
    rang = rang or _rang_de_la_demande(dossier)
    exemplaire = (exemplaires.filter(rang=rang) if rang else exemplaires).first()
    if not exemplaire and rang:
        return None
    contenu = exemplaire.contenu if exemplaire else fiche.contenu(dossier)
    return Imprimable(dossier, [*contenu, *_contacts(dossier, dit_les_noms)], exemplaire, dit_les_noms)


def _contacts(dossier, dit_les_noms):
    """Les interlocuteurs d’aujourd’hui, pour qui lit les noms : l’exemplaire ne garde d’eux rien que l’on ne puisse effacer."""
    if not dit_les_noms:
        return []
    champs = [asdict(champ) for champ in identite.interlocuteurs(dossier.organisation)]
    return [{"code": "contacts", "titre": "Les interlocuteurs", "champs": champs}]


@dataclass(frozen=True)
class Envoi:
    """Qui a envoyé un exemplaire, à quel titre, par quel passage."""

    nom: str
    role: str
    transition: str
    instant: object


def envois_de(dossier):
    """Les envois d’un dossier, dans l’ordre de ses exemplaires, lus au journal ; un nom effacé ne s’y lit plus."""
    passages = dossier.passages.filter(transition__in=ENVOIS).select_related("identite").order_by("rang")
    return [Envoi(p.identite.nom or "nom effacé", p.role, p.transition, p.le) for p in passages]


# Relire un texte ------------------------------------------------------------------------------------------

_MOIS = {str(nom).lower(): rang for rang, nom in MONTHS.items()}


def montant_de(texte):
    """« 1 234,50 € » → Decimal("1234.50") ; None si ce texte n’est pas un nombre."""
    nu = re.sub(r"[\s€]", "", texte).replace(",", ".")
    return Decimal(nu) if re.fullmatch(r"\d+(\.\d+)?", nu) else None


def jour_de(texte):
    """« 1er février 2027 » → la date ; None si ce texte n’en est pas une."""
    lu = re.fullmatch(r"(\d{1,2})(?:er)? (\w+) (\d{4})", texte)
    mois = lu and _MOIS.get(lu[2].lower())
    return date(int(lu[3]), mois, int(lu[1])) if mois else None
