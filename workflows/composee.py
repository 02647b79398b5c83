"""Une lecture composée une fois : l’ordre SQL se garde, jamais ce qu’il rend. Ensuite, seules les clés changent.

Composer coûte plus que lire : un dossier verrouillé avec sa campagne et son porteur, ce sont cent colonnes à nommer
(docs/decisions/042).
"""

import uuid

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

_PREMIER_ENTIER = 2_000_000_011  # tient la place d’un entier le temps de composer ; nul réglage ne l’égale
_CLES = range(-(2**63), 2**63)  # les entiers qu’une base sait lire


class composee:
    """Décore une fonction qui rend un QuerySet, et la rend prête à lire : `tous`, ou `premier`.

    Ses arguments par position sont des clés : entiers, textes, UUID, ou listes d’entiers. La fonction les pose dans ses
    filtres et n’en décide rien, sinon qu’une liste est vide. Ses arguments par nom sont des constantes (modèle, liens).
    """

    def __init__(self, fonction):
        self.fonction, self._ordres = fonction, {}

    def tous(self, *cles, **constantes):
        valeurs, formes = [], []
        for cle in cles:
            liste = isinstance(cle, list | tuple | set | frozenset)
            formes.append(len(cle) if liste else type(cle))
            valeurs += cle if liste else (cle,)
        if any(isinstance(valeur, int) and valeur not in _CLES for valeur in valeurs):
            return []  # nul objet ne porte cette clé
        ordre = self._ordre(tuple(formes), tuple(constantes.items()))
        return ordre.lire(valeurs) if ordre else []

    def premier(self, *cles, **constantes):
        return next(iter(self.tous(*cles, **constantes)), None)

    def _ordre(self, formes, constantes):
        if (formes, constantes) not in self._ordres:
            self._ordres[formes, constantes] = self._composer(formes, dict(constantes))
        return self._ordres[formes, constantes]

    def _composer(self, formes, constantes):
        jetons, cles = [], []
        for forme in formes:
            poses = [_jeton(forme, len(jetons) + rang) for rang in range(forme if isinstance(forme, int) else 1)]
            jetons += poses
            cles.append(poses if isinstance(forme, int) else poses[0])
        try:
            return _Ordre(self.fonction(*cles, **constantes), jetons)
        except EmptyResultSet:  # une liste vide : rien ne peut répondre
            return None


def _jeton(forme, rang):
    """Ce qui tient la place d’une clé de cette forme pendant que l’on compose."""
    if forme is str:
        return f"jeton {rang} {_PREMIER_ENTIER}"
    return uuid.UUID(int=_PREMIER_ENTIER + rang) if forme is uuid.UUID else _PREMIER_ENTIER + rang


class _Ordre:
    """L’ordre SQL d’un QuerySet, où vont ses clés, et comment ses rangs deviennent des objets."""

    def __init__(self, requete, jetons):
        self.alias, self.verrouille = requete.db, requete.query.select_for_update
        compilateur = requete.query.get_compiler(self.alias)
        self.sql, parametres = compilateur.as_sql()
        places = {jeton: rang for rang, jeton in enumerate(jetons)}
        places |= {jeton.hex: rang for jeton, rang in places.items() if isinstance(jeton, uuid.UUID)}  # SQLite
        self.parametres = [(places.get(p), p) for p in parametres]
        colonnes, info = compilateur.select[: compilateur.col_count], compilateur.klass_info
        self.convertisseurs = compilateur.get_converters([colonne for colonne, *_ in colonnes])
        self.modele, champs = info["model"], info["select_fields"]
        self.debut, self.fin = champs[0], champs[-1] + 1
        self.champs = [colonne.target.attname for colonne, *_ in colonnes[self.debut : self.fin]]
        self.lies = get_related_populators(info, compilateur.select, self.alias)
        self.annotations = list((compilateur.annotation_col_map or {}).items())

    def lire(self, valeurs):
        connexion = connections[self.alias]
        if self.verrouille and connexion.features.has_select_for_update and connexion.get_autocommit():
            raise TransactionManagementError("Un verrou se prend dans une transaction.")
        parametres = [p if ou is None else _comme(p, valeurs[ou]) for ou, p in self.parametres]
        with connexion.cursor() as curseur:
            curseur.execute(self.sql, parametres)
            return [self._relever(self._convertir(rang, connexion)) for rang in curseur.fetchall()]

    def _convertir(self, rang, connexion):
        if not self.convertisseurs:
            return rang
        rang = list(rang)
        for place, (convertisseurs, colonne) in self.convertisseurs.items():
            for convertir in convertisseurs:
                rang[place] = convertir(rang[place], colonne, connexion)
        return rang

    def _relever(self, rang):
        objet = self.modele.from_db(self.alias, self.champs, rang[self.debut : self.fin])
        for lie in self.lies:
            lie.populate(rang, objet)
        for nom, place in self.annotations:
            setattr(objet, nom, rang[place])
        return objet


def _comme(jeton, valeur):
    """La clé sous la forme que son jeton avait prise : SQLite écrit un UUID en toutes lettres."""
    return valeur.hex if isinstance(valeur, uuid.UUID) and isinstance(jeton, str) else valeur
