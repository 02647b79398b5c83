"""Le chronomètre : chaque mesure alterne avec le plancher, dans la même minute et sur les mêmes processus."""

import time
from concurrent.futures import ThreadPoolExecutor

from outils.banc.arithmetique import Serie
from outils.banc.client import ADRESSE_DU_PLANCHER, Client, Refus

POUR_RIEN = 2  # demandes non comptées, le temps que les caches et les connexions se fassent
ETALON = 100  # planchers demandés d’affilée, pour en connaître le temps de calcul


class Chronometre:
    def __init__(self, site, connexion, coups):
        self.site, self.connexion, self.coups = site, connexion, coups
        self.temoin = Client(site.port)
        for _ in range(20):
            self._plancher()
        debut = self._calcul()
        durees = [self._plancher() for _ in range(ETALON)]
        self.calcul_du_plancher = self._calcul_depuis(debut) / ETALON
        self.etalon = Serie(durees, durees, self.calcul_du_plancher, requetes=1)

    def _calcul(self):
        return self.site.calcul(self.connexion)

    def _calcul_depuis(self, debut):
        """Les secondes de calcul depuis ce relevé ; un processus né entre-temps compte depuis sa naissance."""
        return sum(secondes - debut.get(pid, 0) for pid, secondes in self._calcul().items())

    def _plancher(self):
        return _attendre(self.temoin.demander(ADRESSE_DU_PLANCHER), 200, "<p>").duree

    def lire(self, client, adresse, *, attendu):
        """Une page, autant de fois que le banc le veut."""
        compte = _attendre(client.demander(adresse, compter=True), 200, attendu)
        return self._alterner(compte, lambda _: _attendre(client.demander(adresse), 200, attendu), self.coups)

    def agir(self, client, gestes, statut=302):
        """Des POST qui réussissent tous : [(adresse, données)], le premier pour compter, deux pour rien."""
        compte, *suite = gestes
        compte = _attendre(client.demander(*compte, compter=True), statut)
        return self._alterner(
            compte, lambda rang: _attendre(client.demander(*suite[rang]), statut), len(suite) - POUR_RIEN
        )

    def emporter(self, client, adresse):
        """Un fichier entier, quelques fois ; la série porte en plus son nombre de rangs."""
        compte = _attendre(client.demander(adresse, compter=True), 200)
        serie = self._alterner(compte, lambda _: _attendre(client.demander(adresse), 200), max(3, self.coups // 10))
        serie.rangs = compte.corps.count(b"\n") - 1
        return serie

    def _alterner(self, compte, demander, coups):
        for rang in range(POUR_RIEN):
            demander(rang)
            self._plancher()
        debut, reponses, planchers = self._calcul(), [], []
        for rang in range(POUR_RIEN, POUR_RIEN + coups):
            reponses.append(demander(rang))
            planchers.append(self._plancher())
        calcul = self._calcul_depuis(debut) / coups - self.calcul_du_plancher
        return Serie(
            durees=[r.duree for r in reponses], planchers=planchers, calcul=calcul,
            requetes=int(compte.entetes["X-Requetes"]), octets=len(compte.corps), premiers=[r.premier for r in reponses],
        )  # fmt: skip

    def debit(self, clients, adresse, secondes=3):
        """Combien de réponses par seconde, ces clients demandant sans relâche ; une seule erreur arrête le banc."""
        fin = time.perf_counter() + secondes

        def insister(client):
            nombre = 0
            while time.perf_counter() < fin:
                _attendre(client.demander(adresse), 200)
                nombre += 1
            return nombre

        with ThreadPoolExecutor(len(clients)) as foule:
            return sum(foule.map(insister, clients)) / secondes


def _attendre(reponse, statut, mot=""):
    if reponse.statut != statut or mot.encode() not in reponse.corps:
        raise Refus(f"{reponse.statut} au lieu de {statut} : {reponse.corps[:300]!r}")
    if statut == 302 and not reponse.entetes["Location"].startswith("/dossiers/"):
        raise Refus(f"renvoyé vers {reponse.entetes['Location']}")
    return reponse
