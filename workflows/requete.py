"""Ce que tout formulaire envoyé porte avec lui : la version que l’on avait sous les yeux, et la clé du formulaire rendu."""

import uuid

AUCUNE = -1  # une version que nul objet ne porte : absente ou illisible, elle vaut « périmée »
ENTIER_MAXIMAL = 2**31 - 1


def version_vue(request):
    """La version envoyée ; une valeur que nul objet ne porte si elle manque ou ne se lit pas."""
    return entier(request.POST.get("version"), AUCUNE)


def cle_vue(request):
    """La clé du formulaire, ou rien : sans elle, un double envoi est refusé par la version."""
    try:
        return uuid.UUID(request.POST.get("cle", ""))
    except ValueError:
        return None


def entier(texte, defaut=None):
    """Un entier positif tel qu’un formulaire l’envoie ; `defaut` pour tout le reste."""
    texte = (texte or "").strip()
    return (
        int(texte)
        if texte.isascii() and texte.isdigit() and int(texte[:11]) <= ENTIER_MAXIMAL and len(texte) < 11
        else defaut
    )
