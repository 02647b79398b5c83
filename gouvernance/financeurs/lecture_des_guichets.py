"""Qui parle pour chaque guichet d’un comité : ses agents, son lien, son pouvoir, et où en est sa colonne."""

from dataclasses import dataclass, field
from datetime import datetime, time

from django.db.models import Count, Q

from dossiers import destinataires
from dossiers.models import Decision, Inscription, Ligne, Pouvoir
from dossiers.statuts import A_DECIDER
from programmation.models import Financeur, LienDeGuichet
from programmation.models.lien_de_guichet import ESSAIS_PERMIS
from workflows.templatetags.ecriture import heure, jour
from workflows.temps import PARIS, aujourd_hui, maintenant


@dataclass(frozen=True)
class LienLu:
    """Un lien, ce qu’il a saisi, et son état en toutes lettres."""

    lien: LienDeGuichet
    saisies: int

    @property
    def est_ouvert(self):
        lien = self.lien
        return lien.revoque_le is None and lien.expire_le > maintenant() and lien.essais < ESSAIS_PERMIS

    @property
    def etat(self):
        """(ton, mots)."""
        lien = self.lien
        if lien.revoque_le:
            return "clos", f"Révoqué le {_a(lien.revoque_le)}"
        if lien.expire_le <= maintenant():
            return "clos", f"Expiré le {_a(lien.expire_le)}"
        if lien.essais >= ESSAIS_PERMIS:
            return "non", f"Fermé après {ESSAIS_PERMIS} codes faux"
        return ("ok", f"Entré le {_a(lien.entre_le)}") if lien.entre_le else ("attente", "Jamais entré")

    @property
    def a_confirmer(self):
        return bool(self.saisies) and self.lien.confirmee_le is None


def _a(instant):
    return f"{jour(instant)} à {heure(instant)}"


@dataclass
class Guichet:
    """Un financeur sollicité à l’ordre du jour."""

    financeur: Financeur
    sollicitations: int
    decidees: int
    est_la_ville: bool = False
    agents: list = field(default_factory=list)
    liens: list = field(default_factory=list)
    pouvoir: Pouvoir | None = None

    @property
    def lien_ouvert(self):
        return next((lu for lu in self.liens if lu.est_ouvert), None)

    @property
    def parle(self):
        """Vrai si quelqu’un peut décider pour ce guichet."""
        return bool(self.est_la_ville or self.agents or self.lien_ouvert or self.pouvoir)


def guichets_de(seance):
    """Les guichets sollicités par l’ordre du jour, en un nombre constant de requêtes."""
    inscrits = Inscription.objects.en_vigueur().filter(seance=seance).values("dossier")
    attendues = Q(statut__in=A_DECIDER) | Q(decisions__inscription__seance=seance)
    decidees = Q(decisions__inscription__seance=seance, decisions__inscription__retiree_le=None)
    lignes = Ligne.objects.filter(attendues, dossier__in=inscrits).order_by().values("financeur")
    comptes = lignes.annotate(n=Count("pk", distinct=True), d=Count("pk", filter=decidees, distinct=True))
    nombres = {c["financeur"]: (c["n"], c["d"]) for c in comptes}
    financeurs = Financeur.objects.filter(pk__in=nombres).select_related("organisation")
    agents = destinataires.agents_par_organisation({f.organisation_id for f in financeurs})
    pouvoirs = {p.financeur_id: p for p in Pouvoir.objects.filter(seance=seance).select_related("par")}
    liens = _liens_de(seance)
    pilote = seance.campagne.convention.pilote_id
    return [
        Guichet(
            f, *nombres[f.pk], f.organisation_id == pilote, agents[f.organisation_id], liens.get(f.pk, []), pouvoirs.get(f.pk)
        )
        for f in financeurs
    ]  # fmt: skip


def _liens_de(seance):
    """Le dernier lien de chaque guichet, et ceux d’avant dont il reste une saisie."""
    en_vigueur = Q(decisions__inscription__retiree_le=None)
    tous = LienDeGuichet.objects.filter(seance=seance).select_related("financeur", "cree_par", "confirmee_par")
    lus = {}
    for lien in tous.annotate(saisies=Count("decisions", filter=en_vigueur)).order_by("-pk"):
        if lien.saisies or lien.financeur_id not in lus:
            lus.setdefault(lien.financeur_id, []).append(LienLu(lien, lien.saisies))
    return lus


def fin_du_jour(seance):
    """Le soir de la séance, 23 h 59 à Paris ; ce soir, si son jour est passé."""
    soir = max(seance.prevue_le.astimezone(PARIS).date(), aujourd_hui())
    return datetime.combine(soir, time(23, 59), PARIS)


def saisies_du_lien(lien):
    """Ce qu’un lien a saisi et qui vaut encore, dans l’ordre du jour."""
    lues = Decision.objects.filter(lien=lien, inscription__retiree_le=None)
    return lues.select_related(
        "inscription__dossier__organisation", "inscription__dossier__campagne", "ligne"
    ).order_by("inscription__ordre", "inscription__pk")
