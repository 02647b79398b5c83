"""Une lecture composée une fois : l’ordre SQL se garde, jamais ce qu’il rend. Ensuite, seules les clés changent.

Composer coûte plus que lire : un dossier verrouillé avec sa campagne et son porteur, ce sont cent colonnes à nommer
(docs/decisions/042).
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

_PREMIER_ENTIER = 2_000_000_011  # tient la place d’un entier le temps de composer ; nul réglage ne l’égale
_CLES_AU_PLUS, _FORMES_AU_PLUS = 120, 200  # ce qu’un ordre gardé peut avoir de clés, et une lecture d’ordres gardés
_CLES = range(-(2**63), 2**63)  # les entiers qu’une base sait lire


_LECTURES = []


def oublier_les_ordres():
    """Fait recomposer chaque lecture : un essai qui change une règle le demande, avant et après."""
    for lecture in _LECTURES:
        lecture._ordres = {}


class composee:
    """Décore une fonction qui rend un QuerySet, et la rend prête à lire : `tous`, ou `premier`.

    Ses arguments par position sont des clés : entiers, textes, UUID, instants, listes d’entiers, ou une personne, qui vaut
    la sienne et celles des organisations où elle agit. La fonction les pose dans ses filtres et n’en décide rien, sinon
    qu’une liste est vide, ou qu’une personne a tel titre : le mur (`visibles_par`) ne regarde rien d’autre. Ses arguments
    par nom sont des constantes (modèle, liens). Un `values_list` rend ses rangs, tels quels.
    """

    def __init__(self, fonction):
        self.fonction, self._ordres = fonction, {}
        _LECTURES.append(self)

    def tous(self, *cles, **constantes):
        valeurs, formes = [], []
        for cle in cles:
            forme, siennes = _forme(cle)
            formes.append(forme)
            valeurs += siennes
        if any(isinstance(valeur, int) and valeur not in _CLES for valeur in valeurs):
            return []  # nul objet ne porte cette clé
        ordre = self._ordre(tuple(formes), tuple(constantes.items()), len(valeurs))
        return ordre.lire(valeurs) if ordre else []

    def premier(self, *cles, **constantes):
        return next(iter(self.tous(*cles, **constantes)), None)

    def _ordre(self, formes, constantes, nombre):
        """L’ordre de cette forme ; on ne garde que les plus courts, et pas sans fin : un export lit par milliers."""
        cle = (formes, constantes)
        if cle in (ordres := self._ordres):  # un autre fil peut les remplacer : on ne regarde que ceux-ci
            return ordres[cle]
        ordre = self._composer(formes, dict(constantes))
        if nombre <= _CLES_AU_PLUS:
            self._ordres = {**(ordres if len(ordres) < _FORMES_AU_PLUS else {}), cle: ordre}
        return ordre

    def _composer(self, formes, constantes):
        jetons, cles = [], []
        for forme in formes:
            cle, poses = forme.jetons(len(jetons)) if isinstance(forme, _Titres) else _poser(forme, len(jetons))
            cles.append(cle)
            jetons += poses
        try:
            return _Ordre(self.fonction(*cles, **constantes), jetons)
        except EmptyResultSet:  # une liste vide : rien ne peut répondre
            return None


@dataclass(frozen=True)
class _Titres:
    """Ce qu’un ordre retient d’une personne : ses titres et ses droits, jamais qui elle est ni pour qui elle agit."""

    modele: type
    titres: tuple

    def jetons(self, rang):
        """Une personne qui a ces titres pour des organisations de substitution, et les clés qui la remplacent."""
        poses = [_jeton(int, rang + place) for place in range(1 + len(self.titres))]
        personne = self.modele(pk=poses[0])
        personne.rattachements = frozenset((pour, *titre) for pour, titre in zip(poses[1:], self.titres, strict=True))
        return personne, poses


def _forme(cle):
    """La forme d’une clé, qui seule change l’ordre ; et les valeurs qu’elle y met."""
    if isinstance(cle, list | tuple | set | frozenset):
        return len(cle), list(cle)
    if hasattr(cle, "rattachements"):
        siens = sorted(cle.rattachements, key=lambda sien: (sien[1:], sien[0]))
        titres = tuple((qualite, droit) for _, qualite, droit in siens)
        return _Titres(cle.__class__, titres), [cle.pk, *(pour for pour, *_ in siens)]
    return type(cle), [cle]


def _poser(forme, rang):
    if isinstance(forme, int):
        poses = [_jeton(int, rang + place) for place in range(forme)]
        return poses, poses
    return (jeton := _jeton(forme, rang)), [jeton]


def _jeton(forme, rang):
    """Ce qui tient la place d’une clé de cette forme pendant que l’on compose."""
    if forme is str:
        return f"jeton {rang} {_PREMIER_ENTIER}"
    if forme is datetime:
        return datetime(2999, 1, 1, tzinfo=UTC) + timedelta(seconds=rang)
    return uuid.UUID(int=_PREMIER_ENTIER + rang) if forme is uuid.UUID else _PREMIER_ENTIER + rang


def _pour_la_base(cle, connexion):
    """La clé telle que cette base la reçoit : SQLite écrit un UUID et un instant en toutes lettres."""
    if isinstance(cle, datetime):
        return connexion.ops.adapt_datetimefield_value(cle)
    return cle.hex if isinstance(cle, uuid.UUID) and not connexion.features.has_native_uuid_field else cle


class _Ordre:
    """L’ordre SQL d’un QuerySet, où vont ses clés, et comment ses rangs deviennent des objets."""

    def __init__(self, requete, jetons):
        self.alias, self.verrouille = requete.db, requete.query.select_for_update
        compilateur = requete.query.get_compiler(self.alias)
        self.sql, parametres = compilateur.as_sql()
        places = {_pour_la_base(jeton, compilateur.connection): rang for rang, jeton in enumerate(jetons)}
        self.parametres = [(places.get(p), p) for p in parametres]
        colonnes = compilateur.select[: compilateur.col_count]
        self.convertisseurs = compilateur.get_converters([colonne for colonne, *_ in colonnes])
        self.rend_des_objets = requete._fields is None
        if self.rend_des_objets:
            self._retenir_les_objets(compilateur, colonnes)

    def _retenir_les_objets(self, compilateur, colonnes):
        info = compilateur.klass_info
        self.modele, champs = info["model"], info["select_fields"]
        self.debut, self.fin = champs[0], champs[-1] + 1
        self.champs = [colonne.target.attname for colonne, *_ in colonnes[self.debut : self.fin]]
        self.lies = get_related_populators(info, compilateur.select, self.alias)
        self.annotations = list((compilateur.annotation_col_map or {}).items())

    def lire(self, valeurs):
        connexion = connections[self.alias]
        if self.verrouille and connexion.features.has_select_for_update and connexion.get_autocommit():
            raise TransactionManagementError("Un verrou se prend dans une transaction.")
        cles = [_pour_la_base(valeur, connexion) for valeur in valeurs]
        with connexion.cursor() as curseur:
            curseur.execute(self.sql, [p if ou is None else cles[ou] for ou, p in self.parametres])
            rangs = curseur.fetchall()
        if self.convertisseurs:
            rangs = [self._convertir(rang, connexion) for rang in rangs]
        return [self._relever(rang) for rang in rangs] if self.rend_des_objets else rangs

    def _convertir(self, rang, connexion):
        rang = list(rang)
        for place, (convertisseurs, colonne) in self.convertisseurs.items():
            for convertir in convertisseurs:
                rang[place] = convertir(rang[place], colonne, connexion)
        return tuple(rang)

    def _relever(self, rang):
        objet = self.modele.from_db(self.alias, self.champs, rang[self.debut : self.fin])
        for lie in self.lies:
            lie.populate(rang, objet)
        for nom, place in self.annotations:
            setattr(objet, nom, rang[place])
        return objet
