"""Qui a droit à une convention ou à un arrêté : ce qu’un financeur accorde à une organisation dans l’année (décret 2001-495)."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from comptes.models import Organisation, Qualite
from dossiers import regles
from dossiers.models import ActeAttributif, Avenant, Ligne
from dossiers.statuts import ACQUISES
from gouvernance.suites.portes import est_de_l_equipe
from workflows.templatetags.ecriture import FINE, nombre

CONVENTION, ARRETE = ActeAttributif.Nature.CONVENTION, ActeAttributif.Nature.ARRETE


@dataclass(frozen=True)
class Attribution:
    """Une organisation, un financeur, une année : le total acquis (euros), ce qui est dû, ce qui existe."""

    organisation: object
    financeur: object  # le premier de ses guichets ici : c’est à lui que l’acte se note
    total: Decimal
    lignes: int
    actes: tuple
    a_un_avenant: bool
    peut_noter: bool

    @property
    def est_au_dessus(self):
        """« Dont le montant annuel dépasse » le seuil : le seuil lui-même n’y suffit pas."""
        return self.total > settings.SEUIL_DE_CONVENTION

    @property
    def nature_due(self):
        return CONVENTION if self.est_au_dessus else ARRETE

    @property
    def couvert(self):
        """Ce que couvrent les actes de la nature due, en euros : une convention vaut toujours un arrêté."""
        valables = [a for a in self.actes if not self.est_au_dessus or a.nature == CONVENTION]
        return sum((acte.montant for acte in valables), Decimal(0))

    @property
    def a_une_convention(self):
        return any(acte.nature == CONVENTION for acte in self.actes)

    @property
    def manque(self):
        return max(self.total - self.couvert, Decimal(0))

    @property
    def est_en_ordre(self):
        return self.couvert > 0 and not self.manque

    @property
    def ton(self):
        if self.est_en_ordre:
            return "ok"
        return "non" if self.est_au_dessus and not self.a_une_convention else "attente"

    @property
    def phrase(self):
        """Ce qui est dû, en une phrase ; le seuil passé par un avenant se dit."""
        manque = f"{nombre(self.manque)}{FINE}€"
        if self.est_en_ordre:
            return "Convention signée" if self.a_une_convention else "Arrêté pris"
        if not self.est_au_dessus:
            return f"Arrêté à compléter : {manque} ne sont pas couverts" if self.actes else "Arrêté à prendre"
        if self.a_une_convention:
            return f"Convention à compléter : {manque} ne sont pas couverts"
        if self.actes:
            return "L’arrêté ne suffit plus : le total passe le seuil, une convention est due"
        depuis = " depuis un avenant" if self.a_un_avenant else ""
        return f"Convention due : le total passe le seuil{depuis}"


def attributions_de(campagne, personne):
    """Les attributions que cette personne suit dans cette campagne, de la plus forte à la plus faible ; trois requêtes.

    Le total court sur l’année entière et tous les dispositifs du financeur. L’équipe ne lit que sa convention ; le financeur
    compte aussi ce qu’il accorde à la même organisation dans une autre commune.
    """
    groupes = defaultdict(list)
    for ligne in _acquises(campagne, personne):
        groupes[ligne.dossier.organisation_id, ligne.financeur.organisation_id].append(ligne)
    ici = {cle: lot for cle, lot in groupes.items() if any(x.dossier.campagne_id == campagne.pk for x in lot)}
    actes = _actes(campagne, personne)
    lues = [_attribution(campagne, personne, lot, tuple(actes.get(cle, ()))) for cle, lot in ici.items()]
    return sorted(lues, key=lambda a: (-a.total, str(a.organisation), str(a.financeur)))


def _acquises(campagne, personne):
    siens = Organisation.objects.cles_ou_agit(personne, Qualite.FINANCEUR)
    siennes = Q(financeur__organisation__in=siens)
    if est_de_l_equipe(campagne, personne):
        siennes |= Q(dossier__campagne=campagne)
    lignes = Ligne.objects.visibles_par(personne).filter(
        siennes, statut__in=ACQUISES, dossier__campagne__annee=campagne.annee
    )
    avenant = Exists(Avenant.objects.filter(ligne=OuterRef("pk")))
    return lignes.select_related("financeur__organisation", "dossier__organisation").annotate(a_un_avenant=avenant)


def _actes(campagne, personne):
    actes = defaultdict(list)
    lus = ActeAttributif.objects.visibles_par(personne).filter(annee=campagne.annee)
    for acte in lus.select_related("financeur").order_by("signe_le", "pk"):
        actes[acte.organisation_id, acte.financeur.organisation_id].append(acte)
    return actes


def _attribution(campagne, personne, lot, actes):
    locale = next(x for x in lot if x.dossier.campagne_id == campagne.pk)
    return Attribution(
        locale.dossier.organisation,
        locale.financeur,
        sum(x.accorde for x in lot),
        len(lot),
        actes,
        any(x.a_un_avenant for x in lot),
        regles.parle_pour(locale.financeur, campagne, personne),
    )


def par_ligne(attributions):
    """{(organisation, financeur): attribution}, pour dire d’une ligne où en est son acte."""
    return {(a.organisation.pk, a.financeur.organisation_id): a for a in attributions}
