"""Le contrôle avant d’acter : ce qui est prêt, ce qui bloque et où y remédier, enveloppe par enveloppe de combien."""

from dataclasses import dataclass, field

from dossiers.actions.seances import ENVELOPPE_INSUFFISANTE, NOTEE_PAR_UN_RETIRE
from dossiers.models import Dossier, Ligne
from gouvernance.financeurs.grille import gages_de
from programmation.models import LienDeGuichet, Temps


@dataclass
class Controle:
    """Une chose que l’acte demande ; `manques` : les `Empechement` qui la retiennent, chacun avec sa page."""

    libelle: str
    manques: list = field(default_factory=list)
    depassees: list = field(default_factory=list)  # les enveloppes, pour dire de combien

    @property
    def est_pret(self):
        return not self.manques


_DU_TEMPS_1 = {
    "decision": "Chaque demande a sa décision",
    "motif": "Chaque refus et chaque ajournement a son motif",
    "enveloppe": "Aucune enveloppe n’est dépassée",
    "retrait": "Aucune décision n’est d’une personne retirée",
    "lien": "Les colonnes remplies par un lien sont confirmées",
}
_DU_TEMPS_3 = {"suite": "Chaque action a sa suite proposée"}
_PHRASES = {ENVELOPPE_INSUFFISANTE: "enveloppe", NOTEE_PAR_UN_RETIRE: "retrait", "Un motif est attendu.": "motif"}


def controles_de(seance, personne, inscriptions, empechements):
    """La liste des contrôles, dans l’ordre où on les lit. `empechements` : ceux de la page de la séance."""
    libelles = {"seance": "La présence et l’ordre du jour sont tenus"}
    libelles |= {Temps.FINANCEURS: _DU_TEMPS_1, Temps.PERSPECTIVES: _DU_TEMPS_3}.get(seance.temps, {})
    controles = {nom: Controle(libelle) for nom, libelle in libelles.items()}
    for empechement in empechements:
        controles[_sorte(empechement)].manques.append(empechement)
    if "enveloppe" in controles and not controles["enveloppe"].est_pret:
        gages = gages_de(seance, personne, inscriptions)
        controles["enveloppe"].depassees = [gage for gage in gages if gage.est_depassee]
    return list(controles.values())


def _sorte(empechement):
    if isinstance(empechement.objet, Ligne):
        return _PHRASES.get(empechement.phrase, "decision")
    if isinstance(empechement.objet, LienDeGuichet):
        return "lien"
    return "suite" if isinstance(empechement.objet, Dossier) else "seance"
