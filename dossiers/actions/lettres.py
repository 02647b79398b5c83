"""Envoyer la lettre d’un dossier : notifier ses lignes, annoncer sa décision, garder la lettre — tout, ou rien."""

from django.db import transaction

from dossiers.actions.passages import avancer, redemander_le_plan
from dossiers.lettres import se_notifie
from dossiers.models import Avenant, Dossier, Lettre, Ligne, PassageDossier
from dossiers.statuts import DECIDES, StatutLigne
from programmation.models import Enveloppe
from workflows.moteur import Blocage, franchir
from workflows.templatetags.ecriture import le as ecrire_le

DEJA_PARTIE = "La lettre est partie le {}."
DEJA_ANNONCEE = "La décision est déjà annoncée, sans lettre."
PAS_DECIDE = "Il est « {} » : il n’y a pas de décision à annoncer."
A_VOTER = "Pas encore voté : {}. Enregistrez d’abord la délibération ou l’arrêté."
ENGAGEE_SANS_NOTIFICATION = "Engagé sans avoir été notifié : {}."


def lettres_parties(seance, dossiers):
    """{dossier: sa dernière lettre de cette séance}, en une requête."""
    parties = Lettre.objects.filter(seance=seance, dossier__in=[d.pk for d in dossiers]).select_related("par")
    return {lettre.dossier_id: lettre for lettre in parties.order_by("rang")}


def empechements_d_envoi(dossiers, seance):
    """{dossier: phrase} de ceux dont la lettre ne peut pas partir ; trois requêtes, quel qu’en soit le nombre."""
    cles = [d.pk for d in dossiers]
    parties, avenants = lettres_parties(seance, dossiers), _derniers_avenants(seance, cles)
    bloquees = {}
    lignes = Ligne.objects.filter(dossier__in=cles, notifiee_le=None, statut__in=_BLOQUENT)
    for ligne in lignes.select_related("financeur__organisation"):
        bloquees.setdefault(ligne.dossier_id, {}).setdefault(ligne.statut, []).append(str(ligne.financeur))
    dits = ((d.pk, _empechement(d, parties.get(d.pk), avenants.get(d.pk), bloquees.get(d.pk))) for d in dossiers)
    return {cle: phrase for cle, phrase in dits if phrase}


_BLOQUENT = {StatutLigne.ACCORDEE: A_VOTER, StatutLigne.ENGAGEE: ENGAGEE_SANS_NOTIFICATION}


def _derniers_avenants(seance, cles):
    pris = Avenant.objects.filter(seance=seance, ligne__dossier__in=cles).order_by("numero")
    return dict(pris.values_list("ligne__dossier", "le"))


def _empechement(dossier, lettre, avenant, bloquees):
    """La phrase qui dit pourquoi la lettre ne part pas ; vide si elle le peut. Un avenant rouvre ce qui était dit."""
    if dossier.annonce_le and not (lettre and avenant and avenant > lettre.le):
        return DEJA_PARTIE.format(ecrire_le(lettre.le)) if lettre else DEJA_ANNONCEE
    if dossier.statut not in DECIDES:
        return PAS_DECIDE.format(dossier.get_statut_display())
    if bloquees:
        return " ".join(_BLOQUENT[statut].format(", ".join(noms)) for statut, noms in bloquees.items())
    return ""


@transaction.atomic
def envoyer_la_lettre(dossier, seance, *, par, cle=None):
    """Notifie ce qui peut l’être, annonce, écrit la lettre : une transaction. Rend le passage de l’annonce.

    La notification de chaque ligne n’a pas son courriel : la lettre la dit. Lève `Blocage` ou `PermissionDenied`.
    """
    enveloppes = Enveloppe.objects.filter(lignes__dossier=dossier).order_by("pk")
    list(enveloppes.select_for_update(of=("self",), no_key=True))  # toujours enveloppe → dossier → ligne
    dossier = Dossier.verrouiller(dossier.pk)
    deja = PassageDossier.objects.filter(cle=cle, par=par, transition="annoncer").first() if cle else None
    if deja:
        return deja
    if empeche := empechements_d_envoi([dossier], seance):
        raise Blocage(empeche[dossier.pk])
    for ligne in filter(se_notifie, dossier.lignes.filter(notifiee_le=None)):
        redemander_le_plan(franchir(ligne, "notifier", par=par))
    return avancer(dossier, "annoncer", par=par, cle=cle)
