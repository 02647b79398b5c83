"""Ce que montrent les pages des scénarios : la grille à écrire, ce que chaque enveloppe y laisse, en requêtes constantes."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Paginator

from dossiers import actions
from dossiers.models import Ligne, MontantDeScenario, Scenario
from gouvernance.scenarios.forms import NomForm, RemplirForm
from gouvernance.seances.axes import avec_ses_axes
from programmation import regles
from workflows.templatetags.ecriture import nombre

ZERO = Decimal(0)
DOSSIERS_PAR_PAGE = 40


def scenarios_de(seance, personne):
    return Scenario.objects.visibles_par(personne).filter(seance=seance).select_related("cree_par").order_by("pk")


def lignes_lues(seance, personne):
    """Les demandes à décider de l’ordre du jour, dans son ordre, que cette personne lit."""
    lignes = actions.lignes_de(seance) & Ligne.objects.visibles_par(personne)
    rangs = {dossier: rang for rang, dossier in enumerate(_ordre(seance))}
    lues = avec_ses_axes(lignes)
    return sorted(lues, key=lambda x: (rangs.get(x.dossier_id, 0), x.financeur.ordre, x.financeur_id))


def _ordre(seance):
    return seance.inscriptions.en_vigueur().values_list("dossier", flat=True)


def montants_de(scenarios):
    """{clé de scénario: {clé de ligne: Montant}}, en une requête."""
    lus = {scenario.pk: {} for scenario in scenarios}
    champs = ("scenario", "ligne", "contrat_de_ville", "droit_commun")
    for scenario, ligne, cdv, dc in MontantDeScenario.objects.filter(scenario__in=lus).values_list(*champs):
        lus[scenario][ligne] = actions.Montant(cdv, dc)
    return lus


# 1. Ce que chaque enveloppe y laisse ----------------------------------------------------------------------


@dataclass(frozen=True)
class Usage:
    """Une enveloppe telle que la laisserait un scénario ; sans enveloppe, un financeur n’a pas de plafond."""

    nom: str
    donne: Decimal
    disponible: Decimal | None = None

    @property
    def reste(self):
        return None if self.disponible is None else self.disponible - self.donne

    @property
    def est_depassee(self):
        return self.reste is not None and self.reste < 0

    @property
    def depassement(self):
        return -self.reste


def usages(lignes, montants):
    """Les enveloppes de ces lignes, dans leur ordre, avec ce que ces montants y prennent (contrat de ville)."""
    noms, donnes = {}, {}
    for ligne in lignes:
        nom = ligne.enveloppe.nom if ligne.enveloppe else f"{ligne.financeur}, sans enveloppe"
        noms[nom] = ligne.enveloppe.reste if ligne.enveloppe else None
        montant = montants.get(ligne.pk)
        donnes[nom] = donnes.get(nom, ZERO) + (montant.contrat_de_ville if montant else ZERO)
    return [Usage(nom, donnes[nom], disponible) for nom, disponible in noms.items()]


# 2. La grille à écrire ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """Une demande, ce que l’on y a tapé ou écrit, et pourquoi ce n’est pas un montant."""

    ligne: Ligne
    contrat_de_ville: str
    droit_commun: str
    propose: Decimal | None = None
    faute: str = ""
    faute_droit_commun: str = ""


@dataclass(frozen=True)
class Rang:
    dossier: object
    cases: list
    total: Decimal


def rangs_de(lignes, montants, saisies=None, fautes=None):
    """La grille : un rang par dossier, une case par demande, dans l’ordre des financeurs (None : non sollicité)."""
    financeurs = sorted({x.financeur for x in lignes}, key=lambda f: (f.ordre, str(f), f.pk))
    proposes = actions.propositions_de([ligne.pk for ligne in lignes])
    par_dossier = {}
    for ligne in lignes:
        par_dossier.setdefault(ligne.dossier, {})[ligne.financeur_id] = ligne
    rangs = []
    for dossier, siennes in par_dossier.items():
        cases = [
            _case(siennes[f.pk], montants, proposes, saisies or {}, fautes or {}) if f.pk in siennes else None
            for f in financeurs
        ]
        total = sum((montants[x.pk].total for x in siennes.values() if x.pk in montants), ZERO)
        rangs.append(Rang(dossier, cases, total))
    return financeurs, rangs


def _case(ligne, montants, proposes, saisies, fautes):
    montant, propose = montants.get(ligne.pk), proposes.get(ligne.pk)
    ecrits = (nombre(montant.contrat_de_ville), nombre(montant.droit_commun)) if montant else ("", "")
    noms = (f"m{ligne.pk}", f"d{ligne.pk}")
    return Case(
        ligne, *(saisies.get(nom, ecrit) for nom, ecrit in zip(noms, ecrits, strict=True)),
        propose.total if propose else None, *(fautes.get(nom, "") for nom in noms),
    )  # fmt: skip


# 3. Les pages ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Resume:
    """Un scénario en une carte : son total, ce que ses enveloppes y laissent."""

    scenario: Scenario
    total: Decimal
    ecrits: int
    usages: list

    @property
    def depassees(self):
        return [usage for usage in self.usages if usage.est_depassee]


def resumes(seance, personne, lignes):
    scenarios, cles = list(scenarios_de(seance, personne)), {ligne.pk for ligne in lignes}
    lus = montants_de(scenarios)
    rendus = []
    for scenario in scenarios:
        montants = {cle: m for cle, m in lus[scenario.pk].items() if cle in cles}
        total = sum((m.total for m in montants.values()), ZERO)
        rendus.append(Resume(scenario, total, len(montants), usages(lignes, montants)))
    return rendus


def page_de(request, scenario, lignes, saisies, fautes):
    """La page d’un scénario : ses dossiers, quarante à la fois, et ce que le scénario entier laisse à chaque enveloppe."""
    montants = montants_de([scenario])[scenario.pk]
    financeurs, rangs = rangs_de(lignes, montants, saisies, fautes)
    page = Paginator(rangs, DOSSIERS_PAR_PAGE).get_page(request.GET.get("page"))
    totaux = [
        sum((montants[x.pk].total for x in lignes if x.financeur_id == f.pk and x.pk in montants), ZERO)
        for f in financeurs
    ]
    return {
        "seance": scenario.seance, "scenario": scenario, "financeurs": financeurs, "page": page, "totaux": totaux,
        "total": sum(totaux, ZERO), "usages": usages(lignes, montants), "fautes": fautes, "lignes": lignes,
        "remplir": RemplirForm(seance=scenario.seance), "nommer": NomForm(initial={"nom": scenario.nom}),
        "est_chef": regles.chef(scenario.seance, request.user),
    }  # fmt: skip
