"""De la cellule à la valeur : chaque lecteur rend ce que le dossier gardera, ou dit en une phrase pourquoi il refuse."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from comptes import identifiants
from dossiers.forms.parties.demande import NUMERO_DAUPHIN
from dossiers.models.projet import Nouveaute, TypeDeDemande
from programmation.texte import assourdir
from workflows.champs import Texte
from workflows.saisies import EffectifField, JourField, MontantField

_INVISIBLES = re.compile("[\u2400-\u2421]")
_ERREURS = re.compile(r"#(N/?A|REF!?|VALUE!?|VALEUR!?|DIV/0!?|NAME\?|NOM\?|NUM!?|NOMBRE!?|NULL!?|NUL!?|SPILL!|CALC!)")
_MONTANT, _EFFECTIF, _JOUR = MontantField(required=False), EffectifField(required=False), JourField(required=False)
_SEPARATEURS = re.compile(r"[;\n|]")


@dataclass(frozen=True)
class Faute:
    """Ce qui ne va pas dans une cellule : sa ligne, sa colonne, sa valeur, et pourquoi."""

    ligne: int
    colonne: str
    valeur: str
    raison: str


class Refus(Exception):
    """Cette valeur ne convient pas ; la phrase dit pourquoi."""


def lisible(texte):
    """Refuse ce qu’aucune colonne n’accepte : une erreur de tableur, un caractère invisible."""
    if _ERREURS.fullmatch(texte):
        raise Refus("La cellule contient une erreur du tableur : corrigez sa formule.")
    if _INVISIBLES.search(texte):
        raise Refus("Ce texte contient un caractère invisible (montré ici par un signe) : retapez-le.")
    return texte


def _par(champ):
    def lire(texte):
        try:
            return champ.clean(texte)
        except ValidationError as erreur:
            raise Refus(" ".join(erreur.messages)) from None

    return lire


def texte(longueur, lignes=1):
    """Un texte d’au plus `longueur` caractères."""
    champ = Texte(required=False, max_length=longueur, lignes=lignes)
    champ.error_messages["max_length"] = f"Ce texte est trop long : {longueur} caractères au plus."
    champ.validators[0].message = f"Ce texte est trop long : {longueur} caractères au plus."
    return _par(champ)


montant, effectif = _par(_MONTANT), _par(_EFFECTIF)


def jour(texte):
    """Une date : le nombre d’un tableur est déjà rendu en AAAA-MM-JJ ; « 31/12/2027 » se comprend."""
    return _par(_JOUR)(re.sub(r" 00:00(:00)?$", "", texte))


def numero_dauphin(texte):
    numero = re.sub(r"\s", "", texte).upper()
    if not re.fullmatch(NUMERO_DAUPHIN, numero):
        raise Refus("Un numéro Dauphin s’écrit DA suivi de huit chiffres, comme DA01200614.")
    return numero


def siret(texte):
    return _identifiant(identifiants.siret, texte)


def rna(texte):
    return _identifiant(identifiants.rna, texte)


def _identifiant(verifier, texte):
    try:
        return verifier(texte) if texte else ""
    except ValidationError as erreur:
        raise Refus(" ".join(erreur.messages)) from None


def exercice(annee):
    """L’année de la campagne, et elle seule."""

    def lire(texte):
        if not re.fullmatch(r"[0-9]{4}", texte):
            raise Refus(f"« {texte[:30]} » n’est pas une année.")
        if int(texte) != annee:
            raise Refus(f"Cette ligne est de l’exercice {texte} : la campagne est celle de {annee}.")
        return annee

    return lire


def code_de(choix):
    """La valeur d’une liste courte du code (type de demande…), par son libellé ou son code."""
    connus = {assourdir(mot): valeur for valeur, libelle in choix.choices for mot in (valeur, libelle)}
    attendus = ", ".join(f"« {libelle} »" for libelle in choix.labels)

    def lire(texte):
        if (valeur := connus.get(assourdir(texte))) is None:
            raise Refus(f"Ce choix n’est pas dans la liste : {attendus}.")
        return valeur

    return lire


type_demande, nouveaute = code_de(TypeDeDemande), code_de(Nouveaute)


def element(connus, quoi):
    """L’objet d’une liste de la ville. `connus` : {mot assourdi: objet} ; `quoi` : « Ce quartier »."""

    def lire(texte):
        if (objet := connus.get(assourdir(texte))) is None:
            raise Refus(f"{quoi} n’est pas dans la liste : « {texte[:60]} ».")
        return objet

    return lire


def elements(connus, quoi):
    """Plusieurs objets, séparés par un point-virgule, une barre ou un retour ; sans doublon, dans l’ordre écrit."""
    lire_un = element(connus, quoi)

    def lire(texte):
        return list(dict.fromkeys(lire_un(mot.strip()) for mot in morceaux(texte, connus)))

    return lire


def morceaux(texte, connus):
    """Les mots d’une liste. La virgule ne sépare que si le texte entier n’est pas un nom connu."""
    parts = [mot for mot in _SEPARATEURS.split(texte) if mot.strip()]
    if len(parts) == 1 and assourdir(parts[0]) not in connus and "," in parts[0]:
        parts = [mot for mot in parts[0].split(",") if mot.strip()]
    return parts
