"""Les enveloppes : les ouvrir, les changer en gardant trace, et dire à laquelle chaque demande se rattache."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, Subquery

from dossiers.models import Dossier, Ligne
from dossiers.statuts import StatutLigne
from programmation import regles as regles_de_campagne
from programmation.models import Campagne, Enveloppe, VersionEnveloppe
from workflows.moteur import Blocage
from workflows.templatetags.ecriture import FINE, nombre

PAS_ENCORE_ACCORDEES = (StatutLigne.SOLLICITEE, StatutLigne.RECEVABLE, StatutLigne.AJOURNEE)
CHANGEE = "Quelqu’un a changé cette enveloppe entre-temps : elle est maintenant de {}. Relisez, puis recommencez."
DEJA_LA = (
    "Cette enveloppe existe déjà pour ce financeur, avec la même réserve : "
    "changez son montant plutôt que d’en ouvrir une autre."
)


# 1. Ouvrir, changer --------------------------------------------------------------------------------------


@transaction.atomic
def ouvrir_une_enveloppe(campagne, financeur, *, par, montant, nature, quartier=None, enjeu=None, commentaire=""):
    """Ouvre une enveloppe, en garde la première version, et lui rattache les demandes qui lui conviennent. En euros.

    Lève `Blocage` ou `PermissionDenied` ; alors rien n’est écrit.
    """
    enveloppes = _sous_verrou(campagne, par)
    if any((e.financeur_id, e.quartier, e.enjeu) == (financeur.pk, quartier, enjeu) for e in enveloppes):
        raise Blocage(DEJA_LA)
    enveloppe = Enveloppe.objects.create(
        campagne=campagne, financeur=financeur, quartier=quartier, enjeu=enjeu, montant=montant, nature=nature
    )
    _garder_une_version(enveloppe, par, commentaire)
    rattacher(_demandes_qui_conviennent(enveloppe))
    return enveloppe


@transaction.atomic
def changer_une_enveloppe(enveloppe, *, par, montant, nature, vue, commentaire=""):
    """Change le montant ou la nature, jamais sous ce qui est engagé, et garde la version. Vrai si quelque chose a changé.

    `vue` : la clé de la dernière version que la personne avait sous les yeux, 0 s’il n’y en avait aucune. Lève `Blocage`.
    """
    fraiche = next(e for e in _sous_verrou(enveloppe.campagne, par) if e.pk == enveloppe.pk)
    if vue != derniere_version(fraiche):
        raise Blocage(CHANGEE.format(_euros(fraiche.montant)))
    if montant < fraiche.engage:
        raise Blocage(
            f"{_euros(fraiche.engage)} sont déjà accordés sur cette enveloppe : elle ne descend pas plus bas."
        )
    if (montant, nature) == (fraiche.montant, fraiche.nature) and not commentaire:
        return False
    fraiche.montant, fraiche.nature = montant, nature
    fraiche.save(update_fields=["montant", "nature"])
    _garder_une_version(fraiche, par, commentaire)
    return True


def derniere_version(enveloppe):
    """La clé de la dernière version gardée ; 0 si l’enveloppe n’en a encore aucune."""
    return enveloppe.versions.values_list("pk", flat=True).first() or 0


def _sous_verrou(campagne, par):
    """Les enveloppes de la campagne, sous le verrou qui sert aussi à acter ; à son chef de projet seul."""
    Campagne.objects.select_for_update(of=("self",), no_key=True).get(pk=campagne.pk)
    par.relire_ses_droits()
    toutes = Enveloppe.objects.filter(campagne=campagne).select_related("campagne__convention", "quartier", "enjeu")
    verrouillees = list(toutes.order_by("pk").select_for_update(of=("self",), no_key=True))
    if not regles_de_campagne.chef(Enveloppe(campagne=campagne), par):
        raise PermissionDenied
    return verrouillees


def _garder_une_version(enveloppe, par, commentaire):
    VersionEnveloppe.objects.create(
        enveloppe=enveloppe, nature=enveloppe.nature, montant=enveloppe.montant, commentaire=commentaire, par=par
    )


def _euros(montant):
    return f"{nombre(montant)}{FINE}€"


# 2. Rattacher --------------------------------------------------------------------------------------------


def rattacher_aux_enveloppes(dossier):
    """Les lignes d’un dossier qui n’ont pas d’enveloppe prennent la leur ; en un ordre, quel qu’en soit le nombre."""
    rattacher(Ligne.objects.filter(dossier=dossier.pk, enveloppe=None))


def rattacher(lignes):
    """Pose sur ces lignes l’enveloppe de leur financeur qui leur convient le mieux ; rien s’il n’en a aucune.

    Dans l’ordre : réservée à l’un des quartiers du dossier et à son enjeu, au quartier, à l’enjeu, à rien
    (docs/metier.md §24). L’enjeu d’un dossier est celui de son objectif principal.
    """
    dossier = OuterRef(OuterRef("dossier"))
    quartiers = Dossier.quartiers.through.objects.filter(dossier=dossier).values("quartier")
    enjeux = Dossier.objects.filter(pk=dossier).values("objectif_principal__objectif_strategique__enjeu")
    conviennent = Enveloppe.objects.filter(
        Q(quartier=None) | Q(quartier__in=quartiers),
        Q(enjeu=None) | Q(enjeu__in=enjeux.order_by()),
        campagne__dossiers=OuterRef("dossier"),
        financeur=OuterRef("financeur"),
    ).order_by(_est(quartier=None), _est(enjeu=None), "pk")
    lignes.update(enveloppe=Subquery(conviennent.values("pk")[:1]))


def _est(**condition):
    return ExpressionWrapper(Q(**condition), BooleanField())


@transaction.atomic
def rattacher_ailleurs(ligne, enveloppe, *, par):
    """Le chef choisit lui-même l’enveloppe d’une demande pas encore accordée : du même financeur, et qui lui convient."""
    par.relire_ses_droits()
    if ligne.dossier.campagne_id != enveloppe.campagne_id or ligne.financeur_id != enveloppe.financeur_id:
        raise Blocage("Une demande se rattache à une enveloppe de son propre financeur, dans la même campagne.")
    _sous_verrou(enveloppe.campagne, par)
    choisie = _demandes_qui_conviennent(enveloppe).filter(pk=ligne.pk)
    if not choisie.update(enveloppe=enveloppe, version=F("version") + 1):
        raise Blocage(_pourquoi_pas(ligne, enveloppe))


def _demandes_qui_conviennent(enveloppe):
    """Les demandes déposées, faites à son financeur, pas encore accordées, auxquelles sa réserve convient."""
    deposes = Dossier.objects.filter(campagne=enveloppe.campagne, depose_le__isnull=False)
    if enveloppe.quartier_id:
        deposes = deposes.filter(quartiers=enveloppe.quartier_id)
    if enveloppe.enjeu_id:
        deposes = deposes.filter(objectif_principal__objectif_strategique__enjeu=enveloppe.enjeu_id)
    return Ligne.objects.filter(
        dossier__in=deposes.values("pk"), financeur=enveloppe.financeur_id, statut__in=PAS_ENCORE_ACCORDEES
    )


def _pourquoi_pas(ligne, enveloppe):
    if not Ligne.objects.filter(pk=ligne.pk, statut__in=PAS_ENCORE_ACCORDEES).exists():
        return "Cette demande est déjà décidée : elle reste sur l’enveloppe qu’elle a débitée."
    return f"Cette enveloppe est réservée ({enveloppe.reserve}) : ce dossier n’y touche pas."
