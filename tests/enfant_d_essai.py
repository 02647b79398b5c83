"""Ce que fait l’enfant des récits de test_enfant_borne : bien, ou très mal."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

BORNES = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)


def dire(texte, ou=sys.stdout):
    ou.write(f"{texte}\n")
    ou.flush()


def mourir():
    dire("%PDF-1.7 début")
    os.kill(os.getpid(), signal.SIGKILL)


def enfanter():
    dire(subprocess.Popen(["sleep", "60"]).pid)
    time.sleep(60)


FAIRE = {
    "repeter": lambda: sys.stdout.buffer.write(sys.stdin.buffer.read()),
    "sans_lire": lambda: dire("prêt"),
    "s_avouer": lambda: dire(json.dumps([dict(os.environ), [resource.getrlimit(b)[0] for b in BORNES], sys.argv[2:]])),
    "mourir": mourir,
    "tomber": lambda: sys.exit("Une phrase qui dit pourquoi."),
    "dormir": lambda: time.sleep(60),
    "calculer": lambda: any(iter(int, 1)),
    "enfler": lambda: bytearray(1 << 31),
    "bavarder": lambda: any(dire("x" * 100_000) for _ in iter(int, 1)),
    "se_plaindre": lambda: any(dire("y" * 100_000, sys.stderr) for _ in range(200)),
    "ecrire": lambda: Path(sys.argv[2]).write_bytes(b"z" * 100_000),
    "enfanter": enfanter,
}

if __name__ == "__main__":
    FAIRE[sys.argv[1]]()
