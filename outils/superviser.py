"""Tient ensemble les trois processus de la démonstration (outils/superviseur.conf), et ne part jamais sans eux."""

import ctypes
import os
import signal
import sys
from pathlib import Path

from supervisor.options import ServerOptions
from supervisor.supervisord import go

PR_SET_PDEATHSIG = 1  # prctl(2), Linux : le signal que le noyau donne à l’enfant dont le parent meurt


class Options(ServerOptions):
    def setsignals(self):
        """Fermer le terminal arrête tout, comme Ctrl-C ; le superviseur y verrait une demande de relance."""
        super().setsignals()
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))

    def setpgrp(self):
        """Dans chaque enfant : s’il perd son superviseur, même tué net, il s’arrête aussi."""
        super().setpgrp()
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def superviser():
    options = Options()
    options.realize(["-c", str(Path(__file__).with_name("superviseur.conf"))])
    options.first, options.test = True, False
    go(options)


if __name__ == "__main__":
    superviser()
