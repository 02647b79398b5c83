"""Les réglages de la production, pour le banc : rien d’autre ne change que l’adresse du plancher et le bruit au journal."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, DEBUG, REDIS_URL

if DEBUG:
    raise RuntimeError("Le banc ne mesure pas DEBUG : chaque requête y est gardée en mémoire.")
_ICI = Path(os.environ["BANC_VAR"])
DATABASES["default"]["CONN_MAX_AGE"] = None  # un serveur PostgreSQL qui s’en va emporte le compte de ses secondes
ROOT_URLCONF = "outils.banc.adresses"
STATIC_ROOT = _ICI / "static"
LOGGING = {"version": 1, "disable_existing_loggers": True, "root": {"level": "ERROR"}}
if not REDIS_URL:
    _courrier = _ICI / "courrier_celery"
    (_courrier / "controle").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "data_folder_in": str(_courrier),
        "data_folder_out": str(_courrier),
        "control_folder": str(_courrier / "controle"),
    }
