"""La grille du comité des financeurs : dossiers en rangs, financeurs en colonnes, et ce qui reste dans chaque enveloppe."""

from dataclasses import dataclass
from decimal import Decimal

from dossiers.models import Decision, Inscription
from dossiers.statuts import A_DECIDER, ACQUISES, TONS, StatutLigne
from programmation.models import Enveloppe

ZERO = Decimal(0)
PRESQUE = Decimal("0.95")
_MOTS = {"refuser": "Refusé", "ajourner": "Ajourné"}


@dataclass(frozen=True)
class Case:
    """Ce qu’un financeur dit d’un dossier. Vide : il n’est pas sollicité."""

    ligne: object = None
    decision: Decision | None = None

    @property
    def attend(self):
        return self.ligne is not None and self.decision is None and self.ligne.statut in A_DECIDER

    @property
    def accorde(self):
        """Le montant accordé, saisi ou déjà acté ; None si rien n’est accordé."""
        if self.decision:
            return self.decision.montant if self.decision.choix == Decision.Choix.ACCORDER else None
        return self.ligne.accorde if self.ligne is not None and self.ligne.statut in ACQUISES else None

    @property
    def mot(self):
        """Le mot qui remplace le montant : « Refusé », « Ajourné », « Irrecevable »…"""
        if self.decision:
            return _MOTS.get(self.decision.choix, "")
        return "" if self.ligne is None or self.attend else StatutLigne(self.ligne.statut).label

    @property
    def ton(self):
        if self.decision:
            return {"refuser": "non", "ajourner": "pause"}.get(self.decision.choix, "")
        return TONS.get(self.ligne.statut, "") if self.ligne is not None else ""

    @property
    def classe(self):
        return "hors" if self.ligne is None else "n tardif" if self.attend else "n"


@dataclass(frozen=True)
class Rang:
    inscription: Inscription
    cases: list
    demande: Decimal
    accorde: Decimal


@dataclass(frozen=True)
class Grille:
    financeurs: list
    rangs: list
    totaux: list
    demande: Decimal
    accorde: Decimal
    a_decider: int


def grille_de(inscriptions):
    """La grille de ces inscriptions, déjà lues avec leurs lignes et leurs décisions."""
    lignes = [ligne for i in inscriptions for ligne in i.dossier.lignes.all()]
    financeurs = sorted(
        {ligne.financeur for ligne in lignes}, key=lambda f: (f.ordre, f.organisation.nom, f.dispositif)
    )
    rangs = [_rang(inscription, financeurs) for inscription in inscriptions]
    totaux = [sum((r.cases[n].accorde or ZERO for r in rangs), ZERO) for n in range(len(financeurs))]
    a_decider = sum(case.attend for rang in rangs for case in rang.cases)
    return Grille(financeurs, rangs, totaux, sum((r.demande for r in rangs), ZERO), sum(totaux, ZERO), a_decider)


def _rang(inscription, financeurs):
    lignes = {ligne.financeur_id: ligne for ligne in inscription.dossier.lignes.all()}
    decisions = {decision.ligne_id: decision for decision in inscription.decisions.all()}
    cases = [_case(lignes.get(financeur.pk), decisions) for financeur in financeurs]
    demande = sum((ligne.demande for ligne in lignes.values()), ZERO)
    return Rang(inscription, cases, demande, sum((case.accorde or ZERO for case in cases), ZERO))


def _case(ligne, decisions):
    return Case(ligne, decisions.get(ligne.pk)) if ligne is not None else Case()


@dataclass(frozen=True)
class Gage:
    """Une enveloppe telle qu’elle serait si l’on actait maintenant les décisions saisies."""

    enveloppe: Enveloppe
    saisi: Decimal

    @property
    def reste(self):
        return self.enveloppe.reste - self.saisi

    @property
    def depassement(self):
        return -self.reste

    @property
    def est_depassee(self):
        return self.reste < 0

    @property
    def est_presque_epuisee(self):
        return not self.est_depassee and self.part >= PRESQUE

    @property
    def part(self):
        return (self.enveloppe.engage + self.saisi) / self.enveloppe.montant if self.enveloppe.montant else ZERO

    @property
    def pour_le_script(self):
        """« 62000.00;47500.00;0.00 » : montant, engagé, saisi, pour le script de la grille."""
        return ";".join(f"{m:.2f}" for m in (self.enveloppe.montant, self.enveloppe.engage, self.saisi))

    @property
    def reserve(self):
        """À quoi l’enveloppe est réservée, en mots ; rien si elle sert partout."""
        return ", ".join(str(part) for part in (self.enveloppe.quartier, self.enveloppe.enjeu) if part)

    @property
    def pourcent(self):
        """« 76.6 » : une mesure pour un attribut de dessin, jamais plus de cent."""
        return f"{min(self.part, Decimal(1)) * 100:.1f}"

    @property
    def pourcent_entier(self):
        return f"{self.part * 100:.0f}"


def gages_de(seance, personne, inscriptions):
    """Les enveloppes que cette personne peut lire, diminuées de ce qui est saisi et pas encore acté."""
    saisi = {}
    for inscription in inscriptions:
        lignes = {ligne.pk: ligne for ligne in inscription.dossier.lignes.all()}
        for decision in inscription.decisions.all():
            ligne = lignes.get(decision.ligne_id)
            if ligne and ligne.statut in A_DECIDER and ligne.enveloppe_id:
                saisi[ligne.enveloppe_id] = saisi.get(ligne.enveloppe_id, ZERO) + decision.contrat_de_ville
    enveloppes = Enveloppe.objects.visibles_par(personne).filter(campagne=seance.campagne_id)
    return [
        Gage(e, saisi.get(e.pk, ZERO))
        for e in enveloppes.select_related("financeur__organisation", "quartier", "enjeu")
    ]
