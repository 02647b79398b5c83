"""Ce qui manque à la fiche d’une organisation : une phrase par manque, et le champ où répondre.

Une liste à lire de haut en bas : ce que demande une subvention (docs/metier.md §15). Rien ne bloque ici ; le dépôt d’un
dossier dit lui-même ce qu’il exige.
"""

from dataclasses import dataclass

from comptes.organisations.portrait import Portrait


@dataclass(frozen=True)
class Manque:
    section: str
    ancre: str
    phrase: str


def _numero_d_association(p):
    return not p.organisation.est_une_association or p.organisation.rna or p.fiche.recepisse or p.fiche.a_son_registre


def _engagement(p):
    return not p.organisation.est_une_association or p.fiche.engagement_souscrit_le


def _joignable(p):
    return p.representant is None or p.representant.telephone or p.representant.courriel


def _moyens(*noms):
    return lambda p: p.moyens is not None and all(getattr(p.moyens, nom) is not None for nom in noms)


ATTENDUS = (
    (lambda p: p.organisation.siret or p.organisation.parent_id, "identite", "id_siret", "Donner le SIRET."),
    (_numero_d_association, "identite", "id_rna", "Donner le numéro RNA, ou le récépissé de préfecture."),
    (lambda p: p.siege, "coordonnees", "id_siege_voie", "Donner l’adresse du siège."),
    (lambda p: p.representant, "representant", "id_representant_nom", "Nommer le représentant légal."),
    (lambda p: p.representant is None or p.representant.fonction, "representant", "id_representant_fonction",
     "Dire la fonction du représentant légal."),
    (_joignable, "representant", "id_representant_telephone", "Donner un moyen de joindre le représentant légal."),
    (lambda p: p.fiche.utilite_publique is not None, "situation", "id_utilite_publique",
     "Dire si elle est reconnue d’utilité publique."),
    (lambda p: p.fiche.impots_commerciaux is not None, "situation", "id_impots_commerciaux",
     "Dire si elle paie les impôts commerciaux."),
    (lambda p: p.fiche.commissaire_aux_comptes is not None, "situation", "id_commissaire_aux_comptes",
     "Dire si elle a un commissaire aux comptes."),
    (lambda p: p.fiche.aides_publiques, "situation", "id_aides_publiques", "Situer les aides publiques reçues."),
    (_moyens("benevoles", "salaries", "etpt"), "moyens", "id_benevoles",
     "Compter bénévoles, salariés et équivalents temps plein."),
    (_engagement, "engagement", "id_engagement_souscrit_le", "Souscrire le contrat d’engagement républicain."),
)  # fmt: skip


def manques(portrait: Portrait):
    """Les manques d’une organisation, dans l’ordre de la fiche."""
    return [Manque(section, ancre, phrase) for rempli, section, ancre, phrase in ATTENDUS if not rempli(portrait)]
