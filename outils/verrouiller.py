"""Recalcule les verrous, avec empreintes et sans aucune adresse d’index, du plus petit au plus grand."""

import os
import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
OPTIONS = [
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
]


def verrouiller(options):
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "compile", *OPTIONS, *options]
    contraintes = []
    for nom in ("requirements", "requirements-demo", "requirements-dev"):
        subprocess.run(
            [*uv, *contraintes, f"{nom}.in", f"--output-file={nom}.txt"],
            cwd=RACINE,
            env={**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "make lock"},
            check=True,
        )
        contraintes += ["--constraints", f"{nom}.txt"]  # le suivant reprend les mêmes versions


if __name__ == "__main__":
    verrouiller(sys.argv[1:])
