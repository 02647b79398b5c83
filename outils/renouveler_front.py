"""Renouvelle ce que le navigateur reçoit d’autrui : Bootstrap, htmx, des icônes et, pour les essais, axe.

Usage : python3 outils/renouveler_front.py (il faut npm). Les versions voulues se lisent juste en dessous.
"""

import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
VENDOR, ESSAIS = RACINE / "static" / "vendor", RACINE / "tests" / "vendor"
PAQUETS = {"bootstrap": "5.3.9", "htmx.org": "2.0.11", "bootstrap-icons": "1.13.2", "axe-core": "4.14.1"}
FICHIERS = {
    "bootstrap": (VENDOR / "bootstrap", ["dist/css/bootstrap.min.css"]),
    "htmx.org": (VENDOR / "htmx", ["dist/htmx.min.js"]),
    "bootstrap-icons": (VENDOR / "bootstrap-icons", []),
    "axe-core": (ESSAIS / "axe", ["axe.min.js"]),
}
ICONES = """
    arrow-left bar-chart bell box-arrow-right box-arrow-up-right building calendar-event check-circle chevron-down
    chevron-right clock currency-euro download envelope exclamation-triangle eye file-earmark-pdf
    file-earmark-text folder2-open funnel geo-alt house info-circle list lock pencil people person plus-lg printer
    question-circle search trash upload x-circle
""".split()
VERSIONS = """# Ce que le navigateur reçoit d’autrui

| Paquet npm | Version | Licence | Dossier |
|---|---|---|---|
{lignes}

Rien n’est modifié, sauf le renvoi à la source déployée (`sourceMappingURL`), ôté. Pas de script Bootstrap :
les pages marchent sans lui. `bootstrap-icons/icones.svg` ne tient que les icônes choisies ; chacune se pose par
`<svg aria-hidden="true"><use href="…/icones.svg#bell"/></svg>`. axe ne sert qu’aux essais.

Pour changer de version ou d’icônes : corrigez les constantes de `outils/renouveler_front.py`, lancez-le, relisez.
"""


def deballer(paquet, dossier):
    """Télécharge un paquet par npm et rend le dossier où il est déballé."""
    commande = ["npm", "pack", "--silent", f"{paquet}@{PAQUETS[paquet]}"]
    archive = subprocess.check_output(commande, cwd=dossier, text=True).split()[-1]
    with tarfile.open(Path(dossier) / archive) as contenu:
        contenu.extractall(Path(dossier) / paquet, filter="data")
    return Path(dossier) / paquet / "package"


def sans_renvoi(texte):
    """Ôte le renvoi à la source déployée, que nous ne servons pas."""
    return re.sub(r"\n?/[/*][#@] sourceMappingURL=.*", "", texte).rstrip() + "\n"


def planche(icones):
    """Assemble nos icônes en un seul fichier, où chacune se désigne par son nom."""
    symboles = []
    for nom in ICONES:
        svg = (icones / f"{nom}.svg").read_text().replace("\n", "")
        trait = re.search(r"<svg[^>]*>\s*(.*?)\s*</svg>", svg).group(1)
        symboles.append(f'<symbol id="{nom}" viewBox="0 0 16 16">{trait}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symboles) + "\n</svg>\n"


def renouveler():
    lignes = []
    with tempfile.TemporaryDirectory() as dossier:
        for paquet, (destination, fichiers) in FICHIERS.items():
            source = deballer(paquet, dossier)
            destination.mkdir(parents=True, exist_ok=True)
            for fichier in ("LICENSE", *fichiers):
                (destination / Path(fichier).name).write_text(sans_renvoi((source / fichier).read_text()))
            if paquet == "bootstrap-icons":
                (destination / "icones.svg").write_text(planche(source / "icons"))
            licence = json.loads((source / "package.json").read_text())["license"]
            place = destination.relative_to(RACINE)
            lignes.append(f"| {paquet} | {PAQUETS[paquet]} | {licence} | `{place}/` |")
    (VENDOR / "VERSIONS.md").write_text(VERSIONS.format(lignes="\n".join(lignes)))


if __name__ == "__main__":
    renouveler()
