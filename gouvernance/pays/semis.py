"""Semer le pays : le cadre, les gens, puis les dossiers par lots, et les enveloppes que leurs accords ont entamées."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from django.db import transaction

from comptes.models import Organisation, Utilisateur
from dossiers.models import Bilan, Dossier, Etiquette, Inscription, Ligne, Partenariat
from gouvernance.pays import cadre
from gouvernance.pays.a_cote import ACote
from gouvernance.pays.destins import Destins
from gouvernance.pays.ecriture import PAR_LOT, analyser, ecrire, recaler
from gouvernance.pays.gens import Gens
from gouvernance.pays.projet import Plume
from gouvernance.pays.seances import Seances
from gouvernance.pays.vie import Vie
from programmation.models import Enveloppe, Seance
from workflows.moteur import Blocage

MINIMUM, MAXIMUM = 60, 1_000_000
GROS_PORTEURS = (150, 30)  # le premier porteur tient tant de dossiers, le deuxième tant, quand le pays le permet
BASE_OCCUPEE = (
    "Cette base n’est pas vierge : rien n’est écrit. Un pays fictif se sème dans une base qui ne sert qu’à lui."
)


@dataclass
class Pays:
    """Ce qui vient d’être semé : combien de dossiers par état, et combien de passages."""

    dossiers: Counter
    passages: int


@transaction.atomic
def semer(nombre, graine=7):
    """Sème `nombre` dossiers (60 au moins : il en faut pour chaque état) dans une base vierge. Lève `Blocage` sinon."""
    if not MINIMUM <= nombre <= MAXIMUM:
        raise Blocage(f"Un pays compte de {MINIMUM} à {MAXIMUM} dossiers.")
    if Organisation.objects.exists() or Utilisateur.objects.filter(est_technique=False).exists():
        raise Blocage(BASE_OCCUPEE)
    return Semis(nombre, Random(graine)).jouer()  # noqa: S311 — un pays qui se répète, non un secret


class Semis:
    def __init__(self, nombre, tirage):
        self.nombre, self.tirage = nombre, tirage
        self.lieux = cadre.batir()
        self.gens = Gens(self.lieux, tirage, nombre)
        self.seances = Seances(self.lieux, self.gens)
        self.a_cote = ACote(self.lieux, self.gens)
        self.plume, self.destins = Plume(tirage), Destins()
        self.engage, self.enveloppes = defaultdict(Decimal), self._enveloppes()
        self.pays = Pays(Counter(), 0)

    def _enveloppes(self):
        """Chaque guichet a son enveloppe dans chaque campagne, sauf le dernier : sans enveloppe, pas de plafond."""
        paires = [(c, g) for lieu in self.lieux for _, c in lieu.campagnes for g in lieu.guichets[:-1]]
        enveloppes = (Enveloppe(pk=pk, campagne=c, financeur=g, montant=0) for pk, (c, g) in enumerate(paires, 1))
        return {(e.campagne_id, e.financeur_id): e for e in enveloppes}

    def jouer(self):
        ecrire(self.a_cote.etiquettes)
        ecrire(list(self.a_cote.des_porteurs()))
        ecrire(self.seances.toutes)
        ecrire(self.seances.presences)
        ecrire([passage for fil in self.seances.fils for passage in fil.passages])
        for debut in range(0, self.nombre, PAR_LOT):
            self._lot([self._vie(rang) for rang in range(debut, min(debut + PAR_LOT, self.nombre))])
        for cle, enveloppe in self.enveloppes.items():
            enveloppe.engage = self.engage[cle]
            enveloppe.montant = enveloppe.engage * 5 // 4 + 10_000
        ecrire(list(self.enveloppes.values()))
        recaler([Dossier, Ligne, Bilan, Inscription, Partenariat, Etiquette, Seance, Enveloppe])
        analyser()
        return self.pays

    def _vie(self, rang):
        lieu = self.tirage.choices(self.lieux, [lieu.part for lieu in self.lieux])[0]
        exercice, campagne = lieu.campagnes[rang % len(lieu.campagnes)]
        projet = self.plume.rediger(lieu, exercice, campagne, self._porteur(rang))
        vie = Vie(projet, self.destins.suivant(exercice), self.gens, self.seances)
        self._debiter(projet)
        return vie

    def _porteur(self, rang):
        """Les deux premiers porteurs en tiennent beaucoup, répartis sur toutes les années ; les autres, au hasard."""
        porteurs = self.gens.porteurs
        if self.nombre >= 2 * sum(GROS_PORTEURS):
            gros, moyen = GROS_PORTEURS
            if rang < gros + moyen:
                return porteurs[0 if rang < gros else 1]
        return porteurs[2 + self.tirage.randrange(len(porteurs) - 2)]

    def _debiter(self, projet):
        if projet.dossier.depose_le is None:
            return
        for ligne in projet.lignes:
            cle = (projet.dossier.campagne_id, ligne.financeur_id)
            ligne.enveloppe = self.enveloppes.get(cle)
            if ligne.statut in ("accordee", "votee", "engagee", "soldee"):
                self.engage[cle] += ligne.accorde_contrat_de_ville

    def _lot(self, vies):
        projets = [vie.p for vie in vies]
        ecrire([p.dossier for p in projets])
        ecrire([ligne for p in projets for ligne in p.lignes])
        ecrire([poste for p in projets for poste in p.postes])
        ecrire(sorted((lien for p in projets for lien in p.liens), key=lambda lien: lien._meta.label))
        ecrire(sorted((rang for p in projets for rang in p.rangs), key=lambda rang: rang._meta.label))
        ecrire([attestation for vie in vies for attestation in vie.attestations])
        ecrire([vie.exemplaire for vie in vies if vie.exemplaire])
        ecrire([vie.bilan for vie in vies if vie.bilan])
        ecrire([vie.partenariat for vie in vies if vie.partenariat])
        ecrire([piece for vie in vies for piece in self.a_cote.pieces(vie)])
        ecrire([lien for vie in vies for lien in self.a_cote.etiqueter(vie)])
        ecrire([proposition for vie in vies for proposition in self.a_cote.propositions(vie)])
        ecrire([vie.inscription for vie in vies if vie.inscription])
        ecrire([decision for vie in vies for decision in vie.decisions])
        ecrire([envoi for vie in vies for envoi in vie.envois])
        ecrire([passage for vie in vies for passage in vie.fil.passages])
        self.pays.dossiers.update(str(p.dossier.statut) for p in projets)
        self.pays.passages += sum(len(vie.fil.passages) for vie in vies)
