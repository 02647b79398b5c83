"""Ce que le signataire atteste en déposant : une phrase par engagement, gardée mot pour mot (docs/metier.md §19)."""

from comptes.models import Nature

_TOUTES = {
    "obligations": "L’organisation est à jour de ses obligations administratives, sociales, fiscales et comptables.",
    "exactitude": "Les informations de ce dossier sont exactes et sincères ; les autres demandes de subvention publique "
    "faites pour cette action y sont déclarées.",
    "montants": "Les montants demandés à chaque financeur pour cet exercice sont ceux du budget de ce dossier.",
    "engagements": "L’organisation respecte les principes de la charte des engagements réciproques entre l’État, les "
    "collectivités et les associations.",
    "compte": "Une subvention accordée sera versée sur un compte ouvert au nom de l’organisation.",
}
_CONTRAT = (
    "L’association a souscrit le contrat d’engagement républicain et en a informé ses membres : respecter les lois de la "
    "République, la liberté de conscience, la liberté de ses membres, l’égalité et la non-discrimination, la fraternité et la "
    "prévention de la violence, la dignité de la personne, les symboles de la République."
)


def demandees(organisation):
    """Les engagements que cette organisation atteste : {code: texte}. Le contrat républicain engage les associations."""
    if organisation.nature != Nature.ASSOCIATION:
        return dict(_TOUTES)
    return {"obligations": _TOUTES["obligations"], "contrat_republicain": _CONTRAT, **_TOUTES}
