"""Les machines, lues dans le code : en lignes pour un tableau, en graphe Mermaid pour un dessin."""

from dataclasses import dataclass

from django.apps import apps

from workflows.moteur import ObjetAEtats, transitions_de

SANS_PHRASE = "condition sans phrase"


@dataclass(frozen=True)
class Ligne:
    """Une transition, telle qu’on la lit dans un tableau."""

    nom: str
    libelle: str
    sources: tuple
    cibles: tuple
    par: str
    conditions: tuple
    motivee: bool


def modeles():
    """Les modèles qui portent une machine, dans l’ordre de leurs applications."""
    return [modele for modele in apps.get_models() if issubclass(modele, ObjetAEtats)]


def etats(modele):
    """Les états d’un modèle : [(code, libellé)], dans l’ordre du texte."""
    return list(modele._meta.get_field("statut").choices)


def tableau(modele):
    """La machine d’un modèle, une ligne par transition, dans l’ordre où elle est déclarée."""
    lignes = {}
    for t in transitions_de(modele):
        deja = lignes.get(t.name)
        sources = (*deja.sources, str(t.source)) if deja else (str(t.source),)
        lignes[t.name] = Ligne(
            t.name, t.custom["libelle"], sources, _cibles(t), _qui(t.permission), _phrases(t), t.custom["motivee"]
        )
    return list(lignes.values())


def _cibles(t):
    """Les états d’arrivée possibles ; aucun quand l’état ne change pas."""
    if t.target is None:
        return ()
    return tuple(str(etat) for etat in getattr(t.target, "allowed_states", [t.target]))


def _qui(regle):
    return regle.__name__.replace("_", " ")


def _phrases(t):
    """Les phrases des gardes ; une phrase composée selon l’objet se lit par son nom."""
    return tuple(
        getattr(garde, "motif", SANS_PHRASE)
        if isinstance(getattr(garde, "motif", ""), str)
        else garde.__name__.replace("_", " ")
        for garde in t.conditions
    )


def mermaid(modele):
    """Le graphe d’états d’un modèle, en Mermaid."""
    depart = modele._meta.get_field("statut").default
    lignes = ["stateDiagram-v2", f"    [*] --> {depart}"]
    for t in tableau(modele):
        lignes += [f"    {source} --> {cible} : {t.nom}" for source in t.sources for cible in (t.cibles or (source,))]
    return "\n".join(lignes)
