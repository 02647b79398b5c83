"""Sur PostgreSQL, une ligne ne peut débiter que l’enveloppe de son propre financeur : la base le refuse, pas seulement le code."""

from django.db import migrations

POSER = """
ALTER TABLE programmation_enveloppe ADD CONSTRAINT enveloppe_de_son_financeur UNIQUE (id, financeur_id);
ALTER TABLE dossiers_ligne ADD CONSTRAINT ligne_debite_son_financeur
    FOREIGN KEY (enveloppe_id, financeur_id) REFERENCES programmation_enveloppe (id, financeur_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
OTER = """
ALTER TABLE dossiers_ligne DROP CONSTRAINT ligne_debite_son_financeur;
ALTER TABLE programmation_enveloppe DROP CONSTRAINT enveloppe_de_son_financeur;
"""


def sur_postgresql(sql):
    def executer(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return executer


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]

    operations = [migrations.RunPython(sur_postgresql(POSER), sur_postgresql(OTER))]
