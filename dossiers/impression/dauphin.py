"""Recopier un dossier dans Dauphin : chaque valeur dans l’ordre du téléservice, telle qu’elle s’y tape (docs/metier.md §18)."""

import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from dossiers.impression.budget import budget_de
from dossiers.impression.lecture import jour_de, montant_de
from dossiers.models.budget import Sens, libelle_du_compte, plan_comptable
from workflows.typographie import composer

_ORDRE = Path(__file__).resolve().parent.parent / "donnees" / "dauphin.toml"
LONG = 90  # au-delà, une valeur se relit sur plusieurs lignes
_COTES = {Sens.CHARGE: "Charges", Sens.PRODUIT: "Produits", Sens.EMPLOI: "Emplois", Sens.CONTRIBUTION: "Contributions"}


@dataclass(frozen=True)
class Ligne:
    """Une question de Dauphin : sa clé, qui se coche ; son libellé ; ce qu’on y tape, ou rien si c’est un geste à faire."""

    cle: str
    libelle: str
    valeur: str
    se_recopie: bool = True

    @property
    def est_longue(self):
        return len(self.valeur) > LONG or "\n" in self.valeur

    @property
    def rangees(self):
        return min(12, max(2, len(self.valeur) // LONG + self.valeur.count("\n") + 1))


@dataclass(frozen=True)
class Rubrique:
    titre: str
    lignes: list


@cache
def _ordre():
    return tomllib.loads(_ORDRE.read_text(encoding="utf-8"))


def avertissement():
    return composer(_ordre()["avertissement"])


def rubriques(imprime):
    """Les rubriques de Dauphin et leurs lignes, dans leur ordre ; une rubrique sans ligne ne se montre pas."""
    lues = [Rubrique(r["titre"], list(_lignes(imprime, r))) for r in _ordre()["rubrique"]]
    return [rubrique for rubrique in lues if rubrique.lignes]


def _lignes(imprime, rubrique):
    if "reprise" in rubrique:
        yield from _REPRISES[rubrique["reprise"]](imprime)
    for champ in rubrique.get("champs", ()):
        if "code" not in champ:
            yield Ligne(champ["cle"], composer(champ["libelle"]), "", se_recopie=False)
            continue
        for code in imprime.champs:
            if fnmatchcase(code, champ["code"]):
                libelle, texte = imprime.champs[code]
                nom = champ.get("libelle", libelle)
                yield Ligne(code, composer(nom), _FORMES[champ.get("forme", "texte")](texte))


def nombre_a_taper(montant):
    """1234,50 : sans espace ni symbole, les centimes seulement s’il y en a."""
    return f"{montant:.2f}".replace(".", ",").removesuffix(",00")


def _nombre(texte):
    montant = montant_de(texte)
    return texte if montant is None else nombre_a_taper(montant)


def _jour(texte):
    jour = jour_de(texte)
    return texte if jour is None else f"{jour:%d/%m/%Y}"


def _annee(texte):
    lue = re.search(r"\b\d{4}\b", texte)
    return lue[0] if lue else texte


_FORMES = {"texte": str, "nombre": _nombre, "jour": _jour, "annee": _annee}


def _comptes(imprime):
    """Les comptes renseignés, dans l’ordre du formulaire ; puis les totaux, qui servent à se relire."""
    budget = budget_de(imprime.champs)
    for sens, comptes in plan_comptable().items():
        for code, _ in comptes:
            if code in budget.comptes:
                numero = f"{code} " if code.isdigit() else ""
                libelle = f"{_COTES[sens]} : {numero}{libelle_du_compte(code)}"
                yield Ligne(f"compte_{code}", composer(libelle), nombre_a_taper(budget.comptes[code]))
    for sens, titre in ((Sens.CHARGE, "Total des charges"), (Sens.PRODUIT, "Total des produits, financeurs compris")):
        yield Ligne(f"total_{sens}", titre, nombre_a_taper(budget.total(sens)))


def _financeurs(imprime):
    numeros = dict.fromkeys(code.split("_")[1] for code in imprime.champs if code.startswith("ligne_"))
    for numero, demande in zip(numeros, budget_de(imprime.champs).demandes, strict=True):
        libelle = f"{demande.financeur} : montant demandé"
        yield Ligne(f"ligne_{numero}", composer(libelle), nombre_a_taper(demande.montant))
        parts = ((demande.droit_commun, "droit commun"), (demande.contrat_de_ville, "contrat de ville"))
        detail = " + ".join(f"{nombre_a_taper(montant)} {nom}" for montant, nom in parts if montant)
        yield Ligne(f"ligne_{numero}_detail", composer(f"{demande.financeur} : commentaire"), detail)


def _attestations(imprime):
    for rang, (_, texte) in enumerate(imprime.attestations, start=1):
        yield Ligne(f"attestation_{rang}", composer(texte), "", se_recopie=False)


_REPRISES = {"budget": _comptes, "financeurs": _financeurs, "attestations": _attestations}
