"""Les rangs de la liste, lus de la base : une page pour l’écran, ou tout, au fil de l’eau, pour un tableur."""

from itertools import islice

from dossiers.liste.complements import completer
from dossiers.models import Dossier
from dossiers.models.portee import portee_de

PAR_LOT = 1000
_TOUJOURS = ("pk", "organisation_id", "statut_lu", "echeance", "intitule", "numero", "campagne__annee",
             "campagne__convention__commune__nom")  # fmt: skip


class Pages:
    """Ce qu’attend un `Paginator` : un compte, et une tranche. D’abord les clés, puis les rangs de cette seule page.

    Une page de la seconde moitié se lit depuis la fin : la dernière ne coûte pas plus que la première.
    """

    def __init__(self, demande):
        self.demande = demande
        self._total = None

    def count(self):
        if self._total is None:
            self._total = self.demande.dossiers().count()
        return self._total

    def __getitem__(self, tranche):
        total, debut = self.count(), tranche.start
        fin = min(tranche.stop, total)
        ranges = self.demande.ranges().values_list("pk", flat=True)
        if debut * 2 > total:
            cles = list(ranges.reverse()[total - fin : total - debut])[::-1]
        else:
            cles = list(ranges[debut:fin])
        rangs = {rang["pk"]: rang for rang in lire(self.demande, Dossier.objects.filter(pk__in=cles).order_by())}
        return [rangs[cle] for cle in cles if cle in rangs]


def lire(demande, dossiers):
    """Les rangs (dict) de ces dossiers, avec tout ce que lisent les colonnes demandées ; mille à la fois."""
    champs = {*_TOUJOURS, *(champ for colonne in demande.colonnes for champ in colonne.champs)}
    complements = dict.fromkeys(colonne.complement for colonne in demande.colonnes if colonne.complement)
    lus = dossiers.avec_statut_lisible(demande.personne).values(*champs).iterator(chunk_size=PAR_LOT)
    while lot := list(islice(lus, PAR_LOT)):
        _dire_ce_qui_se_lit(lot, demande.personne)
        completer(lot, complements, demande.personne)
        yield from lot


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
    """Les rangs de toute la recherche, dans l’ordre de l’écran, sous les colonnes de l’écran."""
    colonnes = demande.colonnes
    return (valeurs(rang, colonnes) for rang in lire(demande, demande.ranges()))
