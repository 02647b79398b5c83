"""Ce que disent tous les papiers d’une séance, lu des mêmes rangs : inscriptions, décisions, lignes, avenants, retraits.

Un papier rend ce que la séance a décidé. Un avenant s’y ajoute sans effacer la première décision (docs/metier.md §25).
"""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch

from dossiers.models import Avenant, Decision, Dossier, Inscription, Ligne, Pouvoir, Recusation
from dossiers.statuts import A_DECIDER, ACQUISES, StatutLigne
from programmation.models import Enveloppe, Financeur, Seance

ZERO = Decimal(0)
PLUSIEURS, SANS_QUARTIER, SANS_ENJEU = "Plusieurs quartiers", "Sans quartier", "Sans objectif de la convention"
_MOTS = {"accorder": "Accordé", "refuser": "Refusé", "ajourner": "Ajourné"}


@dataclass(frozen=True)
class Montants:
    """Ce qu’un financeur accorde, en euros ; absent n’est pas zéro."""

    contrat_de_ville: Decimal
    droit_commun: Decimal

    @property
    def total(self):
        return self.contrat_de_ville + self.droit_commun


@dataclass(frozen=True)
class Part:
    """Un financeur devant un dossier : ce qui lui est demandé, ce qu’il a décidé en séance, ce que les avenants en ont fait."""

    ligne: Ligne
    decision: Decision | None = None
    avenants: tuple = ()

    @property
    def decide(self):
        """Ce que la séance a accordé ; None si elle n’a rien accordé."""
        if self.decision is None or self.decision.choix != Decision.Choix.ACCORDER:
            return None
        return Montants(self.decision.contrat_de_ville, self.decision.droit_commun)

    @property
    def en_vigueur(self):
        """La même chose, les avenants de la séance compris."""
        if not self.avenants:
            return self.decide
        return montants_de(self.avenants[-1].apres)

    @property
    def mot(self):
        """La décision en un mot ; avant l’acte, « À décider » ; sans décision ici, l’état de la demande."""
        if self.decision:
            return _MOTS[self.decision.choix]
        return "À décider" if self.ligne.statut in A_DECIDER else StatutLigne(self.ligne.statut).label

    @property
    def mot_en_vigueur(self):
        """La même chose, les avenants compris."""
        if not self.avenants:
            return self.mot
        return "Accordé par avenant" if self.en_vigueur else "Retiré par avenant"

    @property
    def reserve(self):
        return self.decision.condition if self.decision else ""


def montants_de(etat):
    """Les montants d’un état d’avenant ({"contrat_de_ville", "droit_commun"}, en texte) ; None si rien n’y est accordé."""
    if etat["statut"] not in ACQUISES or etat["contrat_de_ville"] is None:
        return None
    return Montants(Decimal(etat["contrat_de_ville"]), Decimal(etat["droit_commun"]))


@dataclass(frozen=True)
class Action:
    """Un dossier de l’ordre du jour, ses financeurs, qui s’en est retiré."""

    inscription: Inscription
    parts: dict[int, Part]
    retires: list = field(default_factory=list)

    @property
    def dossier(self) -> Dossier:
        return self.inscription.dossier

    @cached_property
    def demande(self):
        return sum((part.ligne.demande for part in self.parts.values()), ZERO)

    @cached_property
    def accorde(self):
        return sum((p.en_vigueur.total for p in self.parts.values() if p.en_vigueur), ZERO)

    @cached_property
    def quartier(self):
        """Le quartier sous lequel l’action se compte, une seule fois."""
        noms = [quartier.nom for quartier in self.dossier.quartiers.all()]
        return (noms[0] if len(noms) == 1 else PLUSIEURS) if noms else SANS_QUARTIER

    @cached_property
    def quartiers(self):
        return ", ".join(quartier.nom for quartier in self.dossier.quartiers.all()) or SANS_QUARTIER

    @cached_property
    def enjeu(self):
        objectif = self.dossier.objectif_principal
        return objectif.objectif_strategique.enjeu.libelle if objectif else SANS_ENJEU

    @property
    def issue(self):
        """Ce que devient le dossier, déduit comme la machine : programmé dès qu’une part est accordée."""
        parts = self.parts.values()
        if any(p.decide for p in parts):
            return "Programmé"
        if any(p.decision is None and p.ligne.statut in A_DECIDER for p in parts):
            return "À décider"
        ajourne = any(p.decision and p.decision.choix == Decision.Choix.AJOURNER for p in parts)
        return "Ajourné" if ajourne else "Non retenu"

    @property
    def issue_en_vigueur(self):
        """La même chose, les avenants compris."""
        parts = self.parts.values()
        if not any(p.avenants for p in parts):
            return self.issue
        return "Programmé" if any(p.en_vigueur for p in parts) else "Non retenu"


@dataclass(frozen=True)
class Programmation:
    """Tout ce qu’un papier d’une séance peut dire."""

    seance: Seance
    financeurs: list[Financeur]
    actions: list[Action]
    avenants: list[Avenant]

    @property
    def est_un_projet(self):
        return not self.seance.est_actee

    def parts_de(self, financeur):
        """[(action, part)] des dossiers qui sollicitent ce financeur, dans l’ordre du jour."""
        return [(a, a.parts[financeur.pk]) for a in self.actions if financeur.pk in a.parts]

    @property
    def presents(self):
        return [p for p in self._presences if p.est_present]

    @property
    def absents(self):
        return [p for p in self._presences if not p.est_present]

    @cached_property
    def _presences(self):
        return list(self.seance.presences.select_related("financeur__organisation"))

    @cached_property
    def pouvoirs(self):
        return list(Pouvoir.objects.filter(seance=self.seance).select_related("financeur__organisation"))

    @cached_property
    def enveloppes(self):
        """Les enveloppes de la campagne, dans l’ordre des financeurs."""
        enveloppes = Enveloppe.objects.filter(campagne=self.seance.campagne_id)
        return list(enveloppes.select_related("financeur__organisation", "quartier", "enjeu"))


def programmation_de(seance):
    """Lit la séance en un nombre constant de requêtes. `seance` : sa campagne et sa convention sont lues."""
    inscriptions = list(_inscriptions(seance))
    avenants = list(
        seance.avenants.select_related(
            "ligne__financeur__organisation", "ligne__dossier__campagne", "decision", "par"
        ).order_by("numero")
    )
    des_lignes = {}
    for avenant in avenants:
        des_lignes.setdefault(avenant.ligne_id, []).append(avenant)
    actions = [_action(inscription, des_lignes) for inscription in inscriptions]
    trouves = {p.ligne.financeur for action in actions for p in action.parts.values()}
    financeurs = sorted(trouves, key=lambda f: (f.ordre, f.organisation.nom, f.dispositif))
    return Programmation(seance, financeurs, actions, avenants)


def _inscriptions(seance):
    en_vigueur = seance.inscriptions.en_vigueur().select_related(
        "dossier__organisation", "dossier__campagne", "dossier__objectif_principal__objectif_strategique__enjeu"
    )
    lignes = Ligne.objects.select_related("financeur__organisation", "enveloppe")
    retires = Recusation.objects.en_vigueur().select_related("personne")
    return en_vigueur.prefetch_related(
        "dossier__quartiers",
        Prefetch("dossier__lignes", lignes),
        "decisions__saisie_par",
        "decisions__lien__financeur__organisation",
        "decisions__pouvoir",
        Prefetch("recusations", retires),
    )


def _action(inscription, avenants):
    decisions = {decision.ligne_id: decision for decision in inscription.decisions.all()}
    parts = {
        ligne.financeur_id: Part(ligne, decisions.get(ligne.pk), tuple(avenants.get(ligne.pk, ())))
        for ligne in inscription.dossier.lignes.all()
    }
    return Action(inscription, parts, list(inscription.recusations.all()))


# Les sommes, écrites une fois --------------------------------------------------------------------------------


def sommes(parts, lire=lambda part: part.en_vigueur):
    """(demandé, accordé au contrat de ville, accordé au droit commun), en euros ; `lire` : avenants compris, ou non."""
    parts = list(parts)
    accordes = [accorde for part in parts if (accorde := lire(part))]
    return (
        sum((part.ligne.demande for part in parts), ZERO),
        sum((montants.contrat_de_ville for montants in accordes), ZERO),
        sum((montants.droit_commun for montants in accordes), ZERO),
    )


def par_enveloppe(programmation, financeur=None):
    """{enveloppe: accordé ici au contrat de ville, avenants compris}, toutes ou celles d’un financeur."""
    accordes = {}
    for action in programmation.actions:
        for part in action.parts.values():
            if part.ligne.enveloppe_id and part.en_vigueur:
                cle = part.ligne.enveloppe_id
                accordes[cle] = accordes.get(cle, ZERO) + part.en_vigueur.contrat_de_ville
    lues = [e for e in programmation.enveloppes if financeur is None or e.financeur_id == financeur.pk]
    return {enveloppe: accordes.get(enveloppe.pk, ZERO) for enveloppe in lues}
