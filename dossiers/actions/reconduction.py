"""Repartir d’une année passée : reconduire un dossier, ouvrir l’année suivante d’une convention (docs/metier.md §21)."""

import re

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import regles
from dossiers.actions.copie import PROPOSEES, copier
from dossiers.actions.passages import ouvrir_un_dossier
from dossiers.models import Dossier, PassageDossier
from dossiers.models.projet import Nouveaute, Periode, TypeDeDemande
from programmation.models import Campagne
from workflows.moteur import Blocage, manques_de
from workflows.temps import maintenant

REPRISES_DE_DROIT = ("demande",)
REPRENDRE = "reconduire"  # ce que le journal garde de la reprise : de quelle année, quelles parties


def campagnes_de_reconduction(dossier):
    """Les campagnes ouvertes au dépôt où ce dossier peut se reconduire : les années suivantes de sa convention."""
    ouvertes = Campagne.objects.ouvertes_au_depot(maintenant()).filter(convention=dossier.campagne.convention_id)
    return ouvertes.filter(annee__gt=dossier.campagne.annee).select_related("convention__commune").order_by("annee")


@transaction.atomic
def reconduire(dossier, campagne, *, par, parties=PROPOSEES, intitule="", nouveaute=Nouveaute.IDENTIQUE, cle=None):
    """Ouvre, d’après ce dossier, le brouillon de la même action dans une campagne ouverte. Rend (dossier, est_nouveau).

    De tout état, quoi que dise la suite proposée. L’action y a déjà un dossier : c’est lui que l’on rend, et rien ne s’écrit.
    `parties` : celles que l’on garde, parmi PROPOSEES. Lève `Blocage` ou `PermissionDenied`.
    """
    par.relire_ses_droits()
    if not regles.reconduit(dossier, par):
        raise PermissionDenied
    if not campagnes_de_reconduction(dossier).filter(pk=campagne.pk).exists():
        raise Blocage(
            f"La {str(campagne).lower()} n’est pas ouverte au dépôt : ce dossier ne peut pas y être reconduit."
        )
    if dossier.rang_dans_la_convention and campagne.annee <= dossier.cpo_fin:
        raise Blocage(f"L’année {campagne.annee} relève de la convention pluriannuelle : ouvrez-la depuis ce dossier.")
    return _ouvrir_la_suite(
        dossier, campagne, par, parties, cle, intitule=intitule or dossier.intitule, nouveaute=nouveaute
    )


def numero_propose(dossier):
    """Le numéro Dauphin de l’année suivante : la même racine, le rang en suffixe ; vide sans numéro connu."""
    racine, rang = re.sub(r"-[0-9]{1,2}$", "", dossier.numero_dauphin), dossier.rang_dans_la_convention
    return f"{racine}-{rang + 1:02d}" if racine and rang else ""


@transaction.atomic
def ouvrir_l_annee_suivante(dossier, *, par, numero_dauphin="", cle=None):
    """Ouvre le dossier de l’exercice suivant d’une convention pluriannuelle ; il se décide comme tout autre. Rend le dossier.

    Seule la première année est ferme. Lève `Blocage` (les conditions qui manquent) ou `PermissionDenied`.
    """
    par.relire_ses_droits()
    if not regles.reconduit(dossier, par):
        raise PermissionDenied
    if cle and (deja := dossier.suivants.filter(cle=cle, cree_par=par).first()):
        return deja
    if campagne := regles.campagne_suivante(dossier):
        Campagne.objects.select_for_update(of=("self",), no_key=True).get(pk=campagne.pk)
    if manques := manques_de(regles.OUVRIR_L_ANNEE_SUIVANTE, dossier):
        raise Blocage(*manques)
    return _ouvrir_la_suite(
        dossier, campagne, par, PROPOSEES, cle, intitule=dossier.intitule, nouveaute=Nouveaute.IDENTIQUE,
        numero_dauphin=numero_dauphin, periode=Periode.PLURIANNUELLE, cpo_reference=dossier.cpo_reference,
        cpo_debut=dossier.cpo_debut, cpo_fin=dossier.cpo_fin,
    )[0]  # fmt: skip


def _ouvrir_la_suite(dossier, campagne, par, parties, cle, **champs):
    """Sous le verrou de la campagne : le dossier que l’action y a déjà, ou un brouillon de plus au bout du fil."""
    Campagne.objects.select_for_update(of=("self",), no_key=True).get(pk=campagne.pk)
    if deja := regles.deja_ouvert(dossier, campagne):
        return deja, cle is not None and deja.cle == cle  # un double clic lit la même réponse
    if cle and Dossier.objects.filter(cle=cle).exists():
        cle = None  # la clé d’un autre formulaire : elle ne garde rien de celui-ci
    neuf = ouvrir_un_dossier(
        campagne, dossier.organisation, par=par, cle=cle, saisi_par_l_equipe=not regles.redacteur(dossier, par),
        precedent=dossier, origine_id=dossier.racine_du_fil, type_demande=TypeDeDemande.RENOUVELLEMENT, **champs,
    )  # fmt: skip
    copier(dossier, neuf, (*REPRISES_DE_DROIT, *parties))
    repris = {"annee": dossier.campagne.annee, "reference": dossier.reference, "parties": [*parties]}
    PassageDossier.consigner(
        neuf, par=par, role=neuf.role_de(par), transition=REPRENDRE, depuis=neuf.statut, vers=neuf.statut, donnees=repris
    )  # fmt: skip
    return neuf, True
