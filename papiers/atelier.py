"""Le processus qui compose un papier, et lui seul : joué dans un enfant borné, sans secret dans son environnement.

Lit sur l’entrée {"gabarit", "donnees", "instant"} en JSON ; écrit le PDF sur la sortie. N’importe rien de l’application.
"""

import json
import sys
from pathlib import Path

import typst

ICI = Path(__file__).resolve().parent


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
    sys.stdout.buffer.write(composer(commande["gabarit"], commande["donnees"], commande["instant"]))


if __name__ == "__main__":
    try:
        main()
    except typst.TypstError as faute:
        sys.exit(f"{faute.message}\n{faute.diagnostic}")
