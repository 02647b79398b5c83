"""Sur PostgreSQL, la recherche plein texte va à un index de trigrammes : « contient ce mot » ne lit plus toute la table."""

from django.db import migrations

from dossiers.postgresql import oter_la_recherche, poser_la_recherche


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_listes")]

    operations = [migrations.RunPython(poser_la_recherche, oter_la_recherche)]
