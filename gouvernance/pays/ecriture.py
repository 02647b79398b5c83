"""Écrire en masse, sur une base vierge : COPY sur PostgreSQL, bulk_create ailleurs ; le seul détour de la maison."""

from itertools import groupby

from django.db import connection
from django.db.models import QuerySet

PAR_LOT = 1000


def ecrire(objets):
    """Écrit ces objets, groupés par modèle dans l’ordre donné. Une clé absente est tirée par la base.

    Le QuerySet du modèle refuserait un statut qui n’est pas le premier (workflows.moteur.StatutProtege) : on emploie
    ici celui de Django. Les CHECK, les clés étrangères et les clés uniques jugent tout de même chaque ligne.
    """
    for modele, groupe in groupby(objets, key=type):
        lot = list(groupe)
        if connection.vendor == "postgresql":
            _copier(modele, lot)
        else:
            QuerySet(modele).bulk_create(lot, batch_size=PAR_LOT)


def _copier(modele, lot):
    avec_cle = lot[0].pk is not None
    champs = [c for c in modele._meta.concrete_fields if not c.generated and (avec_cle or not c.primary_key)]
    citer = connection.ops.quote_name
    colonnes = ", ".join(citer(champ.column) for champ in champs)
    with (
        connection.cursor() as curseur,
        curseur.copy(f"COPY {citer(modele._meta.db_table)} ({colonnes}) FROM STDIN") as flux,
    ):
        for objet in lot:
            flux.write_row([c.get_db_prep_save(getattr(objet, c.attname), connection) for c in champs])


def recaler(modeles):
    """Après des clés données à la main, remet les compteurs de PostgreSQL à leur suite ; sans effet ailleurs."""
    with connection.cursor() as curseur:
        for modele in modeles:
            table, cle = modele._meta.db_table, modele._meta.pk.column
            if connection.vendor == "postgresql":
                curseur.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT max({cle}) FROM {table}))",  # noqa: S608
                    [table, cle],
                )


def analyser():
    """Dit à PostgreSQL ce qu’il vient de recevoir : sans cela, ses plans se trompent de beaucoup.

    Et y passe le balai, comme l’aurait fait son entretien ordinaire avant qu’un vrai pays en soit là : sans carte de ce
    qui est visible de tous, un index ne répond pas seul. Une transaction ne se balaie pas.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")
