"""Demande à l’application si elle va bien : un mot à la place de tout un outil dans l’image Docker."""

import os
import sys
import urllib.error
import urllib.request

adresse = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/sante/"
hote = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().removeprefix(".")
try:
    urllib.request.urlopen(urllib.request.Request(adresse, headers={"Host": hote}), timeout=4).close()
except (urllib.error.URLError, OSError) as erreur:
    sys.exit(f"{adresse} : {erreur}")
