"""Des serveurs à soi, sur un port libre, que l’essai peut tuer ou geler : jamais ceux de la machine."""

import signal
import subprocess
import time

from tests.puits import port_libre

PATIENCE = 60  # secondes


def attendre(condition, quoi):
    fin = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < fin, quoi() if callable(quoi) else quoi
        time.sleep(0.1)


class Redis:
    """Un Redis à soi, que l’essai peut arrêter, geler, vider et relancer sur le même port."""

    def __init__(self, dossier):
        self.dossier, self.port, self.processus = dossier, port_libre(), None

    def lancer(self):
        commande = [
            "redis-server",
            "--port",
            str(self.port),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(self.dossier),
        ]
        self.processus = subprocess.Popen(commande, stdout=subprocess.DEVNULL)
        attendre(lambda: self.dire("PING") == "PONG", "Redis ne démarre pas.")

    def dire(self, *ordre):
        commande = ["redis-cli", "-p", str(self.port), *ordre]
        return subprocess.run(commande, capture_output=True, text=True, check=False).stdout.strip()

    def arreter(self):
        self.processus.kill()
        self.processus.wait()

    def geler(self):
        self.processus.send_signal(signal.SIGSTOP)

    def degeler(self):
        self.processus.send_signal(signal.SIGCONT)
