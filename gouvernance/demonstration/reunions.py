"""Les séances de la démonstration : préparées, convoquées, ouvertes et actées à leur heure, avec leur présence."""

from datetime import timedelta
from decimal import Decimal

from dossiers import actions
from dossiers.models import Inscription
from gouvernance.demonstration.lecture import lire
from gouvernance.demonstration.recit import Fil
from programmation.models import Presence, Seance, Temps

SALLE = "Salle du conseil (démonstration)"
CONVOCATION = timedelta(days=21)
VEILLE = timedelta(days=1)
SCENARIOS = {
    "Prudent": actions.Consigne(pourcent=Decimal(70), dans_l_enveloppe=True),
    "Comme l’an dernier": actions.Consigne(actions.Depart.AN_DERNIER),
    "Tout ce qui est demandé": actions.Consigne(),
}
DUREE = timedelta(hours=2, minutes=40)
_JUSQU_A = ("preparee", "convoquee", "ouverte", "actee")


class RienNeBouge(Exception):
    """Le comité de la démonstration n’a pas pu acter : les données sont à revoir."""


class Reunion:
    """Une séance et les gestes qui la mènent ; les dossiers y viennent d’eux-mêmes (`Vie.passer_en_comite`)."""

    def __init__(self, monde, *, exercice, temps, intitule, jour=None, etat="actee", convention="bethune", cle=""):
        self.monde, self.temps, self.etat, self.seance = monde, temps, _JUSQU_A.index(etat), None
        self.campagne = monde.cadre.campagnes[convention, exercice]
        self.intitule = intitule.format(annee=self.campagne.annee, suivante=self.campagne.annee + 1)
        calendrier = monde.calendrier
        if jour is None:
            self.prevue_le = calendrier.seance_en_cours()
        else:
            self.prevue_le = calendrier.a(calendrier.cloture(exercice) + jour, "14:00")
        self.instructeur = monde.acteurs.instructeur(self.campagne.convention)
        self.cheffe = monde.acteurs.chef(self.campagne.convention)
        self.file = []
        self._raconter()

    def _raconter(self):
        fil = Fil(self.monde.recit, self.monde.calendrier, timedelta(seconds=1))
        convoquee_le = min(self.prevue_le - CONVOCATION, self.monde.calendrier.instant - timedelta(days=3))
        fil.noter(convoquee_le - timedelta(days=9, hours=2), self._preparer)
        if self.etat >= 1:
            fil.noter(convoquee_le, lambda: actions.avancer(self.seance, "convoquer", par=self.instructeur))
        if self.etat >= 2:
            if self.etat == 2 and self.temps == Temps.FINANCEURS:
                fil.noter(min(self.prevue_le, self.monde.calendrier.instant) - VEILLE, self._comparer)
            fil.noter(self.prevue_le + timedelta(minutes=4), self._ouvrir)
            self.ouverte_le = fil.dernier
            fil.noter(min(self.prevue_le + DUREE, self.monde.calendrier.instant) - timedelta(minutes=2), self._tenir)
        if self.etat >= 3:
            fil.noter(self.prevue_le + DUREE, self._acter)
        self.fin = fil.dernier

    def _preparer(self):
        self.seance = Seance.objects.create(
            campagne=self.campagne,
            temps=self.temps,
            intitule=self.intitule,
            prevue_le=self.prevue_le,
            lieu=SALLE,
        )

    def _comparer(self):
        """La veille, l’équipe compare trois répartitions ; la cheffe en choisit une."""
        for nom, consigne in SCENARIOS.items():
            scenario = actions.creer_un_scenario(self.seance, nom, par=self.instructeur)
            actions.remplir_le_scenario(scenario, consigne, par=self.instructeur, version=scenario.version)
        prudent = self.seance.scenarios.get(nom="Prudent")
        actions.choisir_le_scenario(prudent, par=self.cheffe, version=prudent.version)

    def _ouvrir(self):
        for ordre, attendu in enumerate(self._attendus(), start=1):
            Presence.objects.create(seance=self.seance, ordre=ordre, **attendu)
        actions.avancer(self.seance, "ouvrir", par=self.instructeur)

    def _attendus(self):
        for personne, qualite in ((self.cheffe, "cheffe de projet"), (self.instructeur, "instructeur")):
            pilote = str(self.campagne.convention.pilote)
            yield {"nom": personne.nom_complet, "organisme": pilote, "qualite": qualite, "est_present": True}
        for guichet in self.campagne.financeurs.all():
            if agent := self.monde.acteurs.agent(guichet):
                yield {"nom": agent.nom_complet, "organisme": guichet.nom, "financeur": guichet, "est_present": True}
        for fiche in lire("cadre")["invite"]:
            if self.temps in fiche["temps"]:
                yield self._invite(**fiche)

    def _invite(self, nom, organisme, qualite, financeur="", absent=False, **_):
        guichet = self.monde.acteurs.guichets.get(financeur)
        return {"nom": nom, "organisme": organisme, "qualite": qualite, "financeur": guichet, "est_present": not absent}

    def _tenir(self):
        """Ce qui se dit en séance : les décisions au Temps 1, la suite proposée au Temps 3."""
        if self.temps == Temps.FINANCEURS:
            self._noter_les_pouvoirs()
        for vie in self.file:
            inscription = Inscription.objects.en_vigueur().get(seance=self.seance, dossier=vie.dossier)
            if self.temps == Temps.FINANCEURS:
                vie.decider(inscription, self)
            elif self.temps == Temps.PERSPECTIVES:
                inscription.suite = vie.fiche.get("suite", "reconduire")
                inscription.save(update_fields=["suite"])

    def _noter_les_pouvoirs(self):
        """Les financeurs dont personne n’a de compte ont donné leur parole à la ville, par un courriel fictif."""
        for guichet in self.campagne.financeurs.exclude(organisation=self.campagne.convention.pilote):
            if not self.monde.acteurs.agent(guichet):
                actions.noter_un_pouvoir(
                    self.seance, guichet, par=self.cheffe, donne_par=f"La direction de {guichet.nom_court}",
                    donne_le=self.prevue_le.date(), papier="Courriel du matin de la séance (fictif)",
                )  # fmt: skip

    def _acter(self):
        if blocages := actions.acter(self.seance, par=self.cheffe):
            raise RienNeBouge(f"{self.intitule} : {blocages}")
