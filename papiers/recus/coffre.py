"""Le coffre : un dossier hors du site, des noms tirés au hasard, une écriture qui se fait toute ou pas du tout."""

import errno
import hashlib
import os
import re
import secrets
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MORCEAU = 64 * 1024
_NOM = re.compile(r"[0-9a-f]{48}")
_PROVISOIRE = ".en-cours"


class PlusDePlace(Exception):
    """Le disque a refusé : rien n’est gardé, et ce n’est pas la faute du fichier."""


@dataclass(frozen=True)
class Recu:
    """Ce qui vient d’être écrit : le nom au coffre, la taille en octets, le SHA-256."""

    fichier: str
    taille: int
    empreinte: str


class Coffre:
    """Les fichiers d’une racine, rangés en 256 dossiers. Un nom d’ailleurs n’y entre jamais."""

    def __init__(self, racine):
        self.racine = Path(racine)

    def chemin(self, fichier):
        if not _NOM.fullmatch(fichier):
            raise ValueError("Ce nom ne vient pas du coffre.")
        return self.racine / fichier[:2] / fichier

    @contextmanager
    def accueillir(self, morceaux):
        """Écrit des morceaux d’octets sous un nom provisoire, le temps de les inspecter ; rend son chemin. Puis l’ôte.

        Lève `PlusDePlace` si le disque refuse.
        """
        provisoire = self.racine / f"{secrets.token_hex(24)}{_PROVISOIRE}"
        try:
            with _disque():
                self.racine.mkdir(mode=0o700, parents=True, exist_ok=True)
                _ecrire(provisoire, morceaux)
            yield provisoire
        finally:
            with suppress(OSError):
                provisoire.unlink(missing_ok=True)

    def ranger(self, provisoire, octets=None):
        """Donne au fichier provisoire (ou à ces octets) son nom définitif, d’un seul geste. Rend un `Recu`."""
        fichier = secrets.token_hex(24)
        final = self.chemin(fichier)
        with _disque():
            final.parent.mkdir(mode=0o700, exist_ok=True)
            if octets is not None:
                _ecrire(provisoire, [octets])
            recu = Recu(fichier, provisoire.stat().st_size, _empreinte(provisoire))
            os.replace(provisoire, final)
            for dossier in (final.parent, self.racine):
                _tenir(dossier)
        return recu

    def ouvrir(self, fichier):
        """Le fichier, ouvert en lecture. Lève FileNotFoundError."""
        return self.chemin(fichier).open("rb")

    def oter(self, fichier):
        with suppress(OSError):
            self.chemin(fichier).unlink(missing_ok=True)

    def ranger_les_restes(self, connus, age, borne):
        """Ôte les envois interrompus et met de côté les fichiers que personne ne cite, passé `age` secondes ; `borne` au plus.

        `connus` : une fonction qui rend, d’une liste de noms, l’ensemble de ceux que la base cite. Rien de rangé n’est
        détruit : une base restaurée ou mal branchée ne doit pas vider le coffre. Rend (interrompus, mis de côté).
        """
        limite = time.time() - age
        interrompus = [f for f in _fichiers(self.racine) if f.name.endswith(_PROVISOIRE) and _ecrit_le(f) < limite][
            :borne
        ]
        for fichier in interrompus:
            fichier.unlink(missing_ok=True)
        perdus = []
        for dossier in sorted(self.racine.glob("[0-9a-f][0-9a-f]")):
            vieux = [f for f in _fichiers(dossier) if _ecrit_le(f) < limite]
            cites = connus([f.name for f in vieux]) if vieux else ()
            perdus += [f for f in vieux if f.name not in cites]
            if len(perdus) >= borne:
                break
        for fichier in perdus[:borne]:
            a_part = self.racine / "perdus"
            a_part.mkdir(mode=0o700, exist_ok=True)
            os.replace(fichier, a_part / fichier.name)
        return len(interrompus), len(perdus[:borne])


def _ecrit_le(fichier):
    try:
        return fichier.stat().st_mtime
    except FileNotFoundError:  # ôté entre-temps
        return time.time()


def _fichiers(dossier):
    return [f for f in sorted(dossier.iterdir()) if f.is_file()] if dossier.is_dir() else []


@contextmanager
def _disque():
    try:
        yield
    except OSError as faute:
        if faute.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES):
            raise PlusDePlace from faute
        raise


def _ecrire(chemin, morceaux):
    descripteur = os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descripteur, "wb") as fichier:
        for morceau in morceaux:
            fichier.write(morceau)
        fichier.flush()
        os.fsync(fichier.fileno())


def _tenir(dossier):
    """Le nom aussi doit survivre à une coupure : un dossier se synchronise comme un fichier."""
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def _empreinte(chemin):
    somme = hashlib.sha256()
    with open(chemin, "rb") as fichier:
        while morceau := fichier.read(MORCEAU):
            somme.update(morceau)
    return somme.hexdigest()
