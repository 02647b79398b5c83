"""Un expéditeur à tuer : la vraie boucle, sur de vrais services, avec des bails assez courts pour un essai."""

import time
from datetime import timedelta

import django

django.setup()

from workflows.expedition import Bails, expedier  # noqa: E402

BAILS = Bails(prise=timedelta(seconds=2), point=timedelta(seconds=3))

if __name__ == "__main__":
    while True:
        expedier(bails=BAILS)
        time.sleep(0.05)
