"""Deux personnes sur le même texte : montrer ce qui diffère, garder ce qui est tapé, ne rien écraser sans le dire."""

import json
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from workflows.saisies import court
from workflows.templatetags.ecriture import jour, nombre


@dataclass(frozen=True)
class Difference:
    """Un champ dont la valeur enregistrée n’est pas celle que la personne a sous les yeux."""

    nom: str
    libelle: str
    enregistree: str
    tapee: str
    je_n_y_ai_pas_touche: bool


def instantane(formulaire):
    """Ce que la page montrait à son ouverture, champ par champ : de quoi savoir plus tard qui a changé quoi."""
    return json.dumps(
        {champ.name: brute(champ) for champ in formulaire if brute(champ) not in ("", [])}, ensure_ascii=False
    )


def relire(texte):
    """L’instantané revenu par le formulaire ; illisible, il ne vaut rien et ne gêne personne."""
    try:
        lu = json.loads(texte or "{}")
    except (ValueError, RecursionError):
        return {}
    return {nom: valeur for nom, valeur in lu.items() if isinstance(valeur, str | list)} if isinstance(lu, dict) else {}


def differences(formulaire, enregistre, origine):
    """Les écarts entre ce qui est tapé (`formulaire`) et ce que la base connaît (`enregistre`)."""
    ecarts = []
    for nom, champ in formulaire.fields.items():
        if nom not in enregistre.fields:
            continue
        tapee, enregistree = brute(formulaire[nom]), brute(enregistre[nom])
        if _comparable(champ, tapee) != _comparable(champ, enregistree):
            intact = _comparable(champ, tapee) == _comparable(champ, origine.get(nom, ""))
            textes = lisible(champ, enregistree), lisible(champ, tapee)
            ecarts.append(Difference(nom, champ.label, *textes, je_n_y_ai_pas_touche=intact))
    return ecarts


def garder_l_enregistre(donnees, noms, enregistre):
    """Remplace, dans ce qui est tapé, les champs dont la personne préfère la valeur enregistrée."""
    donnees = donnees.copy()
    for nom in noms:
        if nom in enregistre.fields:
            valeur = brute(enregistre[nom])
            donnees.setlist(nom, valeur if isinstance(valeur, list) else [valeur])
    return donnees


def brute(champ):
    """La valeur d’un champ telle qu’elle part dans un formulaire : un texte, ou une liste de textes."""
    valeur = champ.value()
    if isinstance(valeur, list | tuple | set):
        return [str(v) for v in valeur]
    if isinstance(champ.field, forms.ChoiceField):
        return str(valeur or "")
    return str(champ.field.widget.format_value(valeur) or "") if valeur is not None else ""


def _comparable(champ, valeur):
    if isinstance(champ, forms.ModelMultipleChoiceField):
        return sorted(map(str, valeur or ())) if isinstance(valeur, list) else []
    if isinstance(champ, forms.ModelChoiceField):
        return str(valeur or "")
    try:
        propre = champ.to_python(str(valeur))
    except ValidationError:
        return str(valeur)
    return "" if propre is None else propre


def lisible(champ, valeur):
    """Une valeur brute telle qu’une personne la lit : le choix en toutes lettres, la date, le montant."""
    if isinstance(champ, forms.BooleanField):
        return "oui" if _comparable(champ, valeur) else "non"
    if not valeur:
        return "non renseigné"
    if isinstance(champ, forms.ChoiceField) and not isinstance(champ, forms.ModelChoiceField):
        return str(dict(champ.choices).get(valeur, court(str(valeur))))
    if isinstance(champ, forms.ModelChoiceField):
        cles = valeur if isinstance(valeur, list) else [valeur]
        return ", ".join(str(objet) for objet in champ.queryset if str(objet.pk) in cles) or "non renseigné"
    propre = _comparable(champ, valeur)
    if hasattr(propre, "strftime"):
        return jour(propre)
    if isinstance(champ, forms.DecimalField) and not isinstance(propre, str):
        return f"{nombre(propre)}{getattr(champ, 'unite', '')}"
    return court(str(valeur), 400)
