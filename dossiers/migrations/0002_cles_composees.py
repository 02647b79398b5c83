"""Sur PostgreSQL, une ligne ne peut débiter que l’enveloppe de son propre financeur : la base le refuse, pas seulement le code."""

from django.db import migrations

from dossiers.postgresql import oter_les_cles_composees, poser_les_cles_composees


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]

    operations = [migrations.RunPython(poser_les_cles_composees, oter_les_cles_composees)]
