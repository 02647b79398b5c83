"""Ce qu’une lettre de notification peut dire : sa sorte, ses champs, son texte. Rien qui ne soit notifié (docs/metier.md §27)."""

import hashlib
import re
import tomllib
from functools import cache
from pathlib import Path

from dossiers.fiche import euros
from dossiers.statuts import ACQUISES, Statut, StatutLigne
from papiers.substitution import champs_de, fautes
from papiers.substitution import composer as substituer
from programmation.models import ModeleDeLettre, SorteDeLettre
from workflows.redaction import une_ligne
from workflows.templatetags.ecriture import jour
from workflows.typographie import composer

_TEXTES = Path(__file__).resolve().parent / "donnees" / "lettres.toml"
OBJET_AU_PLUS = 255
SE_NOTIFIENT = (StatutLigne.VOTEE, StatutLigne.REFUSEE)  # ce que l’envoi de la lettre notifie, si ce n’est fait
_DECIDEES = (*ACQUISES, StatutLigne.REFUSEE, StatutLigne.AJOURNEE)

# Les champs qu’un texte peut citer : leur nom, ce qu’ils disent. La liste est fermée.
CHAMPS = {
    "organisation": "le nom de l’organisation qui porte l’action",
    "intitule": "l’intitulé de l’action",
    "reference": "la référence du dossier",
    "exercice": "l’année de la campagne",
    "comite": "l’intitulé de la séance",
    "date_du_comite": "le jour de la séance",
    "montant_demande": "le total demandé aux financeurs",
    "montant_total": "le total accordé et notifié",
    "tableau_des_financeurs": "une ligne par financeur : ce qu’il accorde, ou pourquoi il n’accorde rien",
    "motif": "le motif de chaque financeur qui refuse ou ajourne",
    "conditions": "les réserves à lever, s’il y en a ; sinon, rien",
    "date_du_bilan": "le jour où le bilan et le compte rendu financier sont dus",
    "date_du_jour": "le jour de l’envoi",
    "ville": "la commune qui pilote la convention",
    "expediteur": "la personne qui envoie les lettres",
}
# Sans eux, la lettre ne dirait pas ce qu’elle notifie.
OBLIGATOIRES = {
    SorteDeLettre.RETENU: ("tableau_des_financeurs",),
    SorteDeLettre.PARTIEL: ("tableau_des_financeurs",),
    SorteDeLettre.AJOURNE: ("motif",),
    SorteDeLettre.NON_RETENU: ("motif",),
}
EXEMPLE = {
    "organisation": "Association d’exemple",
    "intitule": "Mercredis en mouvement",
    "reference": "2027-000",
    "exercice": "2027",
    "comite": "Comité des financeurs",
    "date_du_comite": "12 mars 2027",
    "montant_demande": euros(9000),
    "montant_total": euros(6500),
    "tableau_des_financeurs": f"– Premier financeur : {euros(4000)} (contrat de ville)\n"
    f"– Deuxième financeur : {euros(2500)} (droit commun)\n"
    "– Troisième financeur : pas de subvention. Motif : hors de ses priorités",
    "motif": "– Premier financeur : l’action ne touche pas assez d’habitants du quartier",
    "conditions": "Sous réserve, pour Premier financeur : la signature de la convention d’occupation, avant le 30 avril 2027.",
    "date_du_bilan": "30 juin 2028",
    "date_du_jour": "15 avril 2027",
    "ville": "Ville d’exemple",
    "expediteur": "Camille Exemple",
}


# 1. Le modèle : celui de la commune, ou celui du produit ---------------------------------------------------


@cache
def textes_du_produit():
    """{sorte: (objet, corps)}, tels qu’ils viennent avec le produit."""
    lus = tomllib.loads(_TEXTES.read_text(encoding="utf-8"))
    return {SorteDeLettre(sorte): (texte["objet"], texte["corps"].strip()) for sorte, texte in lus.items()}


def modeles_de(convention):
    """{sorte: (objet, corps)} de cette convention, en une requête ; absent, le texte du produit sert."""
    ecrits = ModeleDeLettre.objects.filter(convention=convention).values_list("sorte", "objet", "corps")
    return textes_du_produit() | {SorteDeLettre(sorte): (objet, corps) for sorte, objet, corps in ecrits}


def fautes_du_modele(sorte, objet, corps):
    """{"objet": phrases, "corps": phrases} de ce qui empêche d’enregistrer ce modèle ; sans phrase, tout va."""
    manquent = [champ for champ in OBLIGATOIRES[sorte] if champ not in champs_de(corps)]
    phrases = [
        f"Le champ {{{{ {champ} }}}} manque : sans lui, la lettre ne dit pas {CHAMPS[champ]}." for champ in manquent
    ]
    return {"objet": fautes(objet, CHAMPS), "corps": fautes(corps, CHAMPS) + phrases}


# 2. Ce que la lettre dit de ce dossier -----------------------------------------------------------------------


def sorte_de(dossier, lignes):
    """La sorte de lettre que disent le dossier et ses lignes ; None tant que le comité n’a pas décidé."""
    if dossier.statut == Statut.AJOURNE:
        return SorteDeLettre.AJOURNE
    if dossier.statut == Statut.NON_RETENU:
        return SorteDeLettre.NON_RETENU
    decidees = _decidees(lignes)
    if not any(ligne.statut in ACQUISES for ligne in decidees):
        return None
    entieres = all(ligne.statut in ACQUISES and ligne.accorde >= ligne.demande for ligne in decidees)
    return SorteDeLettre.RETENU if entieres else SorteDeLettre.PARTIEL


def se_notifie(ligne):
    """Vrai de ce que l’envoi de la lettre notifie : un vote, un refus, une subvention qu’un avenant a retirée."""
    return ligne.statut in SE_NOTIFIENT or _est_retiree(ligne)


def _est_retiree(ligne):
    """Retirée par un avenant avant tout versement : la ligne n’a plus de montant, et un motif."""
    return ligne.statut == StatutLigne.ANNULEE and ligne.accorde is None


def dites(lignes):
    """Les lignes dont la lettre dit la décision : notifiées, ou que son envoi notifie."""
    return [ligne for ligne in lignes if ligne.notifiee_le or se_notifie(ligne)]


def _decidees(lignes):
    return [ligne for ligne in lignes if ligne.statut in _DECIDEES or _est_retiree(ligne)]


def montant_dit(lignes):
    """Ce que la lettre dit accordé, en euros."""
    return sum((ligne.accorde for ligne in dites(lignes) if ligne.statut in ACQUISES), 0)


def valeurs_de(dossier, lignes, seance, *, par, le):
    """{champ: valeur} pour ce dossier. `lignes` : toutes, financeur lu ; `le` : l’instant de l’envoi."""
    decidees = _decidees(lignes)
    return {
        "organisation": une_ligne(dossier.organisation.nom),
        "intitule": une_ligne(dossier.intitule),
        "reference": dossier.reference,
        "exercice": str(dossier.campagne.annee),
        "comite": une_ligne(seance.intitule),
        "date_du_comite": jour(seance.prevue_le),
        "montant_demande": euros(sum(ligne.demande for ligne in decidees)),
        "montant_total": euros(montant_dit(lignes)),
        "tableau_des_financeurs": "\n".join(filter(None, map(_ligne_dite, lignes))),
        "motif": "\n".join(_motifs(lignes)),
        "conditions": "\n".join(_reserve(ligne) for ligne in dites(lignes) if _a_une_reserve(ligne)),
        "date_du_bilan": jour(dossier.campagne.bilan_du_le),
        "date_du_jour": jour(le),
        "ville": str(dossier.campagne.convention.pilote),
        "expediteur": str(par),
    }


def rediger_la_lettre(modele, valeurs):
    """(objet, corps) : le modèle, ses champs remplacés, ses espaces insécables posées, sans ligne vide de trop."""
    objet, corps = (composer(substituer(texte, valeurs)) for texte in modele)
    objet = une_ligne(objet)
    if len(objet) > OBJET_AU_PLUS:
        objet = f"{objet[: OBJET_AU_PLUS - 1]}…"
    return objet, re.sub(r"\n{3,}", "\n\n", corps.strip())


def empreinte_du_texte(objet, corps):
    """Le SHA-256 de l’objet, d’une ligne vide et du corps, en UTF-8."""
    return hashlib.sha256(f"{objet}\n\n{corps}".encode()).hexdigest()


def _ligne_dite(ligne):
    if ligne.statut == StatutLigne.AJOURNEE:
        return f"– {ligne.financeur} : décision ajournée"
    if ligne not in dites([ligne]):
        return ""
    if ligne.statut in ACQUISES:
        return f"– {ligne.financeur} : {euros(ligne.accorde)} ({_parts(ligne)}){_acte(ligne)}"
    return f"– {ligne.financeur} : pas de subvention. Motif : {une_ligne(ligne.motif)}"


def _parts(ligne):
    if not ligne.accorde_droit_commun:
        return "contrat de ville"
    if not ligne.accorde_contrat_de_ville:
        return "droit commun"
    return f"contrat de ville {euros(ligne.accorde_contrat_de_ville)}, droit commun {euros(ligne.accorde_droit_commun)}"


def _acte(ligne):
    return f". Vote du {jour(ligne.vote_le)} : {une_ligne(ligne.vote_reference)}" if ligne.vote_le else ""


def _motifs(lignes):
    refusees = [ligne for ligne in dites(lignes) if ligne.statut == StatutLigne.REFUSEE or _est_retiree(ligne)]
    ajournees = [ligne for ligne in lignes if ligne.statut == StatutLigne.AJOURNEE]
    return [f"– {ligne.financeur} : {une_ligne(ligne.motif)}" for ligne in [*refusees, *ajournees]]


def _a_une_reserve(ligne):
    return ligne.statut in ACQUISES and ligne.est_sous_reserve


def _reserve(ligne):
    avant = f", avant le {jour(ligne.condition_avant_le)}" if ligne.condition_avant_le else ""
    return f"Sous réserve, pour {ligne.financeur} : {une_ligne(ligne.condition).rstrip('.')}{avant}."
