"""Les réglages de la production, dont tout ce qui s’écrit sur le disque va dans le dossier de l’essai (ESSAI_VAR)."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import CELERY_BROKER_TRANSPORT_OPTIONS, REDIS_URL

_ICI = Path(os.environ["ESSAI_VAR"])
STATIC_ROOT = _ICI / "static"
CELERY_BEAT_SCHEDULE_FILENAME = str(_ICI / "beat")
PIECES_DIR = _ICI / "pieces"
if not REDIS_URL:
    # La sonnette d’un autre serveur de la machine ne doit pas réveiller le nôtre, ni l’inverse.
    _courrier = _ICI / "courrier_celery"
    (_courrier / "controle").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "data_folder_in": str(_courrier),
        "data_folder_out": str(_courrier),
        "control_folder": str(_courrier / "controle"),
    }
