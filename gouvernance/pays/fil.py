"""Le fil d’un dossier semé : ses passages, enchaînés comme la porte les aurait consignés."""

from dossiers.models import PassageDossier
from programmation.models import PassageSeance
from workflows.journal import Identite


class Fil:
    """Ajoute des passages au bout de la chaîne d’une racine, et tient son rang, sa tête et sa version."""

    JOURNAUX = {"dossier": PassageDossier, "seance": PassageSeance}

    def __init__(self, racine, identites: dict[int, Identite], instant, pas):
        self.racine, self.identites, self.instant, self.pas = racine, identites, instant, pas
        self.journal = self.JOURNAUX[racine._meta.model_name]
        self.passages = []

    def passer(self, transition, par, role, depuis, vers, *, motif="", donnees=None, **sujet):
        """Consigne un passage ; `sujet` : ligne=… ou bilan=… quand ce n’est pas la racine. Rend son instant."""
        self.instant += self.pas
        identite = self.identites[par.pk]
        passage = self.journal(
            objet_id=self.racine.pk, rang=len(self.passages) + 1, transition=transition, depuis=depuis, vers=vers,
            par_id=par.pk, role=role[:200], identite_id=identite.pk, identite_condense=identite.condense, motif=motif,
            donnees=donnees or {}, le=self.instant, empreinte_precedente=self.racine.passages_tete,
            **{f"{nom}_id": objet.pk for nom, objet in sujet.items()},
        )  # fmt: skip
        passage.empreinte = passage.calculer_empreinte()
        self.passages.append(passage)
        self.racine.passages_nombre, self.racine.passages_tete = passage.rang, passage.empreinte
        for objet in (*sujet.values(), self.racine)[:1]:
            objet.version += 1
        return self.instant
