"""Le référentiel des pièces : ce qui se demande, de qui, pourquoi, et jusqu’à quand cela vaut (docs/metier.md §17)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models

from comptes.models import Droit, Nature, Qualite
from dossiers import regles
from dossiers.statuts import Statut

SEUIL_COMPTES_CERTIFIES = Decimal(153_000)  # euros d’aides publiques dans l’année
FINIS = (Statut.CLOS, Statut.ABANDONNE, Statut.DESISTE)


class Type(models.TextChoices):
    RIB = "rib", "RIB"
    STATUTS = "statuts", "Statuts"
    RECEPISSE = "recepisse", "Récépissé de déclaration en préfecture"
    AVIS_SIREN = "avis_siren", "Avis de situation au répertoire Sirene"
    PV_AG = "pv_ag", "Procès-verbal de la dernière assemblée générale"
    COMPTES = "comptes", "Comptes annuels"
    COMMISSAIRE = "commissaire", "Rapport du commissaire aux comptes"
    RAPPORT = "rapport", "Rapport d’activité"
    BUDGET = "budget", "Budget global de l’organisation"
    POUVOIR = "pouvoir", "Pouvoir de la personne qui signe"
    PROJET = "projet", "Présentation détaillée du projet"
    DEVIS = "devis", "Devis"
    ATTESTATION = "attestation", "Attestation sur l’honneur"
    AUTRE = "autre", "Autre pièce"


@dataclass(frozen=True)
class Situation:
    """Ce que les règles regardent d’une organisation et de sa demande, lu une fois."""

    est_association: bool
    a_un_rna: bool
    premiere_demande: bool
    demande: Decimal = Decimal(0)
    saisi_par_l_equipe: bool = False

    @classmethod
    def de(cls, organisation, **faits):
        return cls(organisation.nature == Nature.ASSOCIATION, bool(organisation.rna), **faits)


def _jamais(situation):
    return False


@dataclass(frozen=True)
class Modele:
    """Un type de pièce. `exigee`, `utile` : quand ; `raison` : pourquoi, tel que le lit le porteur."""

    type: Type
    raison: str
    exigee: Callable = _jamais
    utile: Callable = _jamais  # ni demandée ni comptée comme un manque : on peut la joindre
    du_dossier: bool = False  # sinon elle est à l’organisation, et sert à tous ses dossiers
    plusieurs: bool = False
    a_un_exercice: bool = False
    est_datee: bool = False
    perime: Callable = lambda piece: None  # le dernier jour où elle vaut, ou rien

    @property
    def libelle(self):
        return self.type.label

    @property
    def ancre(self):
        return f"piece-{self.type.value}"


# Jusqu’à quand cela vaut ---------------------------------------------------------------------------------


def _fin_d_un_pv(piece):
    """Dix-huit mois par défaut, réglables : une assemblée se tient chaque année, avec quelques mois de retard."""
    if piece.datee_du is None:
        return None
    annee, mois = divmod(piece.datee_du.year * 12 + piece.datee_du.month - 1 + settings.PIECES_PV_MOIS, 12)
    return _dernier_jour_possible(annee, mois + 1, piece.datee_du.day)


def _dernier_jour_possible(annee, mois, jour):
    """Le 31 août plus dix-huit mois tombe fin février."""
    while jour > 28:
        try:
            return date(annee, mois, jour)
        except ValueError:
            jour -= 1
    return date(annee, mois, jour)


def _fin_des_comptes(piece):
    """Les comptes d’un exercice valent jusqu’à ceux du suivant, que l’assemblée approuve avant le 30 juin."""
    return piece.exercice and date(piece.exercice + 2, 6, 30)


def _fin_de_l_exercice(piece):
    return piece.exercice and date(piece.exercice, 12, 31)


# Ce qui se demande ---------------------------------------------------------------------------------------


def _toujours(situation):
    return True


def _association(situation):
    return situation.est_association


def _association_sans_rna(situation):
    return situation.est_association and not situation.a_un_rna


def _premiere_demande(situation):
    return situation.premiere_demande


def _renouvellement(situation):
    return not situation.premiere_demande


def _au_dela_du_seuil(situation):
    return situation.demande > SEUIL_COMPTES_CERTIFIES


def _saisi_par_l_equipe(situation):
    return situation.saisi_par_l_equipe


MODELES = {
    modele.type: modele
    for modele in (
        Modele(Type.RIB, "Pour verser la subvention. Vaut tant que le compte ne change pas.", _toujours),
        Modele(Type.STATUTS, "Pour une association sans numéro RNA : ses statuts ne se retrouvent pas ailleurs.",
               _association_sans_rna),
        Modele(Type.RECEPISSE, "Pour une association sans numéro RNA : le récépissé en tient lieu.",
               _association_sans_rna),
        Modele(Type.AVIS_SIREN, "C’est une première demande ici.", _premiere_demande),
        Modele(Type.PV_AG, f"Pour savoir qui représente l’association. Vaut {settings.PIECES_PV_MOIS} mois.",
               _association, est_datee=True, perime=_fin_d_un_pv),
        Modele(Type.COMPTES, "Le dernier exercice clos et approuvé.", _association, _toujours, a_un_exercice=True,
               perime=_fin_des_comptes),
        Modele(Type.COMMISSAIRE, "Au-delà de 153 000 € demandés, les comptes sont certifiés.", _au_dela_du_seuil,
               a_un_exercice=True, perime=_fin_des_comptes),
        Modele(Type.RAPPORT, "Pour une demande renouvelée : ce que l’organisation a fait l’année passée.",
               _renouvellement, _association, a_un_exercice=True, perime=_fin_des_comptes),
        Modele(Type.BUDGET, "Le budget prévisionnel de toute l’organisation, pour l’année de la demande.", _association,
               _toujours, a_un_exercice=True, perime=_fin_de_l_exercice),
        Modele(Type.POUVOIR, "Seulement si la personne qui signe n’est pas le représentant légal.", utile=_toujours),
        Modele(Type.ATTESTATION, "L’équipe a saisi ce dossier : l’attestation signée remplace les cases cochées en ligne.",
               _saisi_par_l_equipe, du_dossier=True),
        Modele(Type.PROJET, "Seulement si la description ne suffit pas.", utile=_toujours, du_dossier=True),
        Modele(Type.DEVIS, "Pour un achat important.", utile=_toujours, du_dossier=True, plusieurs=True),
        Modele(Type.AUTRE, "Ce que l’équipe a demandé d’autre.", utile=_toujours, du_dossier=True, plusieurs=True),
    )
}  # fmt: skip
PLUSIEURS = tuple(modele.type.value for modele in MODELES.values() if modele.plusieurs)


# Qui lit, qui joint -------------------------------------------------------------------------------------


def lit_les_pieces(dossier, personne):
    """Ce que dit `dossiers_a_pieces`, d’un dossier que l’on tient déjà, avec ses lignes : ni catalogue, ni copilote."""
    if regles.porteur(dossier, personne):
        return True
    if regles.equipe(dossier, personne):
        return dossier.depose_le is not None or dossier.saisi_par_l_equipe
    return dossier.depose_le is not None and any(regles.guichet(ligne, personne) for ligne in dossier.lignes.all())


def joint_a_l_organisation(organisation, personne, modele):
    """Qui écrit pour l’organisation ; un RIB, qui signe pour elle, puisque lui seul le lira."""
    droits = (Droit.SIGNATAIRE,) if modele.type == Type.RIB else (Droit.REDACTEUR, Droit.SIGNATAIRE)
    return personne.agit_comme(Qualite.PORTEUR, organisation.pk, *droits)


def joint_au_dossier(dossier, personne, remplacee=None):
    """Qui rédige ce dossier ; une fois déposé, son porteur remplace encore ce que l’équipe a dit non conforme."""
    if regles.redige(dossier, personne):
        return True
    refusee = remplacee is not None and remplacee.conforme is False
    return refusee and dossier.statut not in FINIS and regles.redacteur(dossier, personne)
