"""Le chemin d’un dossier : où il en est parmi les trois temps, ce qui est fait, ce qui vient."""

from dataclasses import dataclass

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from dossiers.models import PassageDossier
from dossiers.statuts import Statut, StatutBilan
from dossiers.views.communs import bilan_lisible, se_tait
from programmation.models import Seance, Temps
from workflows.composee import composee
from workflows.templatetags.ecriture import jour

_RANG = {
    Statut.BROUILLON: 0, Statut.DEPOSE: 1, Statut.INCOMPLET: 1, Statut.IRRECEVABLE: 1,
    Statut.RECEVABLE: 2, Statut.EN_COMITE: 2, Statut.AJOURNE: 2, Statut.NON_RETENU: 2,
    Statut.PROGRAMME: 3, Statut.PRESENTE: 4, Statut.MIS_EN_PERSPECTIVE: 5, Statut.CLOS: 6,
}  # fmt: skip
_DATES = ("constater_la_recevabilite", "acter", "presenter", "mettre_en_perspective", "clore")


@dataclass(frozen=True)
class Etape:
    nom: str
    texte: str
    est_faite: bool
    est_presente: bool


def chemin(dossier, personne):
    """Les six étapes, chacune avec sa date ou ce que l’on en attend."""
    statut = dossier.statut_pour(personne)
    faits = _faits(dossier, personne)
    bilan = bilan_lisible(dossier, personne)
    rang = _RANG.get(statut, -1)
    if statut == Statut.MIS_EN_PERSPECTIVE and bilan and bilan.statut in (StatutBilan.ACCEPTE, StatutBilan.NON_REALISE):
        rang = 6
    annee = dossier.campagne.annee + 1
    textes = (
        ("Dépôt", _depot(dossier), dossier.depose_le is not None),
        ("Recevabilité", _recevabilite(dossier, statut, faits), "constater_la_recevabilite" in faits and rang != 1),
        ("Temps 1 · Financeurs", _temps_1(statut, faits), "acter" in faits and rang != 2),
        ("Temps 2 · Pilotage", _date(faits, "presenter", "Présenté le", Temps.PILOTAGE), "presenter" in faits),
        (f"Temps 3 · Enjeux {annee}", _date(faits, "mettre_en_perspective", "Mis en perspective le", Temps.PERSPECTIVES),
         "mettre_en_perspective" in faits),
        ("Bilan", _bilan(dossier, bilan), bool(bilan and bilan.statut in (StatutBilan.ACCEPTE, StatutBilan.NON_REALISE))),
    )  # fmt: skip
    return [Etape(nom, texte, faite, i == rang and not faite) for i, (nom, texte, faite) in enumerate(textes)]


def _faits(dossier, personne):
    """Les dates du journal et des séances que cette personne voit, en une requête ; une décision tue n’a pas de date."""
    faits = {}
    for fait, le in sorted(_dates.tous(dossier.pk, dossier.campagne_id, personne), key=lambda date: date[1]):
        # Du même passage, la dernière date ; du même temps, la séance la plus proche.
        faits[fait] = faits.get(fait, le) if fait.startswith("seance_") else le
    if se_tait(dossier, personne):
        faits.pop("acter", None)
    return faits


@composee
def _dates(dossier, campagne, personne):
    passages = PassageDossier.objects.filter(objet=dossier, transition__in=_DATES).order_by()
    seances = Seance.objects.visibles_par(personne).filter(campagne=campagne, actee_le=None).order_by()
    prevues = seances.values_list(Concat(Value("seance_"), Cast("temps", CharField())), "prevue_le")
    return passages.values_list("transition", "le").union(prevues, all=True)


def _depot(dossier):
    if dossier.depose_le:
        return f"Déposé le {jour(dossier.depose_le)}"
    if dossier.statut == Statut.ABANDONNE:
        return "Abandonné avant le dépôt"
    return f"Avant le {jour(dossier.campagne.depot_ferme_le)}"


def _recevabilite(dossier, statut, faits):
    if statut == Statut.INCOMPLET:
        return f"Complément attendu le {jour(dossier.echeance)}"
    if statut == Statut.IRRECEVABLE:
        return "Irrecevable"
    if "constater_la_recevabilite" in faits and statut != Statut.DEPOSE:
        return f"Constatée le {jour(faits['constater_la_recevabilite'])}"
    return "En cours d’examen" if statut == Statut.DEPOSE else "À venir"


def _temps_1(statut, faits):
    issues = {Statut.AJOURNE: "Ajourné", Statut.NON_RETENU: "Non retenu"}
    if statut in issues:
        return f"{issues[statut]} le {jour(faits['acter'])}" if "acter" in faits else issues[statut]
    if "acter" in faits and statut != Statut.EN_COMITE:
        return f"Décidé le {jour(faits['acter'])}"
    return _date(faits, "", "", Temps.FINANCEURS)


def _date(faits, fait, verbe, temps):
    if fait in faits:
        return f"{verbe} {jour(faits[fait])}"
    if f"seance_{temps}" in faits:
        return f"Séance du {jour(faits[f'seance_{temps}'])}"
    return "À venir"


def _bilan(dossier, bilan):
    if bilan and bilan.statut == StatutBilan.NON_REALISE:
        return "Non-réalisation attestée"
    if bilan and bilan.recu_le:
        return f"{bilan.get_statut_display()} · reçu le {jour(bilan.recu_le)}"
    return f"Avant le {jour(bilan.du_le if bilan else dossier.campagne.bilan_du_le)}"
