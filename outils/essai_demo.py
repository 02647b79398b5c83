"""Éprouve « make demo » comme une personne le ferait, dans une copie neuve du dépôt.

Premier départ, première page, un processus tué qui revient, Ctrl-C ; second départ, prompt ; superviseur tué.
"""

import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
PRETE = "La démonstration est prête"
PREMIER_DEPART, SECOND_DEPART, ARRET = 420, 40, 15  # secondes accordées


def copier(destination):
    """Ce que git connaît ou connaîtrait : ni .venv, ni var/."""
    connus = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    for nom in subprocess.check_output(connus, cwd=RACINE).decode().split("\0"):
        if nom and (RACINE / nom).is_file():
            (destination / nom).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(RACINE / nom, destination / nom)


def port_libre():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


class Demonstration:
    """Un « make demo » en cours, dans sa propre session : on y reconnaît tous ses processus."""

    def __init__(self, dossier, port, delai):
        self.dossier, self.port = Path(dossier), port
        self.debut, self.delai = time.monotonic(), delai
        self.make = subprocess.Popen(
            ["make", "demo", f"PORT={port}"],
            cwd=dossier,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lignes, self.est_bruyante = queue.Queue(), False
        threading.Thread(target=self.lire, daemon=True).start()

    def __enter__(self):
        self.attendre_qu_elle_soit_prete()
        return self

    def __exit__(self, *_):
        for pid in self.processus():
            os.kill(pid, signal.SIGKILL)

    def lire(self):
        for ligne in self.make.stdout:
            print("   |", ligne, end="", flush=True)
            self.lignes.put(ligne)
            self.est_bruyante |= "Traceback" in ligne
        self.lignes.put("")

    def attendre_qu_elle_soit_prete(self):
        while True:
            try:
                ligne = self.lignes.get(timeout=max(0.1, self.debut + self.delai - time.monotonic()))
            except queue.Empty:
                self.echouer(f"la démonstration n’est pas prête après {self.delai} s")
            if not ligne:
                self.echouer("la démonstration s’est arrêtée d’elle-même")
            if PRETE in ligne:
                print(f"   prête en {time.monotonic() - self.debut:.0f} s")
                return

    def processus(self):
        """{pid: commande} de tout ce que cette session fait vivre."""
        vivants = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                etat, session = stat.read_text().rpartition(")")[2].split()[0:4:3]
                commande = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(session) == self.make.pid and etat != "Z":
                vivants[int(stat.parent.name)] = commande
        return vivants

    def attendre(self, condition, delai, phrase):
        fin = time.monotonic() + delai
        while not condition():
            if time.monotonic() > fin:
                self.echouer(phrase)
            time.sleep(0.2)

    def eprouver_la_relance(self):
        """Tue le facteur : un autre prend sa place."""
        facteurs = {pid for pid, commande in self.processus().items() if " worker " in commande}
        if not facteurs:
            self.echouer("aucun processus « worker »")
        for pid in facteurs:
            os.kill(pid, signal.SIGKILL)
        autre = lambda: {p for p, c in self.processus().items() if " worker " in c} - facteurs  # noqa: E731
        self.attendre(autre, 20, "un processus tué n’est pas relancé")

    def interrompre(self):
        """Ctrl-C : le terminal le donne à make et à ce qu’il tient au premier plan."""
        os.killpg(self.make.pid, signal.SIGINT)
        self.attendre_que_rien_ne_reste()

    def decapiter(self):
        """Le superviseur tué net : ceux qu’il tenait s’arrêtent d’eux-mêmes."""
        os.kill(next(pid for pid, commande in self.processus().items() if "superviser.py" in commande), signal.SIGKILL)
        self.attendre_que_rien_ne_reste()

    def attendre_que_rien_ne_reste(self):
        debut = time.monotonic()
        self.attendre(lambda: not self.processus(), ARRET, "des processus restent en vie")
        self.make.wait()
        if self.est_bruyante:
            self.echouer("elle a laissé une trace d’erreur au terminal")
        print(f"   arrêtée en {time.monotonic() - debut:.1f} s, rien ne reste")

    def echouer(self, phrase):
        for journal in sorted((self.dossier / "var" / "journaux").glob("*.log")):
            print(f"── {journal.name}", *journal.read_text().splitlines()[-15:], sep="\n   | ")
        sys.exit(f"✘ make demo : {phrase}.")

    def eprouver_la_premiere_page(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=20) as reponse:
                page = reponse.read().decode()
        except OSError as erreur:
            self.echouer(f"la première page ne vient pas ({erreur})")
        if "</html>" not in page:
            self.echouer("la première page n’est pas une page")

    def eprouver_le_port_pris(self):
        """Une seconde démonstration au même endroit est refusée en une ligne."""
        commande = ["make", "--silent", "demo", f"PORT={self.port}"]
        fini = subprocess.run(commande, cwd=self.dossier, capture_output=True, text=True, check=False)
        if not fini.returncode or f"Le port {self.port} est déjà pris" not in fini.stderr:
            self.echouer(f"un port pris n’est pas refusé ({fini.stderr})")


def main():
    port = port_libre()
    with tempfile.TemporaryDirectory() as dossier:
        copier(Path(dossier))
        with Demonstration(dossier, port, PREMIER_DEPART) as demonstration:
            demonstration.eprouver_la_premiere_page()
            demonstration.eprouver_le_port_pris()
            demonstration.eprouver_la_relance()
            demonstration.interrompre()
        with Demonstration(dossier, port, SECOND_DEPART) as demonstration:
            demonstration.eprouver_la_premiere_page()
            demonstration.decapiter()
    print("✔ make demo : deux départs, deux arrêts, une relance.")


if __name__ == "__main__":
    main()
