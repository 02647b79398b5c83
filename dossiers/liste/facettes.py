"""Les facettes de la liste : par quoi l’on filtre, ce que chaque valeur s’appelle, combien de dossiers y répondent.

Un filtre de plus est une facette de plus dans FACETTES : le panneau, l’adresse, les pastilles et les comptes la suivent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast

from comptes.models import Organisation, Qualite, Utilisateur
from dossiers.liste import attentes
from dossiers.models import Dossier, Etiquette, Ligne
from dossiers.statuts import CATALOGUE, Statut
from programmation.models import Campagne, Commune, Enjeu, Financeur, ObjectifOperationnel, Quartier, TrancheAge

A_FAIRE = "attend"  # ses valeurs sont des conditions (dossiers/liste/attentes.py), non des clés
LES_PLUS_PRESENTS = 20  # porteurs montrés : les autres se cherchent par leur nom


@dataclass(frozen=True)
class Facette:
    """`chemin` : du dossier à la valeur ; `choix` : la petite table où lire les noms ; `dans` : la condition d’un choix."""

    nom: str
    libelle: str
    chemin: str
    choix: Callable
    dire: Callable = str
    dans: Callable = None
    reservee: bool = False  # un dossier dont on n’a que le catalogue n’y répond pas
    nombreuse: bool = False  # trop de valeurs pour les montrer toutes
    de_l_equipe: str = ""  # réservée à l’équipe : du choix à l’organisation pilote, pour n’en montrer que les siens

    def condition(self, valeurs):
        return self.dans(valeurs) if self.dans else Q(**{f"{self.chemin}__in": valeurs})


def _relies(liaison, champ):
    """Par les clés d’une table de liaison, jamais par une jointure qui répéterait le dossier."""
    return lambda valeurs: Q(pk__in=liaison.objects.filter(**{f"{champ}__in": valeurs}).values("dossier_id"))


def _dire_la_campagne(campagne):
    return f"{campagne.annee} · {campagne.convention.commune}"


def _dire_l_objectif(objectif):
    return f"{objectif.libelle} ({objectif.quartier})"


FACETTES = {
    facette.nom: facette
    for facette in (
        Facette("statut", "Statut", "statut_lu", lambda: None),
        Facette(A_FAIRE, "À faire", "", lambda: None, reservee=True),
        Facette("quartier", "Quartier", "quartiers", Quartier.objects.all,
                dans=_relies(Dossier.quartiers.through, "quartier")),
        Facette("enjeu", "Enjeu", "objectif_principal__objectif_strategique__enjeu", Enjeu.objects.all),
        Facette("objectif", "Objectif principal", "objectif_principal",
                lambda: ObjectifOperationnel.objects.select_related("quartier"), _dire_l_objectif),
        Facette("financeur", "Financeur sollicité", "lignes__financeur",
                lambda: Financeur.objects.select_related("organisation"), reservee=True,
                dans=_relies(Ligne, "financeur")),
        Facette("porteur", "Porteur", "organisation", Organisation.objects.all, nombreuse=True),
        Facette("referent", "Référent", "referent", lambda: Utilisateur.objects.filter(adhesions__qualite=Qualite.EQUIPE),
                de_l_equipe="adhesions__organisation"),
        Facette("etiquette", "Étiquette", "etiquettes", Etiquette.objects.all,
                dans=_relies(Etiquette.dossiers.through, "etiquette"), de_l_equipe="convention__pilote"),
        Facette("tranche", "Tranche d’âge", "tranches_age", TrancheAge.objects.all,
                dans=_relies(Dossier.tranches_age.through, "trancheage")),
        Facette("campagne", "Campagne", "campagne",
                lambda: Campagne.objects.select_related("convention__commune"), _dire_la_campagne),
        Facette("commune", "Commune", "campagne__convention__commune", Commune.objects.all),
    )
}  # fmt: skip


def offertes(au_catalogue, equipe=()):
    """Les facettes que cette personne a : celles de l’équipe à qui en est (`equipe` : les organisations pilotes, en clés)."""
    return [
        facette
        for facette in FACETTES.values()
        if not (au_catalogue and facette.reservee) and (equipe or not facette.de_l_equipe)
    ]


def noms_de(facette, valeurs, visibles, au_catalogue=False, equipe=()):
    """{valeur en texte: son nom}, dans l’ordre de sa table. Le nom d’un porteur ne se lit que si l’un de ses dossiers se voit."""
    if facette.nom == "statut":
        permis = CATALOGUE if au_catalogue else Statut
        return {s.value: s.label for s in Statut if s.value in valeurs and s in permis}
    if facette.nom == A_FAIRE:
        return {attente.nom: attente.libelle for attente in attentes.offertes(bool(equipe)) if attente.nom in valeurs}
    choix = facette.choix().filter(pk__in=valeurs)
    if facette.de_l_equipe:
        choix = choix.filter(**{f"{facette.de_l_equipe}__in": equipe})
    if facette.nombreuse:
        choix = choix.filter(Exists(visibles.order_by().filter(organisation=OuterRef("pk"))))
    return {str(objet.pk): facette.dire(objet) for objet in choix}


def compter(facettes, requete_sans, a_faire):
    """{facette: {valeur: nombre}} : chaque facette comptée sous les autres filtres, toutes en une requête, plus les nombreuses.

    `requete_sans(nom)` : les dossiers qui répondent à tous les filtres sauf celui-ci, sans ordre, statut lisible ajouté ;
    `a_faire` : {attente: sa condition}, comptées à part, en une requête.
    """
    comptes = {facette.nom: {} for facette in facettes}
    peu, beaucoup = [], []
    for facette in facettes:
        if facette.nom == A_FAIRE:
            nombres = {nom: Count("pk", filter=condition) for nom, condition in a_faire.items()}
            lus = requete_sans(A_FAIRE).aggregate(**nombres)
            comptes[A_FAIRE] = {nom: nombre for nom, nombre in lus.items() if nombre}
            continue
        (beaucoup if facette.nombreuse else peu).append(_groupes(facette, requete_sans(facette.nom)))
    lus = list(peu[0].union(*peu[1:], all=True))
    for groupe in beaucoup:
        lus += groupe.order_by("-nombre", "valeur")[:LES_PLUS_PRESENTS]
    for nom, valeur, nombre in lus:
        comptes[nom][valeur] = nombre
    return comptes


def _groupes(facette, dossiers):
    groupes = dossiers.filter(**{f"{facette.chemin}__isnull": False}).annotate(
        facette=Value(facette.nom), valeur=Cast(F(facette.chemin), CharField())
    )
    return groupes.values("facette", "valeur").annotate(nombre=Count("pk")).values_list("facette", "valeur", "nombre")
