"""Ce que le dépôt garde : l’exemplaire du dossier tel qu’il part, avec son empreinte."""

from django.db.models import Count

from dossiers import fiche
from dossiers.models import Dossier, Exemplaire
from workflows.composee import composee
from workflows.journal import canonique, condense
from workflows.temps import maintenant


def garder_un_exemplaire(passage):
    """Fige le dossier tel qu’il part : son contenu champ par champ, et l’empreinte que porte le récépissé.

    Les listes que les gardes ont lues sous le verrou sont celles que l’exemplaire garde.
    """
    dossier = _a_garder.premier(passage.objet_id)
    dossier.reprendre_les_listes_de(passage.objet)
    passage.exemplaire = _figer(dossier, passage.par)
    passage.exemplaire.save(force_insert=True)
    return passage.exemplaire


@composee
def _a_garder(pk):
    return fiche.avec_ses_liens(Dossier.objects.filter(pk=pk).annotate(deja=Count("exemplaires"))).order_by()


def garder_des_exemplaires(passages, lot=200):
    """Un exemplaire par passage, dans l’ordre ; quelques requêtes par lot, quel que soit le nombre de dossiers.

    Le passage garde l’exemplaire en main : le courriel qui le suit en dit l’empreinte.
    """
    par_dossier = {passage.objet_id: passage for passage in passages}
    cles, gardes = list(par_dossier), []
    for debut in range(0, len(cles), lot):
        dossiers = Dossier.objects.filter(pk__in=cles[debut : debut + lot]).annotate(deja=Count("exemplaires"))
        lus = {dossier.pk: dossier for dossier in fiche.avec_tout(dossiers)}
        figes = [_figer(lus[cle], par_dossier[cle].par) for cle in cles[debut : debut + lot]]
        gardes += Exemplaire.objects.bulk_create(figes)
    for cle, exemplaire in zip(cles, gardes, strict=True):
        par_dossier[cle].exemplaire = exemplaire
    return gardes


def _figer(dossier, par):
    contenu = fiche.contenu(dossier)
    return Exemplaire(
        dossier=dossier, rang=dossier.deja + 1, contenu=contenu, empreinte=condense(canonique(contenu)), par=par, le=maintenant()
    )  # fmt: skip
