"""Ce que partagent les récits des écrans de séance : un comité ouvert, et une décision envoyée comme la page la montre."""

from django.urls import reverse


def adresse(nom, *args):
    return reverse(f"seances:{nom}", args=args)


def page(client, qui, url, **champs):
    client.force_login(qui)
    return client.get(url, champs).content.decode()


def decider(client, qui, inscription, choix, ligne=None, **champs):
    """Envoie le formulaire des décisions tel que la page le montre à cette personne, puis les champs donnés."""
    client.force_login(qui)
    url = adresse("decisions", inscription.seance_id, inscription.pk)
    reponse = client.get(url)
    envoi = {}
    for form in reponse.context["forms"]:
        envoi |= {f"{form.prefix}-{nom}": form[nom].value() or "" for nom in form.fields}
        envoi |= {f"{form.prefix}-version": form.version, f"{form.prefix}-vu": form.vu}
    prefixe = f"l{ligne.pk}" if ligne else next(iter(reponse.context["forms"])).prefix
    envoi |= {f"{prefixe}-choix": choix} | {f"{prefixe}-{nom}": valeur for nom, valeur in champs.items()}
    return client.post(url, envoi)


def ligne_de(inscription, financeur):
    return inscription.dossier.lignes.get(financeur=financeur)
