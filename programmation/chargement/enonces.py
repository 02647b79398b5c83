"""Comparer ce que le fichier énonce à ce qui vaut déjà : ce qui reste, ce qui sort, ce qui entre, case par case."""

from collections import defaultdict
from dataclasses import dataclass

from programmation.models.strategie import ObjectifOperationnel
from programmation.models.territoire import Constat, EnjeuPrioritaire


@dataclass(frozen=True)
class Case:
    """Une case du document : un modèle, et ce qui la situe (quartier, puis objectif stratégique ou nature)."""

    modele: type
    quartier: str
    rubrique: tuple = ()

    @property
    def champ(self):
        return "texte" if self.modele is Constat else "libelle"


@dataclass(frozen=True)
class Ecart:
    case: Case
    gardes: tuple  # (énoncé en base, ordre dans le fichier)
    sortants: tuple
    entrants: tuple  # (énoncé lu, ordre)

    @property
    def change(self):
        return bool(self.sortants or self.entrants)

    def remplace_par(self, lu, ordre):
        """L’énoncé qui sort et que celui-ci remplace : celui qu’il nomme, sinon celui qui tenait la même place."""
        for ancien in self.sortants:
            if lu.remplace and getattr(ancien, self.case.champ) == lu.remplace:
                return ancien
        nommes = {entrant.remplace for entrant, _ in self.entrants}
        if lu.remplace:
            return None
        meme_place = (a for a in self.sortants if a.ordre == ordre and getattr(a, self.case.champ) not in nommes)
        return next(meme_place, None)


def comparer(plan, convention):
    """Tous les écarts entre le fichier et la convention (None : elle n’existe pas encore)."""
    lus, ouverts = _du_fichier(plan), _de_la_base(convention)
    for case in [*lus, *(case for case in ouverts if case not in lus)]:
        fichier = {lu.texte: (lu, ordre) for ordre, lu in enumerate(lus.get(case, ()), start=1)}
        base = {getattr(enonce, case.champ): enonce for enonce in ouverts.get(case, ())}
        yield Ecart(
            case,
            gardes=tuple((base[texte], ordre) for texte, (_, ordre) in fichier.items() if texte in base),
            sortants=tuple(enonce for texte, enonce in base.items() if texte not in fichier),
            entrants=tuple(entree for texte, entree in fichier.items() if texte not in base),
        )


def _du_fichier(plan):
    cases = {}
    for quartier in plan.quartiers:
        for nature, enonces in quartier.constats.items():
            cases[Case(Constat, quartier.slug, (str(nature),))] = enonces
        cases[Case(EnjeuPrioritaire, quartier.slug)] = quartier.enjeux_prioritaires
    for enjeu in plan.enjeux:
        for orientation in enjeu.orientations:
            for strategique in orientation.strategiques:
                for slug, enonces in strategique.operationnels.items():
                    cases[Case(ObjectifOperationnel, slug, (enjeu.numero, strategique.libelle))] = enonces
    return cases


def _de_la_base(convention):
    cases = defaultdict(list)
    if convention is None:
        return cases
    for constat in convention.constats.jamais_clos().select_related("quartier"):
        cases[Case(Constat, constat.quartier.slug, (constat.nature,))].append(constat)
    for enjeu in convention.enjeux_prioritaires.jamais_clos().select_related("quartier"):
        cases[Case(EnjeuPrioritaire, enjeu.quartier.slug)].append(enjeu)
    for objectif in convention.objectifs.jamais_clos().dans_l_arbre():
        strategique = objectif.objectif_strategique
        rubrique = (strategique.enjeu.numero, strategique.libelle)
        cases[Case(ObjectifOperationnel, objectif.quartier.slug, rubrique)].append(objectif)
    return cases
