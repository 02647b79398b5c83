"""Enregistrer une section de la fiche : sous verrou, sans écraser ce qu’un autre vient d’écrire, avec sa ligne au journal."""

from django.db import IntegrityError

from comptes.organisations.gestes import consigner, deja_fait, sous_verrou
from comptes.organisations.sections import SIRET_PRIS
from workflows.differences import instantane, relire
from workflows.moteur import PERIME, Blocage
from workflows.temps import maintenant


def enregistrer(organisation, formulaire, *, par, version, origine, cle=None):
    """Écrit cette section ; rend le passage, ou rien si rien n’a changé. Lève `Blocage`, et alors rien n’est écrit.

    `version`, `origine` : la version et le contenu de la section que la personne avait sous les yeux. Deux personnes sur
    deux sections ne se gênent pas ; sur la même, la seconde est prévenue.
    """
    try:
        with sous_verrou(organisation, par) as fraiche:
            return _ecrire(fraiche, formulaire, par, version, origine, cle)
    except IntegrityError:  # une autre organisation a pris ce SIRET au même instant
        raise Blocage(SIRET_PRIS) from None


def est_intacte(formulaire, organisation, version, origine):
    """Vrai si personne n’a touché à cette section depuis que la page fut montrée."""
    if version == organisation.version:
        return True
    return relire(origine) == relire(instantane(type(formulaire)(organisation=organisation)))


def _ecrire(organisation, formulaire, par, version, origine, cle):
    transition = f"modifier_{formulaire.slug}"
    if deja := deja_fait(organisation, transition, cle, par):
        return deja
    if not est_intacte(formulaire, organisation, version, origine):
        raise Blocage(PERIME)
    changes = _changes(formulaire, type(formulaire)(organisation=organisation).initial)
    if not changes:
        return None
    formulaire.enregistrer(organisation)
    organisation.modifie_par, organisation.modifie_le = par, maintenant()
    organisation.version += 1
    organisation.save()
    return consigner(organisation, transition, par=par, donnees={"champs": changes}, cle=cle)


def _changes(formulaire, avant):
    """Le nom des champs dont la valeur change. Leur contenu n’entre pas au journal : il nomme des personnes."""
    return [nom for nom, valeur in formulaire.cleaned_data.items() if _dite(valeur) != _dite(avant.get(nom))]


def _dite(valeur):
    return None if valeur == "" else valeur
