"""Du fichier au TOML : refuser en français ce qui n’est pas un texte sain, de taille humaine et bien écrit."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

from programmation.chargement.fautes import Faute, FichierRefuse
from programmation.chargement.reperage import Reperes, ligne_trop_imbriquee

TAILLE_MAX = 256 * 1024  # dix fois la convention de Béthune
LIGNE_MAX = 4000

# Ce que dit tomllib, et ce qu’un agent de la ville doit lire.
SYNTAXE = {
    "Cannot overwrite a value": "cette clé est déjà écrite plus haut dans la même rubrique",
    "Cannot declare": "cette rubrique est déjà ouverte plus haut",
    "Cannot mutate": "cette rubrique est déjà fermée plus haut",
    "Cannot redefine": "cette rubrique est déjà ouverte plus haut",
    "Duplicate inline table key": "cette clé est écrite deux fois",
    "Unterminated string": "il manque le guillemet qui ferme le texte",
    "Unclosed array": "il manque le crochet « ] » ou une virgule dans la liste",
    "Unclosed inline table": "il manque l’accolade « } » ou une virgule",
    "Invalid value": "la valeur manque ou n’est pas écrite comme il faut : un texte se met entre guillemets",
    "Invalid date or datetime": "cette date n’existe pas",
    "Expected '='": "il manque le signe « = » après le nom de la clé",
    "Expected newline": "un seul « clé = valeur » par ligne",
    "Expected ']'": "il manque le crochet « ] » du titre de rubrique",
    "Illegal character '\\n'": "il manque le guillemet qui ferme le texte",
    "Illegal character": "un caractère invisible est interdit ici",
    "Invalid initial character for a key part": "ce nom de clé n’est pas écrit comme il faut",
    "Invalid statement": "cette ligne n’est ni une rubrique, ni « clé = valeur »",
    "Unescaped '\\'": "la barre « \\ » s’écrit deux fois dans un texte",
}


def lire(chemin):
    """Rend le contenu du fichier et le repère de ses lignes, ou refuse."""
    texte = _texte(_octets(Path(chemin)))
    if ligne := ligne_trop_imbriquee(texte):
        raise FichierRefuse(Faute(ligne, "cette ligne imbrique trop de listes ou de clés."))
    try:
        contenu = tomllib.loads(texte, parse_float=Decimal)
    except tomllib.TOMLDecodeError as erreur:
        raise FichierRefuse(_faute_de_syntaxe(erreur, texte)) from None
    except ValueError:  # un entier de plusieurs milliers de chiffres
        raise FichierRefuse(Faute(0, "Ce fichier porte un nombre démesuré.")) from None
    return contenu, Reperes(texte)


def _octets(chemin):
    if not chemin.exists():
        raise FichierRefuse(Faute(0, "Ce fichier n’existe pas."))
    if not chemin.is_file():
        raise FichierRefuse(Faute(0, "Ce chemin ne mène pas à un fichier."))
    try:
        with chemin.open("rb") as fichier:
            octets = fichier.read(TAILLE_MAX + 1)
    except OSError as erreur:
        raise FichierRefuse(Faute(0, f"Ce fichier ne se laisse pas lire ({erreur.strerror}).")) from None
    if len(octets) > TAILLE_MAX:
        raise FichierRefuse(Faute(0, f"Ce fichier dépasse {TAILLE_MAX // 1024} Kio : ce n’est pas une convention."))
    if not octets.strip():
        raise FichierRefuse(Faute(0, "Ce fichier est vide."))
    return octets


def _texte(octets):
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        ligne = octets[: erreur.start].count(b"\n") + 1
        motif = "ce caractère n’est pas de l’UTF-8 ; enregistrez le fichier dans cet encodage."
        raise FichierRefuse(Faute(ligne, motif)) from None
    texte = texte.replace("\r\n", "\n")
    for numero, ligne in enumerate(texte.split("\n"), start=1):
        if "\0" in ligne:
            raise FichierRefuse(Faute(numero, "caractère nul interdit : ce n’est pas un fichier de texte."))
        if len(ligne) > LIGNE_MAX:
            raise FichierRefuse(Faute(numero, f"cette ligne dépasse {LIGNE_MAX} caractères."))
    return texte


def _faute_de_syntaxe(erreur, texte):
    ou = re.search(r"\(at line (\d+)", str(erreur))
    ligne = int(ou.group(1)) if ou else texte.count("\n") + 1
    for anglais, francais in SYNTAXE.items():
        if str(erreur).startswith(anglais):
            return Faute(ligne, f"{francais}.")
    return Faute(ligne, "cette ligne n’est pas du TOML bien écrit.")
