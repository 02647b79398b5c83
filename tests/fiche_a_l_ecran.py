"""Remplir la fiche d’une organisation comme le fait une personne : ouvrir une section, taper, enregistrer."""

import html
import re
import uuid

from django.urls import reverse


def adresse(organisation, section):
    return reverse("organisations:modifier", args=[organisation.pk, section])


def ouvrir(client, qui, organisation, section):
    """Ce que la page a rempli d’avance : version, origine, et chaque champ déjà répondu."""
    client.force_login(qui)
    page = client.get(adresse(organisation, section))
    assert page.status_code == 200
    formulaire = page.context["formulaire"]
    remplis = {champ.html_name: champ.value() for champ in formulaire if champ.value() not in (None, "")}
    texte = html.unescape(page.content.decode())
    version = re.search(r'name="version" value="(\d+)"', texte)[1]
    return remplis | {"version": version, "origine": page.context["origine"], "cle": str(uuid.uuid4())}


def enregistrer(client, qui, organisation, section, page=None, **saisie):
    page = ouvrir(client, qui, organisation, section) if page is None else page
    client.force_login(qui)
    return client.post(adresse(organisation, section), page | saisie, follow=True)


def texte(reponse):
    """Ce qui se lit de la page, les espaces insécables de la typographie valant des espaces."""
    lu = html.unescape(reponse.content.decode())
    return lu.replace("\u00a0", " ").replace("\u202f", " ")
