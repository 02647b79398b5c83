"""Le cadre de la démonstration : trois campagnes qui se chevauchent, leurs enveloppes, les enjeux annoncés."""

from datetime import timedelta
from decimal import Decimal

from dossiers import actions
from gouvernance.demonstration.calendrier import OUVERTURE
from gouvernance.demonstration.lecture import lire
from programmation.models import Campagne, EnjeuAnnuel, ObjectifOperationnel, Quartier, TrancheAge
from workflows.temps import a_l_instant

LETTRE = "D’après la lettre (fictive) du financeur."


class Cadre:
    """Ce que les dossiers trouvent en arrivant ; campagnes rangées par (convention, exercice)."""

    def __init__(self, conventions, acteurs, calendrier):
        self.acteurs, self.calendrier = acteurs, calendrier
        self.quartiers = {quartier.slug: quartier for quartier in Quartier.objects.all()}
        self.tranches = {tranche.code: tranche for tranche in TrancheAge.objects.all()}
        self.campagnes, self.conventions = {}, conventions
        for fiche in lire("cadre")["campagne"]:
            self._campagne(**fiche)
        for ordre, fiche in enumerate(lire("cadre")["enjeu"], start=1):
            self._enjeu(ordre, **fiche)

    def objectif(self, texte, convention="bethune"):
        """« quartier : premiers mots », et au besoin « : un mot de l’objectif stratégique » : un objectif de la convention."""
        quartier, mots, *au_titre = texte.split(" : ")
        objectifs = ObjectifOperationnel.objects.de_la_convention(self.conventions[convention]).filter(
            quartier__slug=quartier,
            libelle__startswith=mots,
            objectif_strategique__libelle__contains="".join(au_titre),
        )
        return objectifs.order_by("pk")[:1].get()

    def _campagne(self, exercice, nature, enveloppes, convention="bethune", financeurs=(), reservees=()):
        calendrier = self.calendrier
        cloture = calendrier.cloture(exercice)
        campagne = Campagne.objects.create(
            convention=self.conventions[convention],
            annee=calendrier.annee + exercice,
            depot_ouvre_le=calendrier.a(cloture + OUVERTURE, "09:00"),
            depot_ferme_le=calendrier.a(cloture, "12:00"),
            delai_de_grace=timedelta(minutes=15),
            bilan_du_le=calendrier.bilan_du_le(exercice),
        )
        guichets = self.acteurs.guichets
        campagne.financeurs.set(guichets[cle] for cle in financeurs or [c for c in guichets if c != "ville-valdoux"])
        generales = [{"cle": cle, "montant": montant} for cle, montant in enveloppes.items()]
        with a_l_instant(min(campagne.depot_ouvre_le, calendrier.instant)):
            for fiche in (*generales, *reservees):
                self._enveloppe(campagne, nature, **fiche)
        self.campagnes[convention, exercice] = campagne

    def _enveloppe(self, campagne, nature, cle, montant, quartier=None):
        actions.ouvrir_une_enveloppe(
            campagne, self.acteurs.guichets[cle], nature=nature, montant=Decimal(montant), commentaire=LETTRE,
            par=self.acteurs.chef(campagne.convention), quartier=self.quartiers[quartier] if quartier else None,
        )  # fmt: skip

    def _enjeu(self, ordre, annonce, titre, pourquoi, quartiers, tranches, objectifs):
        campagne = self.campagnes["bethune", annonce]
        enjeu = EnjeuAnnuel.objects.create(
            campagne=campagne, exercice=campagne.annee + 1, titre=titre, pourquoi=pourquoi, ordre=ordre
        )
        enjeu.quartiers.set(self.quartiers[slug] for slug in quartiers)
        enjeu.tranches_age.set(self.tranches[code] for code in tranches)
        enjeu.objectifs.set(self.objectif(texte) for texte in objectifs)
