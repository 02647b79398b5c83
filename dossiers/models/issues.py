"""Les issues que personne ne tape : l’état d’arrivée d’un dossier se déduit de ses lignes, ou se lit au journal."""

from dossiers import regles
from dossiers.statuts import Statut


def issue_de_la_recevabilite(dossier):
    recevables = any(ligne.statut == "recevable" for ligne in dossier.lignes.all())
    return Statut.RECEVABLE if recevables else Statut.IRRECEVABLE


def issue_du_comite(dossier):
    """Programmé dès qu’une ligne est accordée ; sinon ajourné s’il en reste une ajournée ; sinon non retenu."""
    if regles.une_ligne_accordee(dossier):
        return Statut.PROGRAMME
    return Statut.AJOURNE if dossier.lignes.filter(statut="ajournee").exists() else Statut.NON_RETENU


def d_ou_il_vient(dossier):
    """L’état d’avant l’inscription, lu au journal."""
    return dossier.passages.filter(transition="inscrire").order_by("-rang").values_list("depuis", flat=True)[0]


def d_avant_la_cloture(dossier):
    return dossier.passages.filter(transition="clore").order_by("-rang").values_list("depuis", flat=True)[0]


def d_avant_l_abandon(dossier):
    """L’état où il fut abandonné ; en comité, celui d’avant l’inscription : son entrée à l’ordre du jour n’est plus."""
    depuis = dossier.passages.filter(transition="abandonner").order_by("-rang").values_list("depuis", flat=True)[0]
    return d_ou_il_vient(dossier) if depuis == Statut.EN_COMITE else depuis
