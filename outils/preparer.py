"""Prépare .venv d’après un verrou ; ce qui manque à la machine se dit en une ligne.

Usage : python3 outils/preparer.py demo|dev. Lu par n’importe quel Python 3 : d’où l’écriture ancienne.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys

RACINE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(RACINE, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
JOURNAL = os.path.join(RACINE, "var", "journaux", "installation.log")
MINIMUM = (3, 11)
CONTENUS = {"demo": ("demo",), "dev": ("dev", "demo")}  # le verrou « dev » contient le verrou « demo »


def arreter(phrase):
    """Termine sur une seule ligne, lisible quelle que soit la langue du terminal."""
    sys.stderr.buffer.write((phrase + "\n").encode("utf-8"))
    sys.exit(1)


def verifier_python(arguments):
    """Passe la main à un Python assez récent, ou dit qu’il en faut un."""
    if sys.version_info >= MINIMUM:
        return
    for mineure in range(19, MINIMUM[1] - 1, -1):
        recent = shutil.which("python3.{}".format(mineure))
        if recent and subprocess.call([recent, "-c", "pass"], stderr=subprocess.DEVNULL) == 0:
            os.execv(recent, [recent] + arguments)
    arreter(
        "Python 3.11 ou plus récent est nécessaire (celui-ci est le {}.{}) : installez-en un, "
        "ou désignez-le par « make demo PYTHON=python3.11 ».".format(*sys.version_info[:2])
    )


def verifier_venv():
    """Sous Debian et Ubuntu, Python vient sans de quoi créer un environnement."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        arreter(
            "Il manque à Python son module venv : lancez « sudo apt install python3-venv » "
            "(Debian, Ubuntu), puis recommencez."
        )


def lancer(commande):
    """Lance une commande en silence ; sa sortie va au journal de l’installation."""
    if not os.path.isdir(os.path.dirname(JOURNAL)):
        os.makedirs(os.path.dirname(JOURNAL))
    with open(JOURNAL, "ab") as journal:
        return subprocess.call(commande, cwd=RACINE, stdout=journal, stderr=subprocess.STDOUT)


def est_utilisable():
    essai = "import pip, sys; sys.exit(sys.version_info < {})".format(MINIMUM)
    return os.path.exists(PYTHON) and subprocess.call([PYTHON, "-c", essai], stderr=subprocess.DEVNULL) == 0


def chemin_du_verrou(nom):
    return os.path.join(RACINE, "requirements-{}.txt".format(nom))


def empreinte(nom):
    with open(chemin_du_verrou(nom), "rb") as verrou:
        return hashlib.sha256(verrou.read()).hexdigest()


def temoin(nom):
    """Le fichier qui retient, dans .venv, le verrou déjà installé."""
    return os.path.join(VENV, "verrou-{}".format(nom))


def est_installe(nom):
    if not os.path.exists(temoin(nom)):
        return False
    with open(temoin(nom)) as fichier:
        return fichier.read() == empreinte(nom)


def creer():
    verifier_venv()
    if lancer([sys.executable, "-m", "venv", "--clear", VENV]):
        arreter("Python n’a pas pu créer .venv : le détail est dans var/journaux/installation.log.")


def installer(nom):
    print("Installation des dépendances, une fois pour toutes (une minute environ)…", flush=True)
    options = ["--require-hashes", "--no-input", "--disable-pip-version-check", "--quiet"]
    if lancer([PYTHON, "-m", "pip", "install"] + options + ["-r", chemin_du_verrou(nom)]):
        arreter(
            "Les dépendances n’ont pas pu être installées (le réseau répond-il ?) : "
            "le détail est dans var/journaux/installation.log."
        )
    for contenu in CONTENUS[nom]:
        with open(temoin(contenu), "w") as fichier:
            fichier.write(empreinte(contenu))


def main(nom):
    verifier_python([os.path.abspath(__file__), nom])
    if not est_utilisable():
        creer()
    if not est_installe(nom):
        installer(nom)


if __name__ == "__main__":
    main(sys.argv[1])
