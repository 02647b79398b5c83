"""Ce à quoi un import compare ses lignes : le cadre de la campagne, les organisations, les dossiers ; lu en quelques requêtes."""

from collections import defaultdict
from dataclasses import dataclass, field

from comptes.models import Organisation
from dossiers.models import Dossier
from programmation.models import (
    Dispositif,
    Financeur,
    GroupeDeTravail,
    ObjectifOperationnel,
    Quartier,
    Thematique,
    TrancheAge,
)
from programmation.texte import assourdir


def financeurs_de(campagne):
    return list(Financeur.objects.filter(campagnes=campagne).select_related("organisation"))


def racine_de(numero):
    """Le numéro Dauphin sans « DA » : « DA01200614 » et « 01200614 » désignent le même dossier."""
    return numero.upper().removeprefix("DA")


def _par_mots(objets, *attributs):
    mots = {}
    for objet in objets:
        for attribut in attributs:
            if mot := assourdir(str(getattr(objet, attribut))):
                mots.setdefault(mot, objet)
    return mots


@dataclass
class Organisations:
    """Les organisations, par SIRET, par RNA, par nom ; un nom peut en désigner plusieurs."""

    par_siret: dict = field(default_factory=dict)
    par_rna: dict = field(default_factory=lambda: defaultdict(list))
    par_nom: dict = field(default_factory=lambda: defaultdict(list))

    def ajouter(self, organisation):
        if organisation.siret and (organisation.parent_id is None or organisation.siret not in self.par_siret):
            self.par_siret[organisation.siret] = organisation
        if organisation.rna:
            self.par_rna[organisation.rna].append(organisation)
        for nom in {assourdir(organisation.nom), assourdir(organisation.sigle)} - {""}:
            self.par_nom[nom].append(organisation)


@dataclass
class Cadre:
    """Tout ce que l’étude d’un import consulte, par mot assourdi."""

    campagne: object
    financeurs: list
    quartiers: dict
    objectifs: dict  # {mot: [ObjectifOperationnel…]} : le même libellé vit dans plusieurs quartiers
    thematiques: dict
    groupes: dict
    dispositifs: dict
    tranches: dict
    organisations: Organisations
    dossiers: list


def cadre_de(campagne, personne):
    """Lit tout, en un nombre fixe de requêtes, quelle que soit la longueur du fichier."""
    objectifs = defaultdict(list)
    dans_la_convention = ObjectifOperationnel.objects.de_la_convention(campagne.convention).de_l_annee(campagne.annee)
    for objectif in dans_la_convention.select_related("quartier"):
        objectifs[assourdir(objectif.libelle)].append(objectif)
    organisations = Organisations()
    for organisation in Organisation.objects.order_by("pk"):
        organisations.ajouter(organisation)
    quartiers = Quartier.objects.de_la_convention(campagne.convention)
    return Cadre(
        campagne=campagne,
        financeurs=financeurs_de(campagne),
        quartiers=_par_mots(quartiers, "nom", "code_2014", "code_2024"),
        objectifs=objectifs,
        thematiques=_par_mots(Thematique.objects.all(), "libelle", "code"),
        groupes=_par_mots(GroupeDeTravail.objects.all(), "libelle", "code"),
        dispositifs=_par_mots(Dispositif.objects.all(), "libelle", "code"),
        tranches=_par_mots(TrancheAge.objects.all(), "libelle", "code"),
        organisations=organisations,
        dossiers=_dossiers(campagne, personne),
    )


def _dossiers(campagne, personne):
    """Ceux de la campagne que cette personne voit : le brouillon d’un porteur n’en est pas, un import n’y touche ni ne le dit."""
    visibles = Dossier.objects.visibles_par(personne).filter(campagne=campagne)
    return list(
        visibles.select_related(
            "organisation", "objectif_principal", "thematique", "groupe_de_travail"
        ).prefetch_related(
            "quartiers", "objectifs_secondaires", "tranches_age", "dispositifs", "lignes__financeur__organisation"
        )
    )
