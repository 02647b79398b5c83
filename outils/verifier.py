"""Les vérifications de « make lint » : toutes sont jouées, les manquements sont dits ensemble."""

import os
import re
import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable

EN_PRODUCTION = {
    "DEMONSTRATION": "0",
    "DEBUG": "0",
    "SECRET_KEY": "".join(chr(33 + rang * 7 % 94) for rang in range(70)),
    "SITE_URL": "https://contrat-de-ville.invalid",
    "ALLOWED_HOSTS": "contrat-de-ville.invalid",
    "DATABASE_URL": "postgres://programmation@127.0.0.1:5432/programmation",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}
SANS_BASE = {"DEMONSTRATION": "1", "DATABASE_URL": "sqlite://:memory:", "REDIS_URL": ""}
LONGUEUR = 40  # lignes montrées d’un même reproche
ADRESSE = re.compile(r"https?://|file:|--(extra-)?index|--find-l[i]nks|^\s*-[if]\b| @ ", re.MULTILINE)

# Les gabarits que djlint n’a pas encore mis en forme : la liste ne peut que raccourcir (docs/decisions/013).
A_FORMER = set((RACINE / "outils/gabarits_a_former.txt").read_text(encoding="utf-8").split())
FORMES = sorted({str(g.relative_to(RACINE)) for g in (RACINE / "templates").rglob("*.html")} - A_FORMER)

CONCIS = ["--quiet", "--no-cache", "--output-format=concise", "."]
COMPOSE = ["--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]

VERIFICATIONS = (
    ("code : règles", [BIN / "ruff", "check", *CONCIS], {}),
    ("code : forme", [BIN / "ruff", "format", "--check", *CONCIS], {}),
    ("gabarits : règles", [BIN / "djlint", "--lint", "templates"], {}),
    ("gabarits : forme", [BIN / "djlint", "--check", *FORMES], {}),
    ("sens des imports", [BIN / "lint-imports", "--no-cache"], {}),
    ("règles de la maison", [PYTHON, "outils/regles_maison.py"], {}),
    ("migrations complètes", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], SANS_BASE),
    ("déploiement", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], EN_PRODUCTION),
    (
        "docker-compose.yml",
        [BIN / "check-jsonschema", *COMPOSE],
        {},
    ),
    ("Dockerfile", [BIN / "hadolint", "--no-color", "Dockerfile"], {}),
)


def jouer(commande, environnement):
    """Rend ce que la commande reproche ; rien si elle est contente."""
    fini = subprocess.run(
        [str(morceau) for morceau in commande],
        cwd=RACINE,
        env={**os.environ, **environnement},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return (fini.stdout.strip() or f"code de retour {fini.returncode}") if fini.returncode else ""


def verrous_fautifs():
    """Un verrou donne des empreintes et aucune adresse : chacun installe depuis le dépôt qu’il veut."""
    for verrou in sorted(RACINE.glob("requirements*.txt")):
        texte = verrou.read_text()
        if adresse := ADRESSE.search(texte):
            yield f"{verrou.name} nomme une adresse : {adresse.group().strip()}"
        for paquet in re.split(r"\n(?=[a-z0-9])", texte)[1:]:
            if "--hash=sha256:" not in paquet:
                yield f"{verrou.name} : {paquet.split()[0]} n’a pas d’empreinte"


def main():
    reproches = {nom: jouer(commande, environnement) for nom, commande, environnement in VERIFICATIONS}
    reproches["verrous"] = "\n".join(verrous_fautifs())
    for nom, reproche in reproches.items():
        print(f"{'✘' if reproche else '✔'} {nom}")
        if reproche:
            lignes = reproche.splitlines()
            for ligne in lignes[:LONGUEUR] + ["…"] * (len(lignes) > LONGUEUR):
                print("   ", ligne)
    manquements = sum(1 for reproche in reproches.values() if reproche)
    print("Tout est en règle." if not manquements else f"{manquements} vérification(s) à reprendre.")
    return min(manquements, 1)


if __name__ == "__main__":
    sys.exit(main())
