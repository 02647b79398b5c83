"""L’argent d’un comité tel qu’on le dessine : par financeur, des financeurs vers les enjeux, par quartier. En euros.

Qui n’est pas de l’équipe ne lit, avant l’acte, que ce que son propre guichet a décidé ; tout l’ordre du jour, ensuite.
"""

from dataclasses import dataclass
from decimal import Decimal

from dossiers.models import Decision, Inscription, Ligne, Proposition
from dossiers.statuts import A_DECIDER
from gouvernance.seances.axes import avec_ses_axes, enjeu_de, quartier_de, ranges
from gouvernance.seances.totaux import ECARTEES
from papiers import flux
from papiers.barres import Part, rangees
from programmation import regles
from programmation.models import Enveloppe, Financeur
from workflows.templatetags.courrier import en_euros

ZERO = Decimal(0)


@dataclass(frozen=True)
class Argent:
    """Ce que vaut une demande : demandé, proposé, accordé ; None quand on ne le sait pas, ou pas encore."""

    ligne: Ligne
    demande: Decimal
    propose: Decimal | None
    accorde: Decimal | None
    retenu: Decimal = ZERO  # ce que la décision saisie, pas encore actée, prendrait à son enveloppe


@dataclass(frozen=True)
class Somme:
    """Un financeur ou un quartier, et la barre de chaque somme. `reste` : ce que garderaient ses enveloppes, si on les lit."""

    nom: str
    demande: Decimal
    propose: Decimal | None
    accorde: Decimal | None
    reste: Decimal | None = None
    maximum: Decimal = Decimal(1)

    @property
    def parts(self):
        """[(mot, valeur, classe)] de ce que l’on sait."""
        lues = (("demandés", self.demande, "d"), ("proposés", self.propose, "p"), ("accordés", self.accorde, "a"),
                ("restent", self.reste, "r"))  # fmt: skip
        return [(mot, valeur, classe) for mot, valeur, classe in lues if valeur is not None]

    @property
    def barres(self):
        parts = [Part(valeur, classe, f"{en_euros(valeur)} {mot}") for mot, valeur, classe in self.parts]
        return rangees(parts, maximum=self.maximum)

    @property
    def hauteur(self):
        return len(self.parts) * 20

    @property
    def description(self):
        return f"{self.nom} : " + ", ".join(f"{en_euros(valeur)} {mot}" for mot, valeur, _ in self.parts)


@dataclass(frozen=True)
class Images:
    par_financeur: list
    par_quartier: list
    flux: object
    rubans: list  # [(financeur, enjeu, montant)], les mêmes flux en tableau
    total: Decimal
    de_quoi: str  # « accordé » ou « demandé » : ce que disent les flux


def images_de(seance, personne):
    """Les dessins de cette séance pour cette personne, en un nombre constant de requêtes."""
    argent = _argent(seance, personne)
    accordes = any(a.accorde for a in argent)
    tout_se_lit = regles.equipe(seance, personne) or seance.est_actee
    de_quoi = "accordé" if accordes and tout_se_lit else "demandé"
    rubans = _rubans(argent, lambda a: (a.accorde or ZERO) if de_quoi == "accordé" else a.demande)
    total = sum((montant for _, _, montant in rubans), ZERO)
    description = f"{en_euros(total)} en tout ; le même contenu suit en tableau."
    dessin = flux.dessiner(f"Des financeurs vers les enjeux : {de_quoi}", description, rubans, en_euros)
    restes = _restes(seance, personne, argent)
    return Images(
        _sommes(argent, lambda a: str(a.ligne.financeur), restes), _sommes(argent, lambda a: quartier_de(a.ligne.dossier)),
        dessin, rubans, total, de_quoi,
    )  # fmt: skip


def _argent(seance, personne):
    inscrits = Inscription.objects.visibles_par(personne).filter(seance=seance).en_vigueur()
    lignes = avec_ses_axes(Ligne.objects.filter(dossier__in=inscrits.values("dossier")).exclude(statut__in=ECARTEES))
    lignes = list(lignes.order_by("financeur__ordre", "financeur_id", "dossier__numero"))
    proposes = {
        p.ligne_id: p.montant
        for p in Proposition.objects.visibles_par(personne).filter(ligne__in=[x.pk for x in lignes]).order_by("pk")
    }
    decisions = _decisions(seance, personne)
    return [
        Argent(x, x.demande, proposes.get(x.pk), _accorde(decisions.get(x.pk)), _retenu(x, decisions.get(x.pk)))
        for x in lignes
    ]


def _accorde(decision):
    """Ce que le comité accorde ; un refus vaut zéro, une décision que l’on ne lit pas n’est pas un refus."""
    return None if decision is None else decision.montant if decision.choix == Decision.Choix.ACCORDER else ZERO


def _retenu(ligne, decision):
    return decision.contrat_de_ville if decision and ligne.enveloppe_id and ligne.statut in A_DECIDER else ZERO


def _decisions(seance, personne):
    """{clé de ligne: décision}, de celles que cette personne lit."""
    decisions = Decision.objects.visibles_par(personne).filter(inscription__seance=seance, inscription__retiree_le=None)
    if not (regles.equipe(seance, personne) or seance.est_actee):
        decisions = decisions.filter(ligne__financeur__in=Financeur.objects.de_la_personne(personne).values("pk"))
    return {decision.ligne_id: decision for decision in decisions}


def _restes(seance, personne, argent):
    """{nom du financeur: ce qui resterait dans ses enveloppes}, de celles que cette personne lit."""
    restes = {}
    enveloppes = Enveloppe.objects.visibles_par(personne).filter(campagne=seance.campagne_id)
    for enveloppe in enveloppes.select_related("financeur__organisation"):
        nom = str(enveloppe.financeur)
        restes[nom] = restes.get(nom, ZERO) + enveloppe.reste
    for a in argent:
        if str(a.ligne.financeur) in restes:
            restes[str(a.ligne.financeur)] -= a.retenu
    return restes


def _sommes(argent, nommer, restes=None):
    groupes = {}
    for a in argent:
        groupes.setdefault(nommer(a), []).append(a)
    noms = list(groupes) if restes is not None else ranges(groupes)
    lues = [
        (nom, *(_somme(groupes[nom], champ) for champ in ("demande", "propose", "accorde")), (restes or {}).get(nom))
        for nom in noms
    ]
    maximum = max([Decimal(1), *(v for _, *valeurs in lues for v in valeurs if v is not None)])
    return [Somme(*lue, maximum) for lue in lues]


def _somme(argent, champ):
    """La somme de ce que l’on sait ; None si l’on ne sait rien : absent n’est pas zéro."""
    connus = [valeur for a in argent if (valeur := getattr(a, champ)) is not None]
    return sum(connus, ZERO) if connus else None


def _rubans(argent, valeur):
    """[(financeur, enjeu, montant)], sans les nuls, dans l’ordre des financeurs puis des enjeux."""
    sommes = {}
    for a in argent:
        cle = (str(a.ligne.financeur), enjeu_de(a.ligne.dossier))
        sommes[cle] = sommes.get(cle, ZERO) + valeur(a)
    financeurs = list(dict.fromkeys(financeur for financeur, _ in sommes))
    enjeux = ranges({enjeu for _, enjeu in sommes})
    return [(f, e, sommes[f, e]) for f in financeurs for e in enjeux if sommes.get((f, e))]
