"""Le processus qui compose un papier, et lui seul : borné en mémoire et en temps, sans secret dans son environnement.

Lit sur l’entrée {"gabarit", "donnees", "instant"} en JSON ; écrit le PDF sur la sortie. N’importe rien de l’application.
"""

import json
import resource
import sys
from pathlib import Path

import typst

ICI = Path(__file__).resolve().parent
MEMOIRE, SECONDES, TAILLE = 2 * 1024**3, 20, 32 * 1024**2  # octets d’adresses ; processeur ; octets d’un fichier


def borner():
    for quoi, plafond in (
        (resource.RLIMIT_AS, MEMOIRE),
        (resource.RLIMIT_CPU, SECONDES),
        (resource.RLIMIT_FSIZE, TAILLE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(quoi, (plafond, plafond))


def composer(gabarit, donnees, instant):
    """Les données entrent comme des données : aucun texte saisi n’est jamais lu comme du balisage."""
    return typst.compile(
        str(ICI / "gabarits" / f"{gabarit}.typ"),
        root=str(ICI / "gabarits"),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(ICI / "polices")]),
        sys_inputs={"donnees": json.dumps(donnees)},
        pdf_standards="ua-1",
        timestamp=instant,
    )


def main():
    commande = json.load(sys.stdin)
    borner()
    sys.stdout.buffer.write(composer(commande["gabarit"], commande["donnees"], commande["instant"]))


if __name__ == "__main__":
    try:
        main()
    except typst.TypstError as faute:
        sys.exit(f"{faute.message}\n{faute.diagnostic}")
