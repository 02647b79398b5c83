"""Ce que devient un dossier selon l’âge de sa campagne, en parts d’une vingtaine : tous les états s’y trouvent."""

from itertools import count

from dossiers.statuts import Statut

S = Statut
_OUVERTE = [S.BROUILLON, S.DEPOSE, S.INCOMPLET, S.RECEVABLE, S.IRRECEVABLE, S.ABANDONNE, S.DEPOSE, S.BROUILLON, S.DEPOSE,
            S.RECEVABLE, S.DEPOSE, S.BROUILLON, S.INCOMPLET, S.DEPOSE, S.RECEVABLE, S.DEPOSE, S.BROUILLON]  # fmt: skip
_EN_COURS = [S.EN_COMITE, S.PROGRAMME, S.AJOURNE, S.NON_RETENU, S.PRESENTE, S.DESISTE, S.MIS_EN_PERSPECTIVE, S.PRESENTE,
             S.PROGRAMME, S.NON_RETENU, S.PRESENTE, S.PROGRAMME, S.PRESENTE, S.EN_COMITE, S.PRESENTE]  # fmt: skip
_PASSEE = [S.CLOS, S.NON_RETENU, S.MIS_EN_PERSPECTIVE, S.CLOS, S.PRESENTE, S.CLOS, S.CLOS, S.NON_RETENU, S.CLOS, S.IRRECEVABLE,
           S.CLOS, S.DESISTE, S.CLOS]  # fmt: skip


class Destins:
    """Distribue les états à tour de rôle : le même pays pour la même graine, et tous les états dès soixante dossiers."""

    def __init__(self):
        self._rangs = {}

    def suivant(self, exercice):
        parts = {1: _OUVERTE, 0: _EN_COURS}.get(exercice.ecart, _PASSEE)
        rang = next(self._rangs.setdefault(id(parts), count()))
        return parts[rang % len(parts)]
