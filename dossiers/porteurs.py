"""Retrouver une organisation à ce qu’on en tape : son nom, son sigle, son SIRET ou son RNA ; sourd aux accents et à la casse."""

import re

from comptes.identifiants import compact
from comptes.models import Organisation
from programmation.texte import assourdir

_NUMERO = re.compile(r"n° ?([0-9]{1,12})")
SEPARATEUR = " · "


def designation(organisation):
    """Ce que l’on tape ou choisit pour la désigner sans erreur : « Les Passerelles · 12345678900012 »."""
    numero = organisation.siret or organisation.rna or f"n° {organisation.pk}"
    return f"{organisation.nom}{SEPARATEUR}{numero}"


def _toutes():
    return Organisation.objects.only("nom", "sigle", "siret", "rna", "parent").order_by("nom")


def chercher(texte, combien=12):
    """Les organisations dont le nom, le sigle ou un numéro contient chaque mot de ce texte."""
    mots = assourdir(texte).split()
    if not mots:
        return []
    trouvees = (
        o for o in _toutes() if all(mot in assourdir(f"{o.nom} {o.sigle} {o.siret} {o.rna}") for mot in mots)
    )  # fmt: skip
    return [o for o, _ in zip(trouvees, range(combien), strict=False)]


def reconnaitre(texte):
    """Toutes celles que ce texte désigne exactement : aucune, une, ou plusieurs de même nom."""
    nom, _, numero = texte.rpartition(SEPARATEUR) if SEPARATEUR in texte else (texte, "", texte)
    if cle := _NUMERO.fullmatch(numero.strip()):
        return list(_toutes().filter(pk=int(cle[1])))
    numero = compact(numero)
    for champ, forme in (("siret", r"[0-9]{14}"), ("rna", r"W[0-9A-Z]{9}")):
        if re.fullmatch(forme, numero):
            trouvees = list(_toutes().filter(**{champ: numero}))
            if nom and len(trouvees) > 1:  # un service partage le SIRET de sa ville : le nom départage
                trouvees = [o for o in trouvees if assourdir(o.nom) == assourdir(nom)] or trouvees
            return trouvees
    return [o for o in _toutes() if assourdir(texte) in (assourdir(o.nom), assourdir(o.sigle))]
