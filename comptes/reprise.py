"""Une session qui expire ne perd pas ce qui est tapé : la page de connexion le porte, et le rend une fois la personne entrée."""

import json
import re

from django.shortcuts import render

from comptes.forms import ConnexionForm

AU_PLUS = 300_000  # caractères ; au-delà, rien n’est retenu
_TUS = ("csrfmiddlewaretoken", "retenu")
_SECRETS = ("passe", "password")
_MOITIE = re.compile("[\ud800-\udfff]")  # JSON admet une moitié de caractère, une page ne peut pas l’écrire


def session_expiree(request):
    """La réponse à un envoi que personne ne signe : se connecter, et ce qui était tapé reste dans la page."""
    contexte = {
        "suite": request.get_full_path(),
        "form": ConnexionForm(request),
        "retenu": retenir(request),
        "expiree": True,
    }
    return render(request, "comptes/connexion.html", contexte, status=401)


def retenir(request):
    """Ce qui était tapé, en JSON : [[nom, valeur], …]. Jamais un mot de passe, jamais un fichier, jamais trop long."""
    champs = [(nom, valeur) for nom, valeurs in request.POST.lists() if nom not in _TUS for valeur in valeurs]
    if request.FILES or any(secret in nom for nom, _ in champs for secret in _SECRETS):
        return ""
    texte = json.dumps(champs, ensure_ascii=False)
    return texte if champs and len(texte) <= AU_PLUS else ""


def relire(texte):
    """Ce qui fut retenu, revenu par le formulaire de connexion ; illisible, il ne vaut rien et ne gêne personne."""
    if not texte or len(texte) > AU_PLUS:
        return []
    try:
        lus = json.loads(texte)
    except (ValueError, RecursionError):
        return []
    couples = lus if isinstance(lus, list) else []
    return [tuple(c) for c in couples if isinstance(c, list) and len(c) == 2 and all(map(_est_un_texte, c))]


def _est_un_texte(valeur):
    return isinstance(valeur, str) and not _MOITIE.search(valeur)
