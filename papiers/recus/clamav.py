"""L’antivirus ClamAV, interrogé par sa prise (INSTREAM) : sain, infecté, ou il ne répond pas."""

import socket
import struct
from urllib.parse import urlsplit

PATIENCE = 20  # secondes
_MORCEAU = 64 * 1024


class Muet(Exception):
    """L’antivirus ne répond pas : le fichier attend en quarantaine."""


def examiner(adresse, chemin):
    """Rend "" si le fichier est sain, sinon le nom de ce que l’antivirus a reconnu. Lève `Muet`.

    `adresse` : « tcp://hôte:3310 » ou « unix:///run/clamd.sock ».
    """
    try:
        with _prise(urlsplit(adresse)) as prise, open(chemin, "rb") as fichier:
            prise.sendall(b"zINSTREAM\0")
            while morceau := fichier.read(_MORCEAU):
                prise.sendall(struct.pack("!L", len(morceau)) + morceau)
            prise.sendall(struct.pack("!L", 0))
            reponse = _lire(prise)
    except OSError as faute:
        raise Muet from faute
    if reponse.endswith("FOUND"):
        return reponse.removeprefix("stream:").removesuffix("FOUND").strip()[:100] or "inconnu"
    if reponse != "stream: OK":
        raise Muet(reponse[:100])
    return ""


def _prise(adresse):
    if adresse.scheme == "unix":
        prise = socket.socket(socket.AF_UNIX)
        prise.settimeout(PATIENCE)
        try:
            prise.connect(adresse.path)
        except OSError:
            prise.close()
            raise
        return prise
    return socket.create_connection((adresse.hostname, adresse.port or 3310), timeout=PATIENCE)


def _lire(prise):
    octets = b""
    while len(octets) < 4096 and not octets.endswith(b"\0") and (lus := prise.recv(4096)):
        octets += lus
    return octets.rstrip(b"\0").decode("ascii", "replace").strip()
