"""Ce que l’adresse demande aux listes des suites : des mots, un financeur, une étape, un ordre ; l’absurde ne filtre rien."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from dossiers import regles
from dossiers.models import Inscription
from dossiers.statuts import VOTEES
from gouvernance.suites.chaine import ETAPES
from programmation.texte import assourdir
from workflows.requete import entier

LONGUEUR = 100
TRIS = {
    "dossier": ("Dossier", lambda s: (s.ligne.dossier.numero, s.ligne.financeur.ordre)),
    "porteur": ("Porteur", lambda s: (assourdir(str(s.ligne.dossier.organisation)), s.ligne.dossier.numero)),
    "financeur": ("Financeur", lambda s: (s.ligne.financeur.ordre, str(s.ligne.financeur), s.ligne.dossier.numero)),
    "delai": ("Les plus anciennes notifications d’abord", lambda s: -(s.delai.jours if s.delai else -1)),
    "reste": ("Ce qui reste à verser", lambda s: -regles.reste_a_verser(s.ligne)),
}


@dataclass(frozen=True)
class Filtre:
    mots: str = ""
    financeur: int | None = None
    etape: str = ""
    tri: str = "dossier"
    seance: int | None = None

    @classmethod
    def lu(cls, demande):
        etape, tri = demande.get("etape", ""), demande.get("tri")
        mots = "".join(c for c in demande.get("q", "")[:LONGUEUR] if c.isprintable()).strip()
        return cls(
            mots,
            entier(demande.get("financeur")),
            etape if etape in ETAPES else "",
            tri if tri in TRIS else "dossier",
            entier(demande.get("seance")),
        )

    @property
    def est_pose(self):
        return bool(self.mots or self.financeur or self.etape or self.seance)

    def garder(self, suites):
        """Les suites que ce filtre laisse, dans l’ordre demandé."""
        if self.financeur:
            suites = [s for s in suites if s.ligne.financeur_id == self.financeur]
        if self.etape:
            suites = [s for s in suites if self.etape in s.etapes]
        if self.mots:
            mots = assourdir(self.mots).split()
            suites = [s for s in suites if all(mot in _texte(s.ligne) for mot in mots)]
        if self.seance:
            inscrits = set(
                Inscription.objects.en_vigueur().filter(seance=self.seance).values_list("dossier", flat=True)
            )
            suites = [s for s in suites if s.ligne.dossier_id in inscrits]
        return sorted(suites, key=TRIS[self.tri][1])


def de_la_seance(suites, seance):
    """Les suites d’une seule séance ; de toutes, si rien n’est dit."""
    if not seance:
        return suites
    inscrits = set(Inscription.objects.en_vigueur().filter(seance=seance).values_list("dossier", flat=True))
    return [suite for suite in suites if suite.ligne.dossier_id in inscrits]


def _texte(ligne):
    dossier = ligne.dossier
    mots = (dossier.reference, dossier.intitule, dossier.organisation, dossier.organisation.sigle, ligne.financeur)
    return assourdir(" ".join(map(str, (*mots, ligne.engagement))))


@dataclass
class Total:
    """Ce qu’un financeur a accordé, voté, engagé, versé, et ce qui reste à verser, en euros."""

    financeur: object
    lignes: int = 0
    accorde: Decimal = Decimal(0)
    vote: Decimal = Decimal(0)
    engage: Decimal = Decimal(0)
    verse: Decimal = Decimal(0)

    @property
    def reste(self):
        """Ce qui est accordé et n’est pas encore versé."""
        return self.accorde - self.verse

    @property
    def part_versee(self):
        """En pour cent de l’accordé, entier."""
        return int(self.verse * 100 / self.accorde) if self.accorde else 0

    @property
    def part_engagee(self):
        return int(self.engage * 100 / self.accorde) if self.accorde else 0

    def ajouter(self, ligne):
        self.lignes += 1
        self.accorde += ligne.accorde
        self.vote += ligne.accorde if ligne.statut in VOTEES else 0
        self.engage += ligne.accorde if ligne.engagement else 0
        self.verse += ligne.total_verse


def totaux_de(suites):
    """(un total par financeur, dans leur ordre ; le total de tous)."""
    par_financeur, tout = defaultdict(lambda: None), Total(None)
    for suite in suites:
        ligne = suite.ligne
        total = par_financeur[ligne.financeur_id] = par_financeur[ligne.financeur_id] or Total(ligne.financeur)
        total.ajouter(ligne)
        tout.ajouter(ligne)
    return sorted(par_financeur.values(), key=lambda t: (t.financeur.ordre, str(t.financeur))), tout


def financeurs_de(suites):
    """Les guichets de ces suites, pour le choix du filtre."""
    guichets = {s.ligne.financeur_id: s.ligne.financeur for s in suites}
    return sorted(guichets.values(), key=lambda f: (f.ordre, str(f)))
