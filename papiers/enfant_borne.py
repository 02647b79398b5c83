"""Un enfant borné : un processus à part, que l’on peut perdre ; ce qui vient d’ailleurs ne s’ouvre qu’en lui.

Deux faces. `lancer` est celle du parent : il donne un module, une entrée, des bornes, et reçoit des octets ou `EnfantPerdu`.
Exécuté comme programme, ce fichier est l’enfant : il se borne d’abord, puis devient le module. N’importe rien de l’application.
"""

import json
import os
import resource
import runpy
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
MO = 1024 * 1024
BLOC, PLAINTE = 1 << 16, 4000  # octets lus à la fois ; octets gardés de ce que l’enfant dit sur l’erreur
TEMPS, SORTIE, CHUTE = "trop de temps", "trop de sortie", "tombé"


@dataclass(frozen=True)
class Bornes:
    """`memoire`, `sortie`, `disque` (par fichier) : octets ; `calcul`, `patience` : secondes de processeur, d’horloge."""

    memoire: int
    calcul: int
    patience: float
    sortie: int
    disque: int = 0


class EnfantPerdu(Exception):
    """L’enfant n’a rien rendu qui vaille : `raison` est TEMPS, SORTIE ou CHUTE ; le texte, la fin de ce qu’il a dit."""

    def __init__(self, raison, dit=""):
        self.raison = raison
        super().__init__(dit or raison)


# Le parent -----------------------------------------------------------------------------------------------


def lancer(module, *arguments, bornes, entree=b"", environnement=None):
    """Les octets qu’écrit ce module, joué dans un enfant borné, sans l’environnement d’ici. Lève `EnfantPerdu`."""
    commande = [sys.executable, "-IB", __file__, json.dumps(asdict(bornes)), module, *map(str, arguments)]
    try:
        enfant = subprocess.Popen(  # noqa: S603 — aucun interprète de commandes, et nul argument tapé par une personne
            commande, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={"LANG": "C.UTF-8", **(environnement or {})}, cwd=RACINE, start_new_session=True,
        )  # fmt: skip
    except OSError as faute:
        raise EnfantPerdu(CHUTE, type(faute).__name__) from faute
    with enfant:
        try:
            sortie, plainte = _echanger(enfant, entree, bornes)
        finally:
            _tuer(enfant)
    if enfant.returncode:
        raise EnfantPerdu(CHUTE, plainte.decode(errors="replace") or f"arrêt {enfant.returncode}")
    return bytes(sortie)


def _echanger(enfant, entree, bornes):
    """Donne l’entrée, prend la sortie et la plainte, jusqu’à la fin ou jusqu’à la première borne dépassée."""
    fin, reste, sortie, plainte = time.monotonic() + bornes.patience, memoryview(entree), bytearray(), bytearray()
    os.set_blocking(enfant.stdin.fileno(), False)
    with selectors.DefaultSelector() as tubes:
        tubes.register(enfant.stdout, selectors.EVENT_READ, sortie)
        tubes.register(enfant.stderr, selectors.EVENT_READ, plainte)
        tubes.register(enfant.stdin, selectors.EVENT_WRITE)
        while tubes.get_map():
            prets = tubes.select(max(0, fin - time.monotonic()))
            if not prets or time.monotonic() > fin:
                raise EnfantPerdu(TEMPS)
            for tube, _ in prets:
                if tube.fileobj is enfant.stdin:
                    reste = _donner(tubes, enfant.stdin, reste)
                elif morceau := os.read(tube.fd, BLOC):
                    tube.data.extend(morceau)
                else:
                    tubes.unregister(tube.fileobj)
            del plainte[:-PLAINTE]
            if len(sortie) > bornes.sortie:
                raise EnfantPerdu(SORTIE)
    try:
        enfant.wait(max(0, fin - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise EnfantPerdu(TEMPS) from None
    return sortie, plainte


def _donner(tubes, tube, reste):
    """Un morceau de l’entrée ; un enfant mort ou rassasié n’en prend plus, et c’est sa sortie qui le dira."""
    try:
        reste = reste[os.write(tube.fileno(), reste[:BLOC]) :] if reste else reste
    except BrokenPipeError:
        reste = reste[:0]
    if not reste:
        tubes.unregister(tube)
        with suppress(BrokenPipeError):
            tube.close()
    return reste


def _tuer(enfant):
    """Lui et ce qu’il aurait lancé, s’il vit encore ; rien ne survit à l’attente."""
    if enfant.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(enfant.pid, signal.SIGKILL)
        enfant.wait()


# L’enfant ------------------------------------------------------------------------------------------------


def se_borner(bornes):
    for quoi, combien in (
        (resource.RLIMIT_AS, bornes.memoire),
        (resource.RLIMIT_CPU, bornes.calcul),
        (resource.RLIMIT_FSIZE, bornes.disque),
        (resource.RLIMIT_CORE, 0),
    ):
        _, deja = resource.getrlimit(quoi)
        borne = combien if deja == resource.RLIM_INFINITY else min(combien, deja)
        resource.setrlimit(quoi, (borne, borne))


if __name__ == "__main__":
    se_borner(Bornes(**json.loads(sys.argv[1])))
    sys.argv = sys.argv[2:]
    sys.path.insert(0, str(RACINE))
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
