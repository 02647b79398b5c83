"""Les rangs de la liste, lus de la base : une page pour l’écran, ou tout, au fil de l’eau, pour un tableur."""

from itertools import islice

from django.db.models import Count, Window

from dossiers.liste.complements import completer
from dossiers.models import Dossier
from dossiers.models.portee import portee_de

PAR_LOT = 1000
_TOUJOURS = ("pk", "organisation_id", "statut_lu", "echeance", "intitule", "numero", "campagne__annee",
             "campagne__convention__commune__nom")  # fmt: skip


class Pages:
    """Ce qu’attend un `Paginator` : un compte, et une tranche. D’abord les clés, puis les rangs de cette seule page.

    Une page de la seconde moitié se lit depuis la fin : la dernière ne coûte pas plus que la première. `d_abord` : on demande
    la première page, qui se lit et se compte d’un seul parcours.
    """

    def __init__(self, demande, d_abord=False):
        self.demande, self.d_abord = demande, d_abord
        self._total, self._tete = None, None

    def count(self):
        if self._total is None and self.d_abord:
            comptees = self.demande.ranges().annotate(en_tout=Window(Count("pk")))
            lues = list(comptees.values_list("pk", "en_tout")[: self.demande.par_page])
            self._tete, self._total = [cle for cle, _ in lues], lues[0][1] if lues else 0
        if self._total is None:
            self._total = self.demande.dossiers().count()
        return self._total

    def __getitem__(self, tranche):
        cles = self._cles(tranche.start, min(tranche.stop, self.count()))
        rangs = {rang["pk"]: rang for rang in _lus(self.demande, list(_champs(self.demande, cles)))}
        return [rangs[cle] for cle in cles if cle in rangs]

    def _cles(self, debut, fin):
        if self._tete is not None and (debut, fin) == (0, len(self._tete)):
            return self._tete
        total = self.count()
        ranges = self.demande.ranges().values_list("pk", flat=True)
        depuis_la_fin = debut * 2 > total
        lues = ranges.reverse()[total - fin : total - debut] if depuis_la_fin else ranges[debut:fin]
        return list(lues)[::-1] if depuis_la_fin else list(lues)


def _champs(demande, cles=None):
    """Ce que les colonnes lisent du dossier, en une requête : ceux de ces clés, ou tous, rangés."""
    champs = {*_TOUJOURS, *(champ for colonne in demande.colonnes for champ in colonne.champs)}
    dossiers = demande.ranges() if cles is None else Dossier.objects.filter(pk__in=cles).order_by()
    return dossiers.avec_statut_lisible(demande.personne).values(*champs)


def _lus(demande, lot):
    """Ajoute à ces rangs ce qui se lit à part, et ce que cette personne en lit."""
    _dire_ce_qui_se_lit(lot, demande.personne)
    complements = dict.fromkeys(colonne.complement for colonne in demande.colonnes if colonne.complement)
    completer(lot, complements, demande.personne)
    return lot


def _dire_ce_qui_se_lit(lot, personne):
    """Ajoute `en_entier` : faux pour un dossier dont cette personne n’a que le catalogue."""
    entiers = None
    if portee_de(personne).lecture:
        cles = [rang["pk"] for rang in lot]
        entiers = set(Dossier.objects.lus_en_entier_par(personne).filter(pk__in=cles).values_list("pk", flat=True))
    for rang in lot:
        rang["en_entier"] = entiers is None or rang["pk"] in entiers


def valeurs(rang, colonnes):
    """Les valeurs d’un rang, colonne par colonne ; None pour ce qui manque, et pour ce qui ne se lit pas."""
    return [
        None if colonne.reservee and not rang["en_entier"] else _valeur(colonne.valeur(rang)) for colonne in colonnes
    ]


def _valeur(valeur):
    """Un texte vide manque ; un zéro est une valeur."""
    return None if valeur == "" else valeur


def pour_un_tableur(demande):
    """Les rangs de toute la recherche, dans l’ordre et sous les colonnes de l’écran : une requête, lue par milliers."""
    colonnes = demande.colonnes
    lus = _champs(demande).iterator(chunk_size=PAR_LOT)
    while lot := list(islice(lus, PAR_LOT)):
        yield from (valeurs(rang, colonnes) for rang in _lus(demande, lot))
