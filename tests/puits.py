"""Un relais SMTP d’essai : il note chaque courriel pris dans un journal sur disque avant de répondre « 250 ».

Ses humeurs se choisissent par adresse : un code de refus, une coupure avant, dans ou après le corps, un silence.
"""

import os
import socket
import socketserver
import threading
import time
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

from workflows.transports import Smtp


class SmtpAvecJournal(Smtp):
    """Le transport réel, branché sur le journal du relais d’essai."""

    def relais_connait(self, message_id):
        return message_id in pris(os.environ["JOURNAL_DU_PUITS"])


def pris(journal):
    """{Message-ID: nombre de fois que le relais l’a pris}."""
    fichier = Path(journal)
    return Counter(fichier.read_text().splitlines()) if fichier.exists() else Counter()


class _Seance(socketserver.StreamRequestHandler):
    def dire(self, *lignes):
        self.wfile.write(b"".join(f"{ligne}\r\n".encode() for ligne in lignes))

    def handle(self):
        self.adresse = ""
        try:
            self.dire("220 puits")
            while ligne := self.rfile.readline().decode("utf-8", "replace").strip():
                if self.repondre(*(ligne.split(" ", 1) + [""])[:2]) is False:
                    return
        except OSError:
            return

    def repondre(self, verbe, reste):
        verbe = verbe.upper()
        if verbe == "EHLO":
            self.dire("250-puits", "250 8BITMIME")
        elif verbe == "RCPT":
            self.adresse = reste.split("<")[1].split(">")[0]
            humeur = self.server.humeurs.get(self.adresse, "")
            self.dire(f"{humeur} non" if humeur.isdigit() else "250 ok")
        elif verbe == "DATA":
            return self.recevoir()
        elif verbe == "QUIT":
            self.dire("221 au revoir")
            return False
        else:
            self.dire("250 ok")

    def recevoir(self):
        humeur = self.server.humeurs.get(self.adresse, "")
        if humeur == "coupe avant":
            return False
        self.dire("354 allez")
        lignes = []
        while (ligne := self.rfile.readline()) != b".\r\n":
            if not ligne or humeur == "coupe dans le corps":
                return False  # coupé avant le point : rien n’est pris
            lignes.append(ligne.removeprefix(b".") if ligne.startswith(b"..") else ligne)
        time.sleep(self.server.lenteur)
        if humeur == "se tait":
            time.sleep(3)
            return False
        self.server.prendre(b"".join(lignes))
        if humeur == "coupe apres":
            return False
        time.sleep(self.server.lenteur)
        self.dire("250 pris")


class Puits(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, journal, port=0, lenteur=0.0):
        super().__init__(("127.0.0.1", port), _Seance)
        self.journal, self.lenteur, self.humeurs, self.courriels = Path(journal), lenteur, {}, []
        self.verrou = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def prendre(self, octets):
        courriel = message_from_bytes(octets, policy=policy.default)
        with self.verrou, self.journal.open("a") as fichier:
            fichier.write(f"{courriel['Message-ID']}\n")
            fichier.flush()
            os.fsync(fichier.fileno())
            self.courriels.append(courriel)

    def fermer(self):
        self.shutdown()
        self.server_close()


def port_libre():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]
