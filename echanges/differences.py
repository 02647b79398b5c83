"""Ce qu’une ligne changerait d’un dossier, champ par champ : ce qu’il dit, ce qu’elle dit."""

from dataclasses import dataclass
from decimal import Decimal

from echanges.lignes import PARTS
from echanges.referentiel import racine_de
from workflows.templatetags.ecriture import FINE, jour, nombre

MULTIPLES = ("quartiers", "objectifs_secondaires", "tranches_age", "dispositifs")
HORS_DU_DOSSIER = ("porteur", "siret", "rna", "exercice", "statut")


@dataclass(frozen=True)
class Difference:
    """Un champ qui change : son nom, ce qu’il disait (vide s’il ne disait rien), ce qu’il dira."""

    libelle: str
    avant: str
    apres: str


def differences(lue, dossier, organisation, colonnes):
    """Les différences entre cette ligne et ce dossier (None : tout est nouveau). Une cellule vide n’en fait aucune."""
    if dossier and organisation and organisation != dossier.organisation:
        yield Difference("Porteur", dossier.organisation.nom, organisation.nom)
    for code, valeur in lue.valeurs.items():
        if code in HORS_DU_DOSSIER or (code == "numero_dauphin" and dossier and _meme_numero(dossier, valeur)):
            continue
        avant = valeur_de(dossier, code)
        if avant != (set(valeur) if code in MULTIPLES else valeur):
            yield Difference(colonnes[code].libelle, dire(avant), dire(valeur))
    lignes = {x.financeur_id: x for x in dossier.lignes.all()} if dossier else {}
    for financeur, parts in lue.demandes.items():
        for part, montant in parts.items():
            avant = getattr(lignes[financeur.pk], PARTS[part]) if financeur.pk in lignes else None
            if montant != (avant or 0):
                yield Difference(colonnes[f"{part}:{financeur.pk}"].libelle, dire(avant), dire(montant))


def _meme_numero(dossier, numero):
    """« DA01200614 » et « 01200614 » désignent le même dossier : les écrire l’un pour l’autre ne change rien."""
    return racine_de(dossier.numero_dauphin) == racine_de(numero)


def valeur_de(dossier, code):
    """Ce que le dossier dit aujourd’hui : un ensemble pour une liste, None sans dossier."""
    if dossier is None:
        return set() if code in MULTIPLES else None
    valeur = getattr(dossier, code)
    return set(valeur.all()) if code in MULTIPLES else valeur


def dire(valeur):
    """Une valeur en mots ; vide si elle manque."""
    if valeur is None or valeur == "":
        return ""
    if isinstance(valeur, Decimal):
        return f"{nombre(valeur)}{FINE}€"
    if isinstance(valeur, set | list):
        return " ; ".join(sorted(map(str, valeur)))
    return str(jour(valeur)) if hasattr(valeur, "isoformat") else str(valeur)
