"""Ce que le dépôt garde : l’exemplaire du dossier tel qu’il part, avec son empreinte."""

from dossiers import fiche
from dossiers.models import Dossier, Exemplaire
from workflows.journal import canonique, condense
from workflows.temps import maintenant

LUS_PAR_LA_FICHE = (
    "campagne__convention__commune", "organisation", "objectif_principal__quartier", "thematique", "groupe_de_travail",
)  # fmt: skip


def garder_un_exemplaire(passage):
    """Fige le dossier tel qu’il part : son contenu champ par champ, et l’empreinte que porte le récépissé.

    Le passage garde l’exemplaire en main : le courriel qui le suit en dit l’empreinte.
    """
    dossier = Dossier.objects.select_related(*LUS_PAR_LA_FICHE).get(pk=passage.objet_id)
    contenu = fiche.contenu(dossier)
    rang = dossier.exemplaires.count() + 1
    passage.exemplaire = Exemplaire.objects.create(
        dossier=dossier, rang=rang, contenu=contenu, empreinte=condense(canonique(contenu)), par=passage.par, le=maintenant()
    )  # fmt: skip
    return passage.exemplaire
