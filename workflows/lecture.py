"""Lire d’un coup les petites listes d’un objet : une requête en tout, là où chaque liste en coûterait une."""

import json
from datetime import UTC
from decimal import Decimal
from functools import cache, partial

from django.db import connections, models
from django.db.models.functions import Cast, JSONArray, RowNumber

_ICI = -1  # tient la place de la clé de l’objet dans l’ordre SQL que l’on garde


def lire_les_listes(objet, listes):
    """Pose sur l’objet ses listes comme l’aurait fait `prefetch_related`, en une requête ; ce qui est déjà lu reste.

    `listes` : {nom de la relation: chemins des objets à lire avec elle}, ainsi `{"lignes": ("financeur__organisation",)}`.
    """
    deja = getattr(objet, "_prefetched_objects_cache", {})
    a_lire = tuple((nom, liens) for nom, liens in listes.items() if nom not in deja)
    if not a_lire:
        return
    for nom, objets in _enfants(objet, a_lire).items():
        poser_la_liste(objet, nom, objets)


def poser_la_liste(objet, nom, objets):
    """Pose sur l’objet cette liste, lue ailleurs, comme l’aurait fait `prefetch_related`."""
    lue = getattr(objet, nom).get_queryset()
    lue._result_cache, lue._prefetch_done = objets, True
    objet._prefetched_objects_cache = getattr(objet, "_prefetched_objects_cache", {}) | {nom: lue}


def _enfants(objet, listes):
    """{nom: [objets]}, chacun dans l’ordre de sa liste."""
    alias = objet._state.db or "default"
    sql, parametres, lecteurs = _ordre(alias, type(objet), listes)
    trouves = {nom: [] for nom, _ in listes}
    with connections[alias].cursor() as curseur:
        curseur.execute(sql, [objet.pk if valeur == _ICI else valeur for valeur in parametres])
        for nom, rang, valeurs in curseur.fetchall():
            trouves[nom].append((rang, json.loads(valeurs, parse_float=Decimal)))
    return {
        nom: [lecteurs[nom](objet, alias, valeurs) for _, valeurs in sorted(rangees, key=lambda rangee: rangee[0])]
        for nom, rangees in trouves.items()
    }


@cache
def _ordre(alias, modele, listes):
    """(SQL, paramètres, {nom: lecteur}) : composé une fois, joué autant qu’il faut."""
    parts, lecteurs = [], {}
    for nom, liens in listes:
        liste = getattr(modele(pk=_ICI), nom).all()
        chemins = {"": liste.model, **_modeles_lies(liste.model, liens)}
        colonnes = [f"{chemin}{champ.attname}" for chemin, lu in chemins.items() for champ in lu._meta.concrete_fields]
        rang = models.Window(RowNumber(), order_by=liste.model._meta.ordering)
        valeurs = Cast(JSONArray(*colonnes), models.TextField())
        parts.append(liste.order_by().values_list(models.Value(nom, models.CharField()), rang, valeurs))
        lien = modele._meta.get_field(nom)
        lecteurs[nom] = partial(_relever, chemins, lien.field if lien.one_to_many else None)
    premiere, *autres = parts
    sql, parametres = (premiere.union(*autres, all=True) if autres else premiere).query.get_compiler(alias).as_sql()
    return sql, parametres, lecteurs


def _modeles_lies(modele, liens):
    """{« financeur__ »: Financeur, « financeur__organisation__ »: Organisation}, les plus proches d’abord."""
    lies = {}
    for lien in liens:
        lu, chemin = modele, ""
        for etape in lien.split("__"):
            lu, chemin = lu._meta.get_field(etape).related_model, f"{chemin}{etape}__"
            lies[chemin] = lu
    return lies


def _relever(chemins, vers_l_objet, objet, alias, valeurs):
    """L’enfant que disent ces valeurs, avec ce qui fut lu avec lui, et l’objet dont il vient."""
    faits, suite = {}, iter(valeurs)
    for chemin, modele in chemins.items():
        champs = modele._meta.concrete_fields
        lues = [_en_python(champ, next(suite)) for champ in champs]
        fait = modele.from_db(alias, [champ.attname for champ in champs], lues)
        faits[chemin] = fait if fait.pk is not None else None
        if chemin:
            *avant, etape = chemin.removesuffix("__").split("__")
            parent = faits["".join(f"{nom}__" for nom in avant)]
            if parent is not None:
                parent._meta.get_field(etape).set_cached_value(parent, faits[chemin])
    if vers_l_objet:
        vers_l_objet.set_cached_value(faits[""], objet)
    return faits[""]


def _en_python(champ, valeur):
    """Ce que la base aurait rendu : le JSON n’a ni décimales, ni dates."""
    if valeur is None or isinstance(champ, models.CharField | models.TextField):
        return valeur
    if isinstance(champ, models.DecimalField):
        return Decimal(valeur).quantize(Decimal(1).scaleb(-champ.decimal_places))
    lue = champ.to_python(valeur)
    if isinstance(champ, models.DateTimeField) and lue.tzinfo is None:  # SQLite range les instants en UTC, sans le dire
        return lue.replace(tzinfo=UTC)
    return lue
