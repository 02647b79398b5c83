"""La démonstration : vérifie le port, prépare la base et les données inventées, puis laisse place au superviseur.

Lancé par « make demo », une fois .venv prêt. Rien ne sort de var/ : supprimez-le pour repartir de zéro.
"""

import errno
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
VAR = RACINE / "var"


def lire_port(texte):
    if not texte.isascii() or not texte.isdigit() or not 1 <= int(texte) <= 65535:
        sys.exit(f"« {texte} » n’est pas un port : donnez un nombre, par exemple « make demo PORT=8001 ».")
    return int(texte)


def verifier_port(port):
    """Refuse d’emblée un port que le serveur ne pourrait pas prendre."""
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", port))
        except OSError as erreur:
            autre = f"lancez « make demo PORT={port + 1 if 1024 <= port < 65535 else 8001} »"
            if erreur.errno == errno.EADDRINUSE:
                sys.exit(
                    f"Le port {port} est déjà pris, peut-être par une autre démonstration : arrêtez-la ou {autre}."
                )
            sys.exit(f"Le port {port} est réservé au système : {autre}.")


def se_mettre_en_demonstration(port):
    """Tout est dit ici, pour qu’aucun réglage de la machine ne mène la démonstration vers une vraie base."""
    os.environ.update(
        DEMONSTRATION="1",
        DEBUG="0",
        SITE_URL=f"http://127.0.0.1:{port}",
        ALLOWED_HOSTS="127.0.0.1,localhost",
        DATABASE_URL=f"sqlite:///{VAR / 'demonstration.sqlite3'}",
        REDIS_URL="",
        EMAIL_URL="",
        DJANGO_SETTINGS_MODULE="config.settings",
        ADRESSE="127.0.0.1",
        PORT=str(port),
        WEB_CONCURRENCY="1",
        DELAI_D_ARRET="2",
        PYTHONUNBUFFERED="1",
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    )
    (VAR / "journaux").mkdir(parents=True, exist_ok=True)
    os.chdir(RACINE)
    sys.path.insert(0, str(RACINE))


def preparer_les_donnees():
    """Base, fichiers servis, puis la démonstration, qui charge elle-même les conventions : sans effet la seconde fois."""
    import django
    from django.core.management import CommandError, call_command
    from django.db import connections

    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("demonstration")
    except CommandError as erreur:
        sys.exit(f"La démonstration n’a pas pu être préparée : {erreur}")
    connections.close_all()


def repond(adresse):
    try:
        urllib.request.urlopen(adresse, timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def annoncer(adresse):
    """Dans un processus à part, attend que la première page réponde pour donner l’adresse."""
    superviseur = os.getpid()
    if os.fork():
        return
    fin = time.monotonic() + 60
    while os.getppid() == superviseur and not repond(adresse):
        if time.monotonic() > fin:
            print("Le serveur tarde à répondre : voyez var/journaux/web.log.", flush=True)
            fin = float("inf")
        time.sleep(0.2)
    if os.getppid() == superviseur:
        print(f"\nLa démonstration est prête : {adresse}\nCtrl-C pour tout arrêter.", flush=True)
    os._exit(0)


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    port = lire_port(os.environ.get("PORT") or "8000")
    verifier_port(port)
    se_mettre_en_demonstration(port)
    print("Préparation de la démonstration…", flush=True)
    preparer_les_donnees()
    sys.stdout.flush()
    annoncer(f"http://127.0.0.1:{port}/")
    os.execv(sys.executable, [sys.executable, str(RACINE / "outils" / "superviser.py")])


if __name__ == "__main__":
    main()
