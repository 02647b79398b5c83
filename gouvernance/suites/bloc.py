"""Un geste d’un financeur sur toutes ses lignes : l’en-tête, un rang par ligne, et rien d’écrit tant qu’un rang bloque."""

import hashlib
import re
from dataclasses import dataclass

from dossiers.actions.en_bloc import Rang, ce_que_change_le_vote
from gouvernance.suites import forms

_VERSION = re.compile(r"l[0-9]{1,12}-version")


@dataclass(frozen=True)
class Geste:
    """Comment un geste se présente : son étape, ses formulaires, ses mots."""

    etape: str
    titre: str
    bouton: str
    consigne: str
    en_tete: type
    rang: type
    fait: str


GESTES = {
    "voter": Geste(
        "voter", "Enregistrer le vote ou l’arrêté", "Enregistrer le vote",
        "Une date, une référence, et ce que l’assemblée ou l’autorité a dit de chaque ligne. Un vote contraire se motive : "
        "le porteur lira le motif, et l’enveloppe retrouve la somme.",
        forms.EnTeteDuVote, forms.RangDuVote, "lignes votées",
    ),
    "notifier": Geste(
        "notifier", "Notifier les décisions", "Notifier les lignes cochées",
        "La notification fait courir le délai de paiement ; la décision devient lisible du porteur, qu’un courriel prévient.",
        forms.EnTete, forms.RangANotifier, "décisions notifiées",
    ),
    "engager": Geste(
        "engager", "Saisir les numéros d’engagement", "Enregistrer les engagements",
        "Un numéro par ligne ; une case vide ne change rien.",
        forms.EnTete, forms.RangAEngager, "dépenses engagées",
    ),
    "verser": Geste(
        "payer", "Enregistrer des versements", "Enregistrer les versements",
        "Un montant par ligne payée ; une case vide ne change rien. Un solde paie tout ce qui reste, et solde la ligne.",
        forms.EnTeteDesVersements, forms.RangAVerser, "versements enregistrés",
    ),
}  # fmt: skip


class Bloc:
    """Les formulaires d’un geste, remplis ou non. `suites` : celles du guichet qui attendent ce geste."""

    def __init__(self, geste, suites, donnees=None):
        self.geste, self.donnees = geste, donnees
        self.en_tete = geste.en_tete(donnees)
        self.rangs = [geste.rang(donnees, ligne=suite.ligne) for suite in suites]
        self.lignes = list(zip(suites, self.rangs, strict=True))

    def disparues(self):
        """Combien de lignes étaient à l’écran et n’attendent plus ce geste : quelqu’un a agi entre-temps."""
        envoyees = {nom for nom in self.donnees if _VERSION.fullmatch(nom)}
        return len(envoyees - {f"l{rang.ligne.pk}-version" for rang in self.rangs})

    @property
    def fautifs(self):
        return [form for form in (self.en_tete, *self.rangs) if form.errors]

    def est_valable(self):
        return all([form.is_valid() for form in (self.en_tete, *self.rangs)])

    def rangs_retenus(self):
        """Ce qui est à jouer, tel que l’action le demande."""
        commun = self.en_tete.donnees()
        retenus = []
        for rang in self.rangs:
            if rang.retenu():
                nom, motif, propres = rang.geste()
                donnees = {} if nom == "refuser_au_vote" else commun | propres
                retenus.append(Rang(rang.ligne, nom, rang.version_vue, motif, donnees))
        return retenus

    def dire(self, blocages):
        """Pose chaque refus sur sa ligne ; ce qui n’est d’aucune ligne se dit en tête."""
        par_ligne = {rang.ligne.pk: rang for rang in self.rangs}
        for cle, phrases in blocages.items():
            for phrase in phrases:
                (par_ligne.get(cle) or self.en_tete).add_error(None, phrase)

    # Le vote se relit avant d’être écrit ------------------------------------------------------------------

    def ce_qui_suit(self):
        retenus = [rang for rang in self.rangs if rang.retenu()]
        favorables = [rang.ligne for rang in retenus if not rang.est_contraire]
        return ce_que_change_le_vote(favorables, [rang.ligne for rang in retenus if rang.est_contraire])

    def empreinte(self):
        """Ce que l’on a relu : si un choix change entre-temps, on relit de nouveau avant d’écrire."""
        lus = [(rang.ligne.pk, rang.geste()) for rang in self.rangs if rang.retenu()]
        return hashlib.sha256(repr((sorted(self.en_tete.donnees().items()), lus)).encode()).hexdigest()
