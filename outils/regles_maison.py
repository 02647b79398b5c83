"""Nos propres règles, qu’aucun outil ne connaît : chaque refus dit le fichier, la ligne et la raison."""

import ast
import re
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
PIECES = ("workflows", "papiers", "comptes", "programmation", "dossiers", "gouvernance", "echanges")
HORLOGE = "workflows/temps.py"
REGISTRE = "workflows/envois.py"  # un envoi n’a pas de machine : le registre change lui-même son état
INSTANTS = {"timezone.now", "timezone.localdate", "timezone.localtime"} | {
    f"{module}{classe}.{methode}"
    for module in ("", "datetime.")
    for classe, methode in (
        ("datetime", "now"),
        ("datetime", "today"),
        ("datetime", "utcnow"),
        ("date", "today"),
    )
}
SIGNAUX = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "receiver"}
ELISION = re.compile(r"(?i)(?:\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)|aujourd)'(?=[a-zà-ÿœ])")

APOSTROPHE = "ce qu’une personne lit prend l’apostrophe typographique (’)."

# Dans un gabarit : la politique de sécurité (CSP) refuse au navigateur tout ce qui n’est pas un fichier d’ici.
GABARITS = (
    (
        re.compile(r"\|\s*safe\b"),
        "« |safe » laisse passer du HTML étranger : rendez-le dans une balise de gabarit.",
    ),
    (re.compile(r"<[^>{]*\sstyle="), 'la CSP refuse style="…" : donnez une classe.'),
    (re.compile(r"<style\b"), "la CSP refuse <style> : écrivez dans static/css."),
    (re.compile(r"<[^>{]*\son[a-z]+="), "la CSP refuse onclick= et les siens : écrivez dans static/js."),
    (
        re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*json)[^>]*>"),
        "la CSP refuse un script en ligne : static/js.",
    ),
    (
        re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//"),
        "aucune requête ne quitte la page : posez ce fichier dans static/vendor.",
    ),
)


def nom_complet(noeud):
    """« timezone.now » pour le nœud qui s’écrit ainsi ; une chaîne vide pour tout autre."""
    if isinstance(noeud, ast.Name):
        return noeud.id
    if isinstance(noeud, ast.Attribute):
        return f"{nom_complet(noeud.value)}.{noeud.attr}"
    return ""


def imports_caches(arbre):
    for fonction in ast.walk(arbre):
        if isinstance(fonction, ast.FunctionDef | ast.AsyncFunctionDef):
            for noeud in ast.walk(fonction):
                if isinstance(noeud, ast.Import | ast.ImportFrom):
                    yield (
                        noeud,
                        "pas d’import dans une fonction : si l’import tourne en rond, la pièce est mal rangée.",
                    )


def etats_forces(arbre):
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.Call(func=ast.Attribute(attr="update"), keywords=mots) if "statut" in {m.arg for m in mots}:
                yield noeud, "update(statut=…) contourne la machine : passez par franchir()."
            case ast.Subscript(value=ast.Attribute(attr="__dict__"), ctx=ast.Store()):
                yield noeud, "écrire dans __dict__ contourne la protection des champs."


def instants_lus(arbre):
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Attribute) and nom_complet(noeud) in INSTANTS:
            yield noeud, f"l’heure se lit dans {HORLOGE}, à un seul endroit."


def nombres_flottants(arbre):
    for noeud in ast.walk(arbre):
        nom = nom_complet(noeud.func).split(".")[-1] if isinstance(noeud, ast.Call) else ""
        if nom in ("float", "FloatField"):
            yield noeud, f"{nom} arrondit : un montant ou une mesure s’écrit en Decimal."


def echeances_confiees(arbre):
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Call) and any(a.arg in ("eta", "countdown") for a in noeud.keywords):
            yield noeud, "pas d’eta ni de countdown : une échéance se lit dans la base, à chaque battement."


def signaux(arbre):
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.ImportFrom):
            for nom in {alias.name for alias in noeud.names} & SIGNAUX:
                yield noeud, f"pas de logique par signal ({nom}) : dites-le dans une action."


def apostrophes_droites(arbre):
    documentation = set()
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.Expr(value=ast.Constant()):  # une docstring : elle s’adresse à nous
                documentation.add(noeud.value)
            case ast.Constant(value=str(texte)) if noeud not in documentation and ELISION.search(texte):
                yield noeud, APOSTROPHE


REGLES = (
    imports_caches,
    etats_forces,
    instants_lus,
    nombres_flottants,
    echeances_confiees,
    signaux,
    apostrophes_droites,
)


def refus_du_code(chemin, texte):
    """Les refus d’un fichier Python : (ligne, phrase)."""
    arbre = ast.parse(texte)
    exemptee = {HORLOGE: instants_lus, REGISTRE: etats_forces}.get(chemin)
    regles = [regle for regle in REGLES if regle is not exemptee]
    return sorted({(noeud.lineno, phrase) for regle in regles for noeud, phrase in regle(arbre)})


def refus_du_gabarit(chemin, texte):
    """Les refus d’un gabarit ; le texte affiché est ce qui reste, balises ôtées."""
    for numero, ligne in enumerate(texte.splitlines(), 1):
        if chemin.endswith(".html"):
            yield from ((numero, phrase) for motif, phrase in GABARITS if motif.search(ligne))
        visible = re.sub(r"\{[%{#].*?[#}%]\}|<[^>]*>", " ", ligne)
        if ELISION.search(visible):
            yield numero, APOSTROPHE


def fichiers():
    for piece in PIECES:
        for chemin in sorted((RACINE / piece).rglob("*.py")):
            if "migrations" not in chemin.parts:
                yield chemin, refus_du_code
    for chemin in sorted((RACINE / "templates").rglob("*")):
        if chemin.suffix in (".html", ".txt", ".svg"):
            yield chemin, refus_du_gabarit


def main():
    refus = 0
    for fichier, lire in fichiers():
        chemin = fichier.relative_to(RACINE).as_posix()
        for ligne, phrase in lire(chemin, fichier.read_text()):
            print(f"{chemin}:{ligne} : {phrase}")
            refus += 1
    return min(refus, 1)


if __name__ == "__main__":
    sys.exit(main())
