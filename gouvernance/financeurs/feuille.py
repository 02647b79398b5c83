"""La feuille du comité telle que la base la tient : des valeurs et non des objets, en un nombre constant de requêtes."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from comptes.models import Adhesion, Qualite
from dossiers.models import Decision, Dossier, Inscription, Ligne, MontantDeScenario, Pouvoir, Proposition, Recusation
from programmation.models import Financeur

EN_VIGUEUR = {"dossier__inscriptions__retiree_le": None}
RECOUVREMENT = timedelta(seconds=2)  # ce que l’on relit d’avance : deux machines n’ont pas tout à fait la même heure


@dataclass
class Feuille:
    """Ce que la base dit d’une séance, rangé par dossier et par ligne. Montants en euros."""

    inscriptions: list
    quartiers: dict
    lignes: dict  # dossier → {financeur: rang de valeurs}
    decisions: dict  # ligne → rang de valeurs
    proposes: dict  # ligne → (montant, vient du scénario)
    financeurs: list
    portes: set = field(default_factory=set)  # les dossiers que porte la personne qui lit
    retraits: set = field(default_factory=set)  # les inscriptions dont elle s’est retirée
    retires: dict = field(default_factory=dict)  # (inscription, organisation) → noms de qui s’est retiré
    pouvoirs: dict = field(default_factory=dict)  # financeur → qui a donné sa parole
    nombre_de_retraits: int = 0


def lire_la_feuille(seance, personne=None, lien=None, muette=False):
    """Lit tout ce qu’il faut pour dessiner la grille ; d’un lien, la seule colonne de son guichet."""
    lignes = _lignes(seance, lien)
    feuille = Feuille(
        inscriptions=_inscriptions(seance),
        quartiers=_quartiers(seance),
        lignes=lignes,
        decisions=_decisions(seance),
        proposes=_proposes(seance, None if muette else personne),
        financeurs=_financeurs(lignes),
        pouvoirs=dict(Pouvoir.objects.filter(seance=seance).values_list("financeur", "donne_par")),
    )
    _retraits(feuille, seance, personne)
    if personne and personne.est_a_titre(Qualite.PORTEUR):
        portes = Dossier.objects.portes_par(personne).filter(inscriptions__seance=seance)
        feuille.portes = set(portes.values_list("pk", flat=True))
    return feuille


_ENJEU = "dossier__objectif_principal__objectif_strategique__enjeu"
_CHAMPS_DU_RANG = (
    "pk", "dossier", "dossier__numero", "dossier__intitule", "dossier__organisation", "dossier__organisation__sigle",
    "dossier__organisation__nom", _ENJEU, f"{_ENJEU}__libelle",
)  # fmt: skip


def _inscriptions(seance):
    """Rangs : clé, dossier, numéro, intitulé, organisation, sigle, nom, enjeu, son libellé."""
    en_vigueur = Inscription.objects.filter(seance=seance).en_vigueur().order_by("ordre", "pk")
    return list(en_vigueur.values_list(*_CHAMPS_DU_RANG))


def _quartiers(seance):
    lus = Dossier.quartiers.through.objects.filter(
        dossier__inscriptions__seance=seance, **EN_VIGUEUR
    ).order_by("quartier__nom").values_list("dossier", "quartier", "quartier__nom")  # fmt: skip
    quartiers = defaultdict(list)
    for dossier, cle, nom in lus:
        quartiers[dossier].append((cle, nom))
    return quartiers


def _lignes(seance, lien):
    """Rangs : clé, dossier, financeur, enveloppe, demandé (contrat, droit commun), statut, accordé (contrat, droit commun)."""
    lues = Ligne.objects.filter(dossier__inscriptions__seance=seance, **EN_VIGUEUR).order_by()
    if lien:
        lues = lues.filter(financeur=lien.financeur_id)
    lignes = defaultdict(dict)
    for rang in lues.values_list(
        "pk", "dossier", "financeur", "enveloppe", "demande_contrat_de_ville", "demande_droit_commun", "statut",
        "accorde_contrat_de_ville", "accorde_droit_commun",
    ):  # fmt: skip
        lignes[rang[1]][rang[2]] = rang
    return lignes


def _decisions(seance):
    """Rangs : ligne, version, choix, contrat de ville, droit commun, réserve, motif absent, instant."""
    lues = Decision.objects.filter(inscription__seance=seance, inscription__retiree_le=None).order_by()
    champs = "ligne version choix contrat_de_ville droit_commun condition motif saisie_le".split()
    return {rang[0]: rang for rang in lues.values_list(*champs)}


def _proposes(seance, personne):
    """Le dernier montant proposé de chaque ligne ; à défaut, pour l’équipe seule, celui du scénario choisi."""
    proposes = {}
    if personne and personne.agit_comme(Qualite.EQUIPE, seance.campagne.convention.pilote_id):
        siens = MontantDeScenario.objects.filter(scenario__seance=seance, scenario__est_choisi=True)
        for ligne, contrat, commun in siens.values_list("ligne", "contrat_de_ville", "droit_commun"):
            proposes[ligne] = (contrat + commun, True)
    lues = Proposition.objects.filter(
        ligne__dossier__inscriptions__seance=seance, ligne__dossier__inscriptions__retiree_le=None
    ).order_by("pk")
    for ligne, contrat, commun in lues.values_list("ligne", "contrat_de_ville", "droit_commun"):
        proposes[ligne] = (contrat + commun, False)
    return proposes


def _financeurs(lignes):
    cles = {cle for par_financeur in lignes.values() for cle in par_financeur}
    lus = Financeur.objects.filter(pk__in=cles).select_related("organisation")
    return sorted(lus, key=lambda f: (f.ordre, f.organisation.nom, f.dispositif))


def _retraits(feuille, seance, personne):
    """Qui s’est retiré de quel dossier, et pour quelle organisation cette personne parlait."""
    lus = Recusation.objects.en_vigueur().filter(inscription__seance=seance, inscription__retiree_le=None)
    lus = list(lus.values_list("inscription", "personne", "personne__prenom", "personne__nom"))
    feuille.nombre_de_retraits = len(lus)
    if personne:
        feuille.retraits = {inscription for inscription, qui, *_ in lus if qui == personne.pk}
    parlent = defaultdict(list)
    parle = Q(qualite__in=(Qualite.FINANCEUR, Qualite.EQUIPE), utilisateur__in={qui for _, qui, *_ in lus})
    for qui, organisation in Adhesion.objects.filter(parle).order_by().values_list("utilisateur", "organisation"):
        parlent[qui].append(organisation)
    for inscription, qui, prenom, nom in lus:
        for organisation in parlent[qui]:
            feuille.retires.setdefault((inscription, organisation), []).append(f"{prenom} {nom}".strip())


# Ce qui a bougé -----------------------------------------------------------------------------------------


def _compte(modele, seance, **filtre):
    """(combien, la plus grande clé) de ces objets, en sous-requêtes de la séance."""
    rangs = modele.objects.filter(**{seance: OuterRef("pk")}, **filtre).order_by().values(seance)
    return (
        Coalesce(Subquery(rangs.annotate(n=Count("pk")).values("n")), 0),
        Coalesce(Subquery(rangs.annotate(n=Max("pk")).values("n")), 0),
    )


_REPERES = {
    "inscrits": (Inscription, "seance", {"retiree_le": None}),
    "retires": (Recusation, "inscription__seance", {"levee_le": None, "inscription__retiree_le": None}),
    "paroles": (Pouvoir, "seance", {}),
}


def avec_son_empreinte(seances):
    """Ajoute à la requête d’une séance de quoi savoir, sans une requête de plus, si sa grille a changé de forme."""
    reperes = {}
    for nom, (modele, vers, filtre) in _REPERES.items():
        reperes[f"n_{nom}"], reperes[f"max_{nom}"] = _compte(modele, vers, **filtre)
    return seances.annotate(**reperes)


def empreinte(seance):
    """Ce qui, s’il change, veut une grille redessinée : l’état, l’ordre du jour, les retraits, les pouvoirs."""
    reperes = (getattr(seance, f"{sorte}_{nom}", 0) for nom in _REPERES for sorte in ("n", "max"))
    return ".".join([seance.statut, *map(str, reperes)])


def instant_de(curseur):
    """L’instant d’un curseur (microsecondes depuis 1970), recouvrement compris ; None s’il n’en est pas un."""
    return datetime.fromtimestamp(curseur / 1_000_000, tz=UTC) - RECOUVREMENT if curseur else None


def curseur_de(instant):
    return int(instant.timestamp()) * 1_000_000 + instant.microsecond if instant else 0
