"""Sur PostgreSQL, la recherche plein texte va à un index de trigrammes : « contient ce mot » ne lit plus toute la table.

Si le rôle ne peut pas créer l’extension, la migration le dit et continue : la recherche trouve la même chose, moins vite.
L’exploitant la pose ensuite (docs/guide/exploitation.md).
"""

import logging

from django.db import DatabaseError, migrations, transaction

INDEX = "dossiers_recherche_trigrammes"
REFUS = (
    "Recherche : l’extension pg_trgm manque et ce rôle ne peut pas la créer. La recherche reste juste, sans index "
    "(docs/guide/exploitation.md, « La recherche »)."
)


def poser(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute(
                f"CREATE INDEX IF NOT EXISTS {INDEX} ON dossiers_dossier USING gin (recherche gin_trgm_ops)"
            )
    except DatabaseError:
        logging.getLogger("django").warning(REFUS)


def oter(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_listes")]

    operations = [migrations.RunPython(poser, oter)]
