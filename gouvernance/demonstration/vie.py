"""La vie d’un dossier, de son brouillon à sa clôture : chaque mot de sa fiche est un geste daté, fait par qui de droit."""

from datetime import datetime, time, timedelta
from functools import partial

from dossiers import actions, attestations
from dossiers.models import Ligne
from dossiers.statuts import StatutLigne
from gouvernance.demonstration import brouillons
from gouvernance.demonstration.bilans import GestesDuBilan
from gouvernance.demonstration.decisions import decision, reponse
from gouvernance.demonstration.instruction import GestesDeLInstruction
from gouvernance.demonstration.paiements import GestesDuPaiement
from gouvernance.demonstration.recit import Fil
from workflows.temps import PARIS, a_l_instant, aujourd_hui, maintenant

ENTRE_DEUX_GUICHETS = timedelta(minutes=19)
PAS = timedelta(hours=2)  # le temps que tous les guichets aient parlé
# Ce qu’un mot de la fiche recouvre quand l’année s’est passée comme d’habitude.
USAGES = {
    "retenu": "deposer recevabilite comite voter notifier annoncer",
    "en_action": "deposer recevabilite comite voter notifier annoncer pilotage engager acompte",
    "refuse": "deposer recevabilite comite notifier annoncer",
}
# Quand se fait chaque geste : un jour depuis la clôture du dépôt, une heure, et sur combien de jours les dossiers s’étalent.
CREATION = (-54, "18:05", 18)
JOURS = {
    "deposer": (-28, "19:35", 25), "enregistrer": (-8, "11:10", 5), "demander_complements": (9, "09:30", 5),
    "annuler_la_demande": (16, "11:30", 0), "completer": (19, "18:25", 3), "recevabilite": (24, "10:05", 16),
    "rouvrir_la_recevabilite": (45, "15:10", 0), "abandonner": (40, "17:20", 9), "voter": (116, "10:00", 14),
    "notifier": (137, "09:40", 7), "annoncer": (147, "09:10", 2), "lever_la_reserve": (156, "16:00", 2),
    "engager": (160, "14:15", 12), "acompte": (178, "10:20", 14), "se_desister": (215, "18:10", 20),
    "reverser": (300, "09:40", 9), "bilan_anticipe": (330, "18:40", 0), "autres_dates": (500, "19:20", 0),
    "reporter": (520, "10:30", 0), "non_realise": (520, "18:30", 0), "bilan": (521, "20:05", 27),
    "corriger": (555, "10:05", 3), "solde": (560, "10:40", 9), "accepter": (574, "15:05", 12),
    "clore": (592, "10:15", 12), "rouvrir": (612, "09:25", 0),
}  # fmt: skip


class Vie(GestesDuPaiement, GestesDuBilan, GestesDeLInstruction):
    """Un dossier, sa fiche, et la file de ses gestes."""

    def __init__(self, monde, fiche, rang):
        self.monde, self.fiche, self.rang, self.dossier, self.reunions = monde, fiche, rang, None, []
        self.fil = Fil(monde.recit, monde.calendrier, PAS)
        self.campagne = monde.cadre.campagnes[fiche.get("convention", "bethune"), fiche["exercice"]]
        convention, acteurs = self.campagne.convention, monde.acteurs
        self.cheffe, self.instructeur = acteurs.chef(convention), acteurs.instructeur(convention)
        self.signataire = acteurs.signataire(fiche["porteur"])
        self.plume = self.instructeur if "dauphin" in fiche else acteurs.redacteur(fiche["porteur"])
        self._raconter()

    def _raconter(self):
        self._prevoir(self.fiche.get("creation", ""), CREATION, self._creer)
        for mot in self.fiche.get("vie", ()):
            nom, _, quand = mot.partition(" le ")
            for geste in USAGES.get(nom, nom).split():
                if geste in self.monde.TEMPS:
                    self._venir(self.monde.reunion(geste, quand, self.fiche["exercice"]))
                else:
                    self._prevoir(quand, JOURS[geste], getattr(self, geste))
                    if geste in ("deposer", "enregistrer"):
                        self._prevoir_l_instruction(self.fil.dernier)

    def _prevoir(self, quand, habitude, geste):
        """À l’instant que dit la fiche ; sinon à celui de l’usage, où les dossiers ne se suivent pas tous à la même minute."""
        jour, heure, etalement = habitude
        instant = self.monde.calendrier.quand(
            self.fiche["exercice"],
            quand,
            jour + self.rang * 7 % (etalement + 1),
            f"{heure[:3]}{self.rang * 13 % 55:02d}",
        )
        self.fil.noter(instant, geste)

    def _venir(self, reunion):
        """Vient à une séance ; ce qui suit dans la fiche attend qu’elle soit finie."""
        reunion.file.append(self)
        self.reunions.append(reunion)
        veille = min(reunion.prevue_le, self.monde.calendrier.instant) - timedelta(days=9)
        self.fil.noter(veille, partial(self._inscrire, reunion))
        self.fil.dernier = max(self.fil.dernier, reunion.fin)

    def _avancer(self, nom, par, objet=None, **suite):
        return actions.avancer(objet or self.dossier, nom, par=par, **suite)

    # 1. Écrire, déposer, compléter, renoncer --------------------------------------------------------------

    def _creer(self):
        monde = self.monde
        avant = monde.fils.get(self.fiche["action"])
        self.dossier = brouillons.ouvrir(monde.cadre, monde.acteurs, self.fiche, self.campagne, self.plume, avant)
        monde.fils[self.fiche["action"]] = self.dossier

    def deposer(self):
        actions.deposer(self.dossier, attestations.demandees(self.dossier.organisation), par=self.signataire)

    def enregistrer(self):
        self._avancer("enregistrer", self.instructeur)

    def demander_complements(self):
        """Quatorze jours pour répondre, ou, si la réponse se fait attendre, ce qu’en dit la fiche (depuis aujourd’hui)."""
        dans = self.fiche.get("reponse_dans")
        jour = self.monde.calendrier.le(dans) if dans else aujourd_hui() + timedelta(days=14)
        donnees = {"demande": self.fiche["complements"], "echeance": datetime.combine(jour, time(12), tzinfo=PARIS)}
        self._avancer("demander_complements", self.instructeur, donnees=donnees)

    def annuler_la_demande(self):
        self._avancer("annuler_la_demande", self.instructeur)

    def completer(self):
        brouillons.retoucher(self.dossier, self.plume, self.fiche["reponse"])
        self._avancer("completer", self.signataire)

    def abandonner(self):
        self._avancer("abandonner", self.signataire, motif=self.fiche["pourquoi"])

    def se_desister(self):
        self._avancer("se_desister", self.signataire, motif=self.fiche["pourquoi"])

    # 2. Ligne à ligne : la recevabilité, le comité ----------------------------------------------------------

    def lignes(self, *statuts):
        lignes = self.dossier.lignes.select_related("financeur__organisation", "dossier__campagne__convention")
        return list(lignes.filter(statut__in=statuts) if statuts else lignes)

    def tour_a_tour(self, *statuts):
        """Les lignes, chaque guichet à son heure : l’un après l’autre, jamais après aujourd’hui."""
        depart, fin = maintenant(), self.monde.calendrier.instant
        for rang, ligne in enumerate(self.lignes(*statuts)):
            with a_l_instant(min(depart + rang * ENTRE_DEUX_GUICHETS, fin)):
                yield ligne

    def cle_de(self, ligne):
        return self.monde.acteurs.cles[ligne.financeur_id]

    def agent(self, ligne):
        """Qui répond pour ce guichet : son agent, ou la cheffe de projet s’il n’en a pas (le journal le dit)."""
        return self.monde.acteurs.agent(ligne.financeur) or self.cheffe

    def recevabilite(self):
        """Chaque guichet répond ; ceux que la fiche dit « muets » se font attendre."""
        for ligne in self.tour_a_tour(StatutLigne.SOLLICITEE):
            cle = self.cle_de(ligne)
            if cle not in self.fiche.get("muets", ()):
                nom, motif = reponse(self.fiche.get("recevabilites", {}).get(cle))
                self._avancer(nom, self.agent(ligne), ligne, motif=motif)

    def rouvrir_la_recevabilite(self):
        self._avancer("rouvrir_la_recevabilite", self.cheffe, motif=self.fiche["pourquoi"])

    def _inscrire(self, reunion):
        actions.inscrire(reunion.seance, self.dossier, par=self.instructeur)
        self.proposer()

    def decider(self, inscription, reunion):
        """Saisit en séance ce que chaque guichet dit ; `decisions_au_rappel` pour qui revient après un ajournement."""
        dites = self.fiche.get("decisions_au_rappel" if reunion is not self.reunions[0] else "decisions", {})
        for ligne in Ligne.objects.a_decider().filter(pk__in=[ligne.pk for ligne in self.lignes()]):
            dite = decision(dites.get(self.cle_de(ligne)), ligne, reunion.seance)
            actions.saisir(inscription, ligne, par=self.agent(ligne), **dite)

    # 3. Annoncer, reporter, clore ---------------------------------------------------------------------------

    def annoncer(self):
        self._avancer("annoncer", self.cheffe)

    def reporter(self):
        debut, fin = self.monde.calendrier.periode(self.fiche["exercice"], *self.fiche["periode"])
        dates = {
            "date_debut": debut,
            "date_fin": fin + timedelta(days=150),
            "bilan_du_le": self.monde.calendrier.le(70),
        }
        self._avancer("reporter", self.cheffe, motif=self.fiche["pourquoi"], donnees=dates)

    def clore(self):
        self._avancer("clore", self.instructeur)

    def rouvrir(self):
        self._avancer("rouvrir", self.cheffe, motif=self.fiche["pourquoi"])
