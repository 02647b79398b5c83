"""Ce que partagent les récits d’un financeur sans compte : le lien que fait l’équipe, et le téléphone qui l’ouvre."""

import re

from django.test import Client
from django.urls import reverse

from tests.comite_a_l_ecran import adresse


def faire_un_lien(equipe, seance, financeur, **champs):
    """L’équipe fait un lien à l’écran ; rend (jeton, code, page)."""
    url = adresse("lien", seance.pk, financeur.pk)
    form = equipe.get(url).context["form"]
    envoi = {"nom": "Rose Absente, directrice", "courriel": "", "expire_le": form["expire_le"].value()} | champs
    envoi["expire_le"] = getattr(envoi["expire_le"], "strftime", lambda _: envoi["expire_le"])("%Y-%m-%dT%H:%M")
    reponse = equipe.post(url, envoi)
    lu = reponse.content.decode()
    trouve = re.search(r"/guichet/([0-9a-f]{64})/", lu)
    code = re.search(r'code-dit">(\d{3}) (\d{3})<', lu)
    return (trouve and trouve[1]), (code and code[1] + code[2]), lu


def ouvrir(jeton, code, navigateur=None):
    """Un autre appareil ouvre le lien et tape le code ; rend (navigateur, réponse)."""
    navigateur = navigateur or Client()
    return navigateur, navigateur.post(chez(jeton), {"code": code}, follow=True)


def chez(jeton, inscription=None):
    args = [jeton, inscription.pk] if inscription else [jeton]
    return reverse("guichet:decider" if inscription else "guichet:colonne", args=args)


def noter(navigateur, jeton, inscription, choix="accorder", **champs):
    """Note la décision du guichet comme la page la montre, puis les champs donnés."""
    form = navigateur.get(chez(jeton, inscription)).context["form"]
    envoi = {f"{form.prefix}-version": form.version, f"{form.prefix}-vu": form.vu, f"{form.prefix}-choix": choix}
    envoi |= {f"{form.prefix}-{nom}": valeur for nom, valeur in champs.items()}
    return navigateur.post(chez(jeton, inscription), envoi)
