"""Les colonnes que l’import connaît : leur nom, leurs autres noms, un exemple ; et comment un en-tête se reconnaît."""

import re
from collections import defaultdict
from dataclasses import dataclass

from programmation.texte import assourdir

CONTRAT, DROIT = "contrat", "droit"


@dataclass(frozen=True)
class Colonne:
    """Une colonne du tableur. `champ` : l’attribut du dossier qu’elle remplit ; vide si elle fait autre chose."""

    code: str
    libelle: str
    synonymes: tuple = ()
    aide: str = ""
    exemple: str = ""
    champ: str = ""


def _c(code, libelle, *synonymes, aide="", exemple="", champ=None):
    return Colonne(code, libelle, synonymes, aide, exemple, code if champ is None else champ)


FIXES = (
    _c("numero_dauphin", "Numéro Dauphin", "dauphin", "n° dauphin", "numéro de dossier", "n° de dossier", "numéro dossier",
       "n° dossier", "code dossier", "référence dauphin", exemple="DA01200614",
       aide="Deux fois le même numéro : le même dossier. Sans numéro, le dossier reste un brouillon."),
    _c("intitule", "Intitulé de l’action", "intitulé", "titre", "nom de l’action", "titre du projet", "intitulé du projet",
       "nom du projet", "action", "projet", "titre de l’action", exemple="Mercredis en mouvement", aide="Obligatoire."),
    _c("porteur", "Porteur", "organisme", "association", "nom du porteur", "dénomination", "bénéficiaire", "structure",
       "nom de l’organisme", "raison sociale", "tiers", exemple="Les Passerelles d’Essai", champ="",
       aide="Retrouvé par son SIRET, puis son RNA, puis son nom ; sinon créé."),
    _c("siret", "SIRET", "numéro siret", "n° siret", "siret du porteur", champ="", aide="14 chiffres."),
    _c("rna", "RNA", "numéro rna", "n° rna", "rna du porteur", champ="", exemple="W621000000"),
    _c("exercice", "Exercice", "année", "annee", "millésime", "exercice budgétaire", champ="",
       aide="Celui de la campagne : une ligne d’une autre année est refusée."),
    _c("statut", "Statut Dauphin", "statut", "état", "état du dossier", "statut du dossier", exemple="Transmise", champ="",
       aide="Le libellé de Dauphin. Ce qui peut dire deux choses est demandé."),
    _c("quartiers", "Quartiers", "quartier", "territoire", "qpv", "lieu d’intervention",
       aide="Plusieurs quartiers se séparent par un point-virgule. Leur nom ou leur code."),
    _c("objectif_principal", "Objectif principal", "objectif", "objectif opérationnel", "objectif de la convention",
       aide="Son libellé dans la convention, pour l’un des quartiers de la ligne."),
    _c("objectifs_secondaires", "Autres objectifs", "objectifs secondaires", aide="Séparés par un point-virgule."),
    _c("thematique", "Thématique", "thème", "thématique dauphin"),
    _c("groupe_de_travail", "Groupe de travail"),
    _c("dispositifs", "Dispositifs liés", "dispositif", "dispositifs", aide="Séparés par un point-virgule."),
    _c("type_demande", "Type de demande", "première demande ou renouvellement", exemple="Première demande"),
    _c("nouveaute", "Nouveauté", "nature de l’action", exemple="Action nouvelle"),
    _c("besoin", "Besoin constaté", "besoin", "constat", "diagnostic"),
    _c("objectifs_vises", "Ce que l’action veut changer", "objectifs visés", "objectifs du projet", "finalité"),
    _c("description", "Description", "résumé", "contenu", "description de l’action", "descriptif"),
    _c("tranches_age", "Tranches d’âge", "tranche d’âge", "public", "âge", "publics", aide="Séparées par un point-virgule."),
    _c("beneficiaires_total", "Bénéficiaires", "nombre de bénéficiaires", "bénéficiaires, au total", "effectif", exemple="120"),
    _c("dont_qpv", "Dont habitants d’un QPV", "dont qpv", "habitants qpv", "bénéficiaires qpv", exemple="90"),
    _c("dont_qic", "Dont habitants d’un QIC", "dont qic", "habitants qic", exemple="0"),
    _c("dont_femmes", "Dont femmes et filles", "dont femmes", "femmes"),
    _c("dont_hommes", "Dont hommes et garçons", "dont hommes", "hommes"),
    _c("date_debut", "Début de l’action", "date de début", "début", "du", "date début", exemple="01/02/2027"),
    _c("date_fin", "Fin de l’action", "date de fin", "fin", "au", "date fin", exemple="15/12/2027"),
    _c("depose_sur_dauphin_le", "Déposé sur Dauphin le", "date de dépôt", "déposé le", "date de transmission"),
    _c("moyens_materiels", "Moyens matériels", "moyens"),
    _c("financeur", "Financeur", "nom du financeur", champ="",
       aide="Si le tableau n’a qu’un financeur par ligne ; son montant est dans « Montant demandé »."),
    _c("montant", "Montant demandé", "montant", "montant sollicité", "subvention demandée", "demandé", champ="",
       aide="Au financeur nommé sur la ligne, au titre du contrat de ville.", exemple="4 000"),
)  # fmt: skip
IGNOREE = ""
PAR_FINANCEUR = re.compile(r"(contrat|droit):([0-9]{1,12})")


def colonnes_de(campagne, financeurs):
    """Toutes les colonnes que cette campagne connaît : {code: Colonne} ; deux par financeur, à la fin."""
    connues = {colonne.code: colonne for colonne in FIXES}
    for financeur in financeurs:
        for part, mots in ((CONTRAT, ("contrat de ville", "cdv")), (DROIT, ("droit commun", "dc"))):
            noms = dict.fromkeys(
                (str(financeur), financeur.nom_court, financeur.organisation.nom, financeur.dispositif)
            )
            synonymes = [f"{nom} {mot}" for nom in noms if nom for mot in mots]
            if part == CONTRAT:
                synonymes += [nom for nom in noms if nom]
            code = f"{part}:{financeur.pk}"
            connues[code] = Colonne(code, f"{financeur} : {mots[0]}", tuple(synonymes), "En euros.", "4 000")
    return connues


def sourd(entete):
    """Un en-tête sans accents, casse, ponctuation ni unité : « Montant demandé (€) » et « montant demande » sont le même."""
    texte = re.sub(r"\((s|x|e|es)\)|\(?€\)?|\*|\(en euros\)|\(facultatif\)", " ", assourdir(entete.replace("°", "o ")))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", texte).split())[:255]


def dictionnaire(colonnes):
    """{en-tête assourdi: code} : le nom de la colonne, ou un autre qu’elle est seule à porter (« État » : deux guichets)."""
    pretendants = defaultdict(set)
    for code, colonne in colonnes.items():
        for synonyme in colonne.synonymes:
            pretendants[sourd(synonyme)].add(code)
    mots = {mot: codes.pop() for mot, codes in pretendants.items() if len(codes) == 1}
    return mots | {sourd(colonne.libelle): code for code, colonne in colonnes.items()}


def apparier(entetes, colonnes, retenus):
    """{rang de la colonne: code} : ce qui fut choisi la dernière fois, puis ce que l’en-tête dit. Un code ne sert qu’une fois.

    `retenus` : {en-tête assourdi: code}. Une colonne que rien ne désigne n’est pas dans le dictionnaire rendu.
    """
    mots, trouves, pris = dictionnaire(colonnes), {}, set()
    for source in (retenus, mots):
        for rang, entete in enumerate(entetes):
            code = source.get(sourd(entete)) if entete else None
            if rang in trouves or code is None or code in pris or (code and code not in colonnes):
                continue
            trouves[rang] = code
            pris |= {code} - {IGNOREE}
    return trouves
