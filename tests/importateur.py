"""Un processus qui importe, sur la base que dit DATABASE_URL, et que l’essai tue net : il s’arrête sur l’ordre SQL nommé.

`python -m tests.importateur preparer` · `importer [mot de l’ordre, combien de fois]` · `compter`. Chacun répond d’une ligne.
"""

import json
import sys
import time

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from comptes.models import Organisation  # noqa: E402
from dossiers.models import Dossier, Ligne, PassageDossier  # noqa: E402
from echanges import depot  # noqa: E402
from echanges.ecriture import importer  # noqa: E402
from echanges.etude import etudier  # noqa: E402
from echanges.models import Import, RangImporte  # noqa: E402
from tests import fabriques  # noqa: E402
from tests.tableurs import en_xlsx, ligne, siret  # noqa: E402
from workflows.envois import Envoi  # noqa: E402


def dire(texte):
    sys.stdout.write(f"{texte}\n")
    sys.stdout.flush()


def preparer():
    """Une convention, une campagne, et trente lignes justes, lues et appariées ; leur premier porteur a un signataire."""
    call_command("migrate", verbosity=0)
    convention = fabriques.convention()
    campagne = fabriques.campagne(convention)
    fabriques.financeur("État", dispositif="P147", campagnes=[campagne])
    fabriques.objectif(convention, fabriques.quartier(convention, "Le Plateau"))
    fabriques.membre(fabriques.organisation("Les Passerelles d’Essai", siret=siret(1)))
    contenu = en_xlsx([ligne(campagne.annee, rang + 1) for rang in range(30)])
    recu = depot.deposer(campagne, SimpleUploadedFile("d.xlsx", contenu), par=fabriques.equipier(convention))
    recu.est_apparie = True
    recu.save()
    dire("PRÊT")


def lancer(mot="", fois="1"):
    recu, vus = Import.objects.get(), []

    def guetter(executer, sql, *suite):
        fait = executer(sql, *suite)
        if mot and mot in sql:
            vus.append(sql)
            if len(vus) == int(fois):
                dire("ICI")
                time.sleep(600)
        return fait

    with connection.execute_wrapper(guetter):
        importer(recu, par=recu.par, empreinte=etudier(recu, recu.par).empreinte)
    dire("FINI")


def compter():
    ecrits = {
        modele.__name__: modele.objects.count() for modele in (Dossier, Ligne, Organisation, PassageDossier, Envoi)
    }
    ecrits |= {
        "rangs": RangImporte.objects.exclude(issue="").count(),
        "importe": Import.objects.get().ecrit_le is not None,
    }
    dire(json.dumps(ecrits))


if __name__ == "__main__":
    {"preparer": preparer, "importer": lancer, "compter": compter}[sys.argv[1]](*sys.argv[2:])
