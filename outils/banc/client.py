"""Une personne devant le site : une connexion gardée ouverte, sa session, son jeton ; et le chronomètre."""

import http.client
import select
import time
from dataclasses import dataclass
from urllib.parse import urlencode

ADRESSE_DU_PLANCHER = "/plancher/"
JETON = "b" * 32  # le secret CSRF, tel que le cookie et le formulaire le portent tous deux


class Refus(Exception):
    """La réponse n’est pas celle que l’on mesure : mesurer une page d’erreur ne dirait rien."""


@dataclass(frozen=True)
class Reponse:
    statut: int
    entetes: dict
    corps: bytes
    duree: float  # secondes, jusqu’au dernier octet
    premier: float  # secondes, jusqu’au premier octet du corps


class Client:
    def __init__(self, port, session=""):
        self.connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        biscuits = {"csrftoken": JETON, **({"sessionid": session} if session else {})}
        self.entetes = {"Cookie": "; ".join(f"{nom}={valeur}" for nom, valeur in biscuits.items())}

    def _rouvrir_au_besoin(self):
        """Une prise que rien n’attend et qui se lit pourtant est une prise que le serveur a fermée."""
        prise = self.connexion.sock
        if prise is not None and select.select([prise], [], [], 0)[0]:
            self.connexion.close()
        if self.connexion.sock is None:
            self.connexion.connect()

    def demander(self, chemin, donnees=None, *, compter=False):
        """GET, ou POST si `donnees` ; la connexion que le serveur a fermée se rouvre, hors chronomètre."""
        entetes, corps = dict(self.entetes), None
        if donnees is not None:
            corps = urlencode({"csrfmiddlewaretoken": JETON, **donnees})
            entetes["Content-Type"] = "application/x-www-form-urlencoded"
        if compter:
            entetes["X-Compter"] = "1"
        self._rouvrir_au_besoin()
        debut = time.perf_counter()
        self.connexion.request("POST" if corps else "GET", chemin, corps, entetes)
        reponse = self.connexion.getresponse()
        tete = reponse.read(1)
        premier = time.perf_counter() - debut
        contenu = tete + reponse.read()
        duree = time.perf_counter() - debut
        return Reponse(reponse.status, dict(reponse.headers), contenu, duree, premier)
