"""L’instruction de la démonstration : un référent, une étiquette, des notes, un fil, des avis, des montants proposés."""

from datetime import timedelta

from dossiers import actions
from dossiers.models import Etiquette, Ligne
from dossiers.statuts import Statut
from workflows.temps import maintenant

MENTION = " (démonstration)"
ETIQUETTES = (("À visiter", "cours"), ("Premier dossier", "ok"), ("Budget à revoir", "attente"))
NOTES = (
    "L’animatrice est passée en mairie : l’action tient, le calendrier reste à caler avec le centre social.",
    "Le coût par séance paraît élevé ; à comparer avec l’an passé avant le comité.",
    "Bon ancrage dans le quartier, rappelé à la dernière balade urbaine.",
)
QUESTIONS = (
    "Bonjour, pouvez-vous nous dire si le créneau du mercredi est confirmé ?",
    "Bonjour, combien de familles avez-vous déjà rencontrées pour ce projet ?",
    "Bonjour, qui encadrera l’action pendant les vacances ?",
)
REPONSES = (
    "Oui, c’est confirmé par écrit.",
    "Une trentaine, à la sortie de l’école.",
    "Notre équipe, avec deux bénévoles.",
)
AVIS = (
    ("favorable", "Action connue et utile."),
    ("reserve", "Utile, si le calendrier évite les stages de la maison des jeunes."),
    ("favorable", ""),
)
QUESTION = "Connaissez-vous cette action, et s’accorde-t-elle avec ce que vous menez déjà ?"
APRES = {
    "_affecter": timedelta(days=1),
    "_noter": timedelta(days=2),
    "_questionner": timedelta(days=3),
    "_repondre": timedelta(days=4),
    "_demander_un_avis": timedelta(days=5),
    "_rendre_l_avis": timedelta(days=9),
}


class GestesDeLInstruction:
    """Ce que l’équipe fait d’un dossier entre son dépôt et le comité ; hors du fil de ses états, qu’il ne change pas."""

    avis = None

    def _prevoir_l_instruction(self, depose_le):
        for nom, delai in APRES.items():
            if depose_le + delai < self.monde.calendrier.instant:
                self.monde.recit.prevoir(depose_le + delai, getattr(self, nom))

    def _ici(self, textes):
        return textes[self.rang % len(textes)]

    def _s_instruit(self):
        self.dossier.refresh_from_db()
        return self.dossier.statut in (Statut.DEPOSE, Statut.INCOMPLET, Statut.RECEVABLE)

    def _affecter(self):
        """Un dossier sur six attend encore qu’on dise qui le suit."""
        if self.rang % 6 == 5:
            return
        actions.affecter(self.dossier, self.cheffe if self.rang % 2 else self.instructeur, par=self.cheffe)
        texte, ton = self._ici(ETIQUETTES)
        etiquette, _ = Etiquette.objects.get_or_create(
            convention=self.campagne.convention, texte=texte, defaults={"ton": ton}
        )
        if self.rang % 3:
            actions.etiqueter(self.dossier, [etiquette], par=self.instructeur)

    def _noter(self):
        if self.rang % 2 == 0:
            actions.noter(self.dossier, self._ici(NOTES) + MENTION, par=self.instructeur)

    def _questionner(self):
        if self.rang % 3 != 2:
            actions.ecrire(self.dossier, self._ici(QUESTIONS) + MENTION, par=self.instructeur)

    def _repondre(self):
        if self.rang % 3 == 0 and self.dossier.saisi_par_l_equipe is False:
            message = actions.ecrire(self.dossier, self._ici(REPONSES) + MENTION, par=self.signataire)
            if maintenant() < self.monde.calendrier.instant - timedelta(days=30):
                for lectrice in (self.cheffe, self.instructeur):
                    actions.marquer_lus(self.dossier, par=lectrice, jusqu_a=message.pk)

    def _demander_un_avis(self):
        """À un financeur qui a un agent ; il répondra depuis son accueil."""
        agents = [ligne for ligne in self.lignes() if self.monde.acteurs.agent(ligne.financeur)]
        if self.rang % 2 or not agents or not self._s_instruit():
            return
        self.repondant = self.monde.acteurs.agent(agents[0].financeur)
        self.avis = actions.demander_avis(
            self.dossier, par=self.instructeur, organisation=agents[0].financeur.organisation,
            question=QUESTION + MENTION, echeance=maintenant() + timedelta(days=12),
        )  # fmt: skip

    def _rendre_l_avis(self):
        if self.avis and self.rang % 4 == 0:
            sens, texte = self._ici(AVIS)
            actions.rendre(self.avis, par=self.repondant, sens=sens, texte=texte and texte + MENTION)

    def proposer(self):
        """Avant le comité : quatre cinquièmes de la demande, à la centaine ; une ligne sur cinq attend encore."""
        for rang, ligne in enumerate(Ligne.objects.a_decider().filter(pk__in=[ligne.pk for ligne in self.lignes()])):
            if (rang + self.rang) % 5 != 4:
                parts = (ligne.demande_droit_commun, ligne.demande_contrat_de_ville)
                droit_commun, contrat_de_ville = (part * 4 // 5 // 100 * 100 for part in parts)
                commentaire = (
                    "" if droit_commun or contrat_de_ville else "Demande modeste, à décider en séance" + MENTION
                )
                actions.proposer(
                    ligne, par=self.agent(ligne), droit_commun=droit_commun, contrat_de_ville=contrat_de_ville,
                    commentaire=commentaire,
                )  # fmt: skip
