"""Ce que PostgreSQL seul sait tenir : la ligne qui ne débite que son financeur, et l’index de la recherche plein texte."""

import logging

from django.db import DatabaseError, transaction

_POSER_LES_CLES = """
ALTER TABLE programmation_enveloppe ADD CONSTRAINT enveloppe_de_son_financeur UNIQUE (id, financeur_id);
ALTER TABLE dossiers_ligne ADD CONSTRAINT ligne_debite_son_financeur
    FOREIGN KEY (enveloppe_id, financeur_id) REFERENCES programmation_enveloppe (id, financeur_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
_OTER_LES_CLES = """
ALTER TABLE dossiers_ligne DROP CONSTRAINT ligne_debite_son_financeur;
ALTER TABLE programmation_enveloppe DROP CONSTRAINT enveloppe_de_son_financeur;
"""
INDEX = "dossiers_recherche_trigrammes"
_REFUS = (
    "Recherche : l’extension pg_trgm manque et ce rôle ne peut pas la créer. La recherche reste juste, sans index "
    "(docs/guide/exploitation.md, « La recherche »)."
)


def poser_les_cles_composees(apps, schema_editor):
    """Une ligne ne peut débiter que l’enveloppe de son propre financeur : la base le refuse, pas seulement le code."""
    _executer(schema_editor, _POSER_LES_CLES)


def oter_les_cles_composees(apps, schema_editor):
    _executer(schema_editor, _OTER_LES_CLES)


def poser_la_recherche(apps, schema_editor):
    """« Contient ce mot » va à un index de trigrammes. Si le rôle ne peut créer l’extension, le dit et continue, moins vite."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute(
                f"CREATE INDEX IF NOT EXISTS {INDEX} ON dossiers_dossier USING gin (recherche gin_trgm_ops)"
            )
    except DatabaseError:
        logging.getLogger("django").warning(_REFUS)


def oter_la_recherche(apps, schema_editor):
    _executer(schema_editor, f"DROP INDEX IF EXISTS {INDEX}")


def _executer(schema_editor, sql):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(sql)
