"""Ce que l’on veut voir de la grille : un quartier, un enjeu, un porteur, un financeur, ce qui reste à décider, des mots."""

from dataclasses import dataclass, field

from programmation.texte import assourdir
from workflows.requete import entier

LONGUEUR = 100


@dataclass
class Filtre:
    """Ce que l’adresse demande ; une valeur absurde ne filtre rien. Les choix viennent de l’ordre du jour lui-même."""

    quartier: int | None = None
    enjeu: int | None = None
    porteur: int | None = None
    financeur: int | None = None
    a_decider: bool = False
    mots: str = ""
    quartiers: list = field(default_factory=list)
    enjeux: list = field(default_factory=list)
    porteurs: list = field(default_factory=list)
    financeurs: list = field(default_factory=list)

    @classmethod
    def lu(cls, demande):
        cles = {nom: entier(demande.get(nom)) for nom in ("quartier", "enjeu", "porteur", "financeur")}
        mots = "".join(c for c in demande.get("q", "")[:LONGUEUR] if c.isprintable()).strip()
        return cls(**cles, a_decider=bool(demande.get("a_decider")), mots=mots)

    @property
    def est_pose(self):
        return bool(self.quartier or self.enjeu or self.porteur or self.financeur or self.a_decider or self.mots)

    def proposer(self, feuille, colonnes):
        """Les choix de chaque liste : ce que porte l’ordre du jour, et rien d’autre."""
        quartiers = {cle: nom for siens in feuille.quartiers.values() for cle, nom in siens}
        self.quartiers = sorted(quartiers.items(), key=lambda choix: choix[1])
        self.enjeux = sorted({(i[7], i[8]) for i in feuille.inscriptions if i[7]}, key=lambda choix: choix[1])
        self.porteurs = sorted({(i[4], i[5] or i[6]) for i in feuille.inscriptions}, key=lambda choix: choix[1])
        self.financeurs = [(c.cle, f"{c.nom}, {c.dispositif}" if c.dispositif else c.nom) for c in colonnes]

    def retient(self, inscription, feuille, lignes, attendus):
        """Vrai si ce dossier se montre. « À décider », avec un financeur : ce que lui n’a pas décidé."""
        if self.quartier and self.quartier not in {cle for cle, _ in feuille.quartiers.get(inscription[1], ())}:
            return False
        if (self.enjeu and self.enjeu != inscription[7]) or (self.porteur and self.porteur != inscription[4]):
            return False
        if self.financeur and self.financeur not in lignes:
            return False
        if self.a_decider and not self._reste_a_decider(feuille, lignes, attendus):
            return False
        texte = (
            assourdir(f"{inscription[3]} {inscription[5]} {inscription[6]} {inscription[2]:03d}") if self.mots else ""
        )
        return all(mot in texte for mot in assourdir(self.mots).split())

    def _reste_a_decider(self, feuille, lignes, attendus):
        if not self.financeur:
            return bool(attendus)
        ligne = lignes[self.financeur]
        return ligne[6] in ("recevable", "ajournee") and ligne[0] not in feuille.decisions
