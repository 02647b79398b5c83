"""L’argent d’un dossier de la démonstration : vote, notification, engagement, versements, reversement."""

from decimal import Decimal

from dossiers.actions.actes import noter_un_acte
from dossiers.actions.versements import verser
from dossiers.statuts import StatutLigne
from workflows.temps import aujourd_hui

ACOMPTE = Decimal("0.6")
ARRETENT = ("etat", "ville")  # les guichets dont la démonstration note les arrêtés ; les autres restent à noter


class GestesDuPaiement:
    """Ce que chaque guichet fait de ses lignes ; `en_attente` nomme ceux qui n’ont encore rien engagé."""

    def voter(self):
        for ligne in self.tour_a_tour(StatutLigne.ACCORDEE):
            contre = self.fiche.get("votes_contraires", {}).get(self.cle_de(ligne))
            if contre:
                self._avancer("refuser_au_vote", self.agent(ligne), ligne, motif=contre)
            else:
                acte = {"vote_le": aujourd_hui(), "vote_reference": self._reference(ligne)}
                self._avancer("voter", self.agent(ligne), ligne, donnees=acte)

    def _reference(self, ligne):
        nature = {"etat": "Arrêté", "caf": "Commission d’action sociale"}.get(self.cle_de(ligne), "Délibération")
        return f"{nature} du {aujourd_hui():%d/%m/%Y} (démonstration)"

    def notifier(self):
        for ligne in self.tour_a_tour(StatutLigne.VOTEE, StatutLigne.REFUSEE):
            if ligne.notifiee_le is None:
                self._avancer("notifier", self.agent(ligne), ligne)

    def lever_la_reserve(self):
        for ligne in self.tour_a_tour():
            if ligne.est_sous_reserve:
                self._avancer("lever_la_reserve", self.agent(ligne), ligne, motif="Le document attendu est arrivé.")

    def engager(self):
        for ligne in self.tour_a_tour(StatutLigne.VOTEE):
            if not ligne.est_sous_reserve and self.cle_de(ligne) not in self.fiche.get("en_attente", ()):
                numero = {"engagement": f"DEMO-{self.dossier.campagne.annee}-{ligne.pk:04d}"}
                self._avancer("engager", self.agent(ligne), ligne, donnees=numero)
                if self.cle_de(ligne) in ARRETENT:
                    self._prendre_un_arrete(ligne)

    def _prendre_un_arrete(self, ligne):
        noter_un_acte(
            self.dossier.campagne, ligne.financeur, self.dossier.organisation, par=self.agent(ligne), nature="arrete",
            reference=f"DEMO-A-{ligne.pk:04d}", signe_le=aujourd_hui(), montant=ligne.accorde,
        )  # fmt: skip

    def acompte(self):
        for ligne in self.tour_a_tour(StatutLigne.ENGAGEE):
            self._verser(ligne, (ligne.accorde * ACOMPTE).quantize(Decimal(1)), "acompte")

    def solde(self):
        for ligne in self.tour_a_tour(StatutLigne.ENGAGEE):
            if self.cle_de(ligne) not in self.fiche.get("reste_a_verser", ()):
                self._verser(ligne, ligne.accorde - ligne.total_verse, "solde")

    def _verser(self, ligne, montant, nature):
        reference = f"{nature.capitalize()} (démonstration)"
        verser(
            ligne, par=self.agent(ligne), montant=montant, verse_le=aujourd_hui(), reference=reference, nature=nature
        )

    def reverser(self):
        for ligne in self.tour_a_tour(StatutLigne.A_REVERSER):
            titre = f"Titre de recette DEMO-{ligne.pk:04d}, payé."
            self._avancer("constater_le_reversement", self.agent(ligne), ligne, motif=titre)
