"""Les réglages des essais : ceux de la maison, sans secret, sans réseau, sur une base à part."""

import os
from pathlib import Path

VAR = Path(__file__).resolve().parent.parent / "var"
ESSAIS = {
    "DEMONSTRATION": "0",
    "DEBUG": "0",
    "SECRET_KEY": "un secret d’essai, que rien ne protège",
    "SITE_URL": "http://127.0.0.1:8000",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "DATABASE_URL": f"sqlite:///{VAR / 'essais.sqlite3'}",
    "REDIS_URL": "",
    "EMAIL_URL": "",
    "TRANSPORT": "workflows.transports.Boite",
    "STATIQUE_SIMPLE": "1",
    "PIECES_DIR": str(VAR / "essais" / f"pieces-{os.getpid()}"),
    "PAPIERS": str(VAR / "essais" / "papiers"),
}
for nom, valeur in ESSAIS.items():
    os.environ.setdefault(nom, valeur)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, REDIS_URL  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Un fichier et non la mémoire : les essais à plusieurs fils y écrivent comme en vrai. Un par processus.
    (VAR / "essais").mkdir(parents=True, exist_ok=True)
    # Une base d’essai ne survit pas à l’essai : inutile d’attendre le disque à chaque écriture.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "essais" / f"{os.getpid()}.sqlite3")}
if not REDIS_URL:
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # rapide ; rien n’y est secret
