"""Ce que consomment les processus mesurés, lu dans /proc : temps de calcul, mémoire."""

import os
from pathlib import Path

_BATTEMENT = os.sysconf("SC_CLK_TCK")
MIO = 1024 * 1024


def calcul(pid):
    """Les secondes de calcul (usager et système) de ce processus ; 0 s’il n’est plus, ou n’est pas sur cette machine."""
    try:
        champs = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(champs[11]) + int(champs[12])) / _BATTEMENT


def memoire(pid):
    """(résidente, la plus haute), en Mio."""
    lignes = dict(ligne.split(":", 1) for ligne in Path(f"/proc/{pid}/status").read_text().splitlines())
    return tuple(int(lignes[nom].split()[0]) * 1024 / MIO for nom in ("VmRSS", "VmHWM"))


def enfants(pid):
    return [int(enfant) for enfant in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
