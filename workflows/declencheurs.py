"""Le journal ne se réécrit pas : la base elle-même refuse UPDATE et DELETE sur ses tables."""

from django.apps import apps
from django.db import connections

REFUS = "Le journal ne se modifie pas : il se complète."

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_{geste} BEFORE {geste} ON {table}
BEGIN SELECT RAISE(ABORT, '{refus}'); END
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION journal_inalterable() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{refus}'; END $$;
CREATE OR REPLACE TRIGGER {table}_{geste} BEFORE {geste} ON {table}
FOR EACH ROW EXECUTE FUNCTION journal_inalterable()
"""


def tables_du_journal():
    """Les tables qui se complètent sans se réécrire : journaux, notes, messages, propositions (`EST_UN_JOURNAL`)."""
    return sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "EST_UN_JOURNAL", False))


def poser_les_declencheurs(sender=None, using="default", **_):
    """Repose les déclencheurs des journaux dont la table existe déjà ; sans effet s’ils y sont."""
    connexion = connections[using]
    modele = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[connexion.vendor]
    presentes = set(connexion.introspection.table_names())
    with connexion.cursor() as curseur:
        for table in tables_du_journal():
            if table in presentes:
                for geste in ("UPDATE", "DELETE"):
                    curseur.execute(modele.format(table=table, geste=geste, refus=REFUS))


def oter_les_declencheurs(using="default"):
    """Pour les seuls essais qui doivent altérer le journal afin de prouver que cela se voit."""
    connexion = connections[using]
    sur = "" if connexion.vendor == "sqlite" else " ON {table}"
    with connexion.cursor() as curseur:
        for table in tables_du_journal():
            for geste in ("UPDATE", "DELETE"):
                curseur.execute(f"DROP TRIGGER IF EXISTS {table}_{geste}" + sur.format(table=table))
