"""Le budget d’un dossier, dans l’ordre et sous les libellés officiels du CERFA, avec et sans les contributions volontaires."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from comptes.models import Nature
from dossiers.fiche import euros
from dossiers.impression.lecture import montant_de
from dossiers.models.budget import LIGNES_DES_FINANCEURS, Sens, chapitres, subventions
from programmation.models import Financeur

_RUBRIQUES = {
    Nature.ETAT: "74etat",
    Nature.REGION: "74region",
    Nature.DEPARTEMENT: "74dep",
    Nature.EPCI: "74epci",
    Nature.COMMUNE: "74com",
    Nature.CCAS: "74com",
    Nature.ORGANISME_SOCIAL: "74orgasoc",
    Nature.ETABLISSEMENT_PUBLIC: "74x",
    Nature.EPLE: "74x",
    Nature.GIP: "74x",
}
ZERO = Decimal(0)


@dataclass(frozen=True)
class Demande:
    """Ce qui est demandé à un financeur, en euros, et où en est la demande."""

    financeur: str
    rubrique: str
    droit_commun: Decimal
    contrat_de_ville: Decimal
    precisions: str

    @property
    def montant(self):
        return self.droit_commun + self.contrat_de_ville


@dataclass(frozen=True)
class Budget:
    """Les montants par compte (en euros), les demandes aux financeurs, et les totaux qui s’en déduisent."""

    comptes: dict
    demandes: list

    def total(self, *sens):
        """La somme des comptes de ces côtés ; le compte 74, que portent les demandes, compte parmi les produits."""
        codes = {code for s in sens for chapitre in chapitres()[s] for code, _ in chapitre.lignes}
        demande = sum((d.montant for d in self.demandes), ZERO) if Sens.PRODUIT in sens else ZERO
        return sum((montant for code, montant in self.comptes.items() if code in codes), ZERO) + demande

    def part(self, demande):
        """« 57,1 % » du total des produits, hors contributions volontaires ; rien si ce total est nul."""
        total = self.total(Sens.PRODUIT)
        if not total:
            return ""
        part = (demande.montant * 100 / total).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        return f"{part}".replace(".", ",").removesuffix(",0") + "\u202f%"


def budget_de(champs):
    """Le budget que disent les champs d’un contenu : {code: (libellé, texte)}. Lit en une requête la nature des financeurs."""
    comptes = {
        code.removeprefix("compte_"): montant_de(t) for code, (_, t) in champs.items() if code.startswith("compte_")
    }
    numeros = list(dict.fromkeys(code.split("_")[1] for code in champs if code.startswith("ligne_")))
    natures = dict(Financeur.objects.filter(pk__in=numeros).values_list("pk", "organisation__nature"))
    demandes = [_demande(champs, numero, natures.get(int(numero))) for numero in numeros]
    return Budget({code: m for code, m in comptes.items() if m is not None}, demandes)


def _demande(champs, numero, nature):
    libelle, droit = champs.get(f"ligne_{numero}_droit", ("", ""))
    _, contrat = champs.get(f"ligne_{numero}_contrat", ("", ""))
    _, precisions = champs.get(f"ligne_{numero}_etat", ("", ""))
    nom = libelle.removesuffix(", droit commun")
    rubrique = _RUBRIQUES.get(nature, "74aidespriv")
    return Demande(nom, rubrique, montant_de(droit) or ZERO, montant_de(contrat) or ZERO, precisions)


# Les tableaux ---------------------------------------------------------------------------------------------


def cotes(budget):
    """Les deux côtés du budget, chacun un tableau (compte, montant), dans l’ordre du formulaire."""
    return [
        _cote("Charges", budget, Sens.CHARGE, Sens.EMPLOI, "charges"),
        _cote("Produits", budget, Sens.PRODUIT, Sens.CONTRIBUTION, "produits"),
    ]


def _cote(titre, budget, sens, volontaires, nom):
    rangs = [rang for chapitre in chapitres()[sens] for rang in _rangs(chapitre, budget)]
    rangs += [_fort(f"Total des {nom}", euros(budget.total(sens)))]
    rangs += [rang for chapitre in chapitres()[volontaires] for rang in _rangs(chapitre, budget)]
    rangs += [_fort(f"Total des {nom}, contributions volontaires comprises", euros(budget.total(sens, volontaires)))]
    return {"titre": titre, "entetes": ["Compte", "Montant"], "rangs": rangs}


def _rangs(chapitre, budget):
    titre = f"{chapitre.compte} – {chapitre.libelle}" if chapitre.compte.isdigit() else chapitre.libelle
    if chapitre.compte == LIGNES_DES_FINANCEURS:
        return [_fort(titre, _somme(d.montant for d in budget.demandes)), *_subventions(budget)]
    montants = {code: budget.comptes.get(code) for code, _ in chapitre.lignes}
    somme = _somme(m for m in montants.values() if m is not None)
    lignes = [(code, libelle) for code, libelle in chapitre.lignes if libelle != chapitre.libelle]
    return [_fort(titre, somme), *[_rang(_nom(code, libelle), montants[code]) for code, libelle in lignes]]


def _subventions(budget):
    """Chaque rubrique officielle du compte 74 qui a une demande, puis les financeurs par leur nom."""
    for code, libelle in subventions().items():
        siennes = [d for d in budget.demandes if d.rubrique == code]
        if siennes:
            yield {"cellules": [libelle, ""]}
            yield from (_rang(f"– {d.financeur}", d.montant) for d in siennes)


def _nom(code, libelle):
    return f"{code} – {libelle}" if code.isdigit() else libelle


def _rang(libelle, montant):
    return {"cellules": [libelle, euros(montant)]}


def _fort(libelle, texte):
    return {"cellules": [libelle, texte], "fort": True}


def _somme(montants):
    """Le total en euros ; vide si aucun compte n’est renseigné : absent n’est pas zéro."""
    montants = list(montants)
    return euros(sum(montants, ZERO)) if montants else ""
