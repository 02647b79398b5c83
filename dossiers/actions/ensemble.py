"""Faire un même geste sur plusieurs dossiers : ce qui empêche chacun, puis chacun dans sa transaction, zéro ou une fois."""

import logging
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from comptes.models import Utilisateur
from dossiers import regles
from dossiers.actions.instruction import affecter, etiqueter
from dossiers.actions.lettres import empechements_d_envoi, envoyer_la_lettre
from dossiers.actions.ordre_du_jour import inscriptibles, inscrire
from dossiers.actions.passages import avancer, repondre_pour_toutes
from dossiers.models import ActionGroupee, Dossier, Etiquette, Ligne, Rang
from dossiers.models.ensemble import Geste
from dossiers.statuts import DECIDES, Statut, StatutLigne
from programmation.models import Seance
from workflows.moteur import Blocage
from workflows.temps import maintenant

_journal = logging.getLogger(__name__)
AU_PLUS = 1000
SANS_DROIT = "Vous n’avez pas ce droit sur ce dossier."
PANNE = "Une erreur est survenue ; rien n’a changé pour ce dossier."
A_NOTIFIER = (StatutLigne.ACCORDEE, StatutLigne.VOTEE, StatutLigne.REFUSEE, StatutLigne.ENGAGEE)
LIENS = ("campagne__convention__pilote", "organisation")


# 1. Ce qui empêche, dossier par dossier, en un nombre constant de requêtes --------------------------------


def empechements(geste, dossiers, *, par, donnees):
    """{dossier: phrase} de ceux que ce geste laisserait tels quels. `dossiers` : une liste, campagne et pilote lus."""
    dits = {d.pk: SANS_DROIT for d in dossiers if not regles.instruit(d, par)}
    restent = [d for d in dossiers if d.pk not in dits]
    return dits | dict(_EMPECHENT[geste](restent, par, donnees)) if restent else dits


def _etat(dossier):
    return f"Il est « {dossier.get_statut_display()} »"


def _pas_recevable(dossiers, par, donnees):
    lignes = Ligne.objects.filter(dossier__in=[d.pk for d in dossiers], statut=StatutLigne.SOLLICITEE)
    connus, attendent = {d.pk: d for d in dossiers}, set()
    ecartes = regles.renouvellements_ecartes(dossiers)
    for ligne in lignes.select_related("financeur"):
        ligne.dossier = connus[ligne.dossier_id]
        if regles.repond_pour_le_guichet(ligne, par):
            attendent.add(ligne.dossier_id)
    for d in dossiers:
        if d.statut != Statut.DEPOSE:
            yield d.pk, f"{_etat(d)} : il n’est pas au stade de la recevabilité."
        elif d.pk not in attendent:
            yield d.pk, "Aucune demande n’y attend votre réponse."
        elif d.pk in ecartes:
            yield d.pk, "Le bilan d’une année passée manque : le règlement de la campagne écarte ce renouvellement."


def _pas_a_completer(dossiers, par, donnees):
    return [
        (d.pk, f"{_etat(d)} : on ne demande de compléments qu’à un dossier déposé.")
        for d in dossiers
        if d.statut != Statut.DEPOSE
    ]


def _pas_a_affecter(dossiers, par, donnees):
    return [(d.pk, "Cette personne le suit déjà.") for d in dossiers if d.referent_id == donnees["referent"]]


def _pas_a_etiqueter(dossiers, par, donnees):
    etiquette = Etiquette.objects.get(pk=donnees["etiquette"])
    deja = set(etiquette.dossiers.filter(pk__in=[d.pk for d in dossiers]).values_list("pk", flat=True))
    for d in dossiers:
        if d.campagne.convention_id != etiquette.convention_id:
            yield d.pk, "Cette étiquette est d’une autre convention."
        elif d.pk in deja:
            yield d.pk, "L’étiquette y est déjà."


def _pas_a_desetiqueter(dossiers, par, donnees):
    posees = Dossier.objects.filter(etiquettes=donnees["etiquette"], pk__in=[d.pk for d in dossiers])
    posees = set(posees.values_list("pk", flat=True))
    return [(d.pk, "L’étiquette n’y est pas.") for d in dossiers if d.pk not in posees]


def _pas_a_inscrire(dossiers, par, donnees):
    seance = Seance.objects.select_related("campagne").get(pk=donnees["seance"])
    prets = set(inscriptibles(seance).filter(pk__in=[d.pk for d in dossiers]).values_list("pk", flat=True))
    for d in dossiers:
        if d.campagne_id != seance.campagne_id:
            yield d.pk, f"Cette séance est d’une autre campagne ({seance.campagne})."
        elif seance.est_actee:
            yield d.pk, "La séance est actée : son ordre du jour ne change plus."
        elif d.pk not in prets:
            yield d.pk, f"{_etat(d)} : il ne peut pas être inscrit à cette séance, ou il l’est déjà."


def _pas_a_annoncer(dossiers, par, donnees):
    if "seance" in donnees:
        muets = {d.pk: "Seul le chef de projet envoie les lettres." for d in dossiers if not regles.chef(d, par)}
        return [*(empechements_d_envoi(dossiers, donnees["seance"]) | muets).items()]
    return _pas_a_annoncer_seule(dossiers, par)


def _pas_a_annoncer_seule(dossiers, par):
    a_notifier = Ligne.objects.filter(
        dossier__in=[d.pk for d in dossiers], statut__in=A_NOTIFIER, notifiee_le__isnull=True
    )
    muets = set(a_notifier.values_list("dossier", flat=True))
    for d in dossiers:
        if not regles.chef(d, par):
            yield d.pk, "Seul le chef de projet annonce une décision."
        elif d.statut not in DECIDES:
            yield d.pk, f"{_etat(d)} : il n’y a pas de décision à annoncer."
        elif d.annonce_le:
            yield d.pk, "La décision est déjà annoncée."
        elif d.pk in muets:
            yield d.pk, regles.decisions_notifiees.motif


_EMPECHENT = {
    Geste.DECLARER_RECEVABLE: _pas_recevable,
    Geste.DEMANDER_COMPLEMENTS: _pas_a_completer,
    Geste.AFFECTER: _pas_a_affecter,
    Geste.ETIQUETER: _pas_a_etiqueter,
    Geste.DESETIQUETER: _pas_a_desetiqueter,
    Geste.INSCRIRE: _pas_a_inscrire,
    Geste.ANNONCER: _pas_a_annoncer,
}


# 2. Confirmer, puis jouer rang par rang -----------------------------------------------------------------


def deja_confirmee(cle, geste, par):
    """L’action que ce formulaire a déjà lancée, ou rien. Lève `Blocage` si sa clé a servi à autre chose."""
    deja = ActionGroupee.objects.filter(cle=cle).first()
    if deja and (deja.par_id, deja.geste) != (par.pk, geste):
        raise Blocage("Ce formulaire a déjà servi. Rechargez la page, puis recommencez.")
    return deja


@transaction.atomic
def confirmer(geste, dossiers, *, par, donnees, precision="", cle):
    """Garde la sélection et le geste, un rang par dossier ; le même formulaire renvoyé rend la même action."""
    if deja := deja_confirmee(cle, geste, par):
        return deja
    if not dossiers:
        raise Blocage("Aucun dossier n’est choisi.")
    action = ActionGroupee.objects.create(
        geste=geste, donnees=donnees, precision=precision[:300], par=par, le=maintenant(), cle=cle
    )
    Rang.objects.bulk_create(Rang(action=action, rang=n, dossier=d) for n, d in enumerate(dossiers, start=1))
    return action


def poursuivre(action, au_plus=None):
    """Joue les rangs qui restent, `au_plus` à la fois. Tué en route, reprend où il en était. Rend le nombre joué."""
    joues = 0
    while (au_plus is None or joues < au_plus) and _jouer_un_rang(action.pk):
        joues += 1
    return joues


@transaction.atomic
def _jouer_un_rang(action_id):
    """Un rang : le geste et sa marque « fait » sont dans la même transaction, l’un ne va pas sans l’autre."""
    a_faire = Rang.objects.filter(action=action_id, etat=Rang.Etat.A_FAIRE).order_by("rang")
    rang = a_faire.select_for_update(of=("self",), skip_locked=True, no_key=True).select_related("action__par").first()
    if rang is None:
        if not a_faire.exists():
            ActionGroupee.objects.filter(pk=action_id, finie_le=None).update(finie_le=maintenant())
        return False
    rang.etat, rang.phrase = _tenter(rang)
    rang.fini_le = maintenant()
    rang.save(update_fields=["etat", "phrase", "fini_le"])
    return True


def _tenter(rang):
    try:
        with transaction.atomic():
            _faire(rang)
    except Blocage as blocage:
        return Rang.Etat.REFUSE, " ".join(map(str, blocage.motifs))
    except PermissionDenied:
        return Rang.Etat.REFUSE, SANS_DROIT
    except DatabaseError:
        raise  # rien n’est écrit : le rang reste à faire
    except Exception:
        _journal.exception("Action groupée %s, rang %s : erreur.", rang.action_id, rang.rang)
        return Rang.Etat.REFUSE, PANNE
    return Rang.Etat.FAIT, ""


def _faire(rang):
    action = rang.action
    par, donnees = Utilisateur.objects.get(pk=action.par_id), action.donnees
    dossier = Dossier.objects.visibles_par(par).select_related(*LIENS).filter(pk=rang.dossier_id).first()
    if dossier is None:
        raise PermissionDenied
    if empeche := empechements(action.geste, [dossier], par=par, donnees=donnees):
        raise Blocage(empeche[dossier.pk])
    _FAIRE[action.geste](dossier, par, donnees, rang.cle)


def _demander(dossier, par, donnees, cle):
    complements = {"demande": donnees["demande"], "echeance": datetime.fromisoformat(donnees["echeance"]),
                   "parties": donnees.get("parties", [])}  # fmt: skip
    avancer(dossier, "demander_complements", par=par, donnees=complements, cle=cle)


def _affecter(dossier, par, donnees, cle):
    affecter(dossier, Utilisateur.objects.get(pk=donnees["referent"]), par=par, cle=cle)


def _etiqueter(oter):
    return lambda dossier, par, donnees, cle: etiqueter(
        dossier, [Etiquette.objects.get(pk=donnees["etiquette"])], par=par, oter=oter
    )


def _annoncer(dossier, par, donnees, cle):
    """Avec sa séance, la lettre part et notifie d’abord les lignes qui le peuvent ; sans, l’annonce seule."""
    if "seance" in donnees:
        return envoyer_la_lettre(dossier, Seance.objects.get(pk=donnees["seance"]), par=par, cle=cle)
    return avancer(dossier, "annoncer", par=par, cle=cle)


_FAIRE = {
    Geste.DECLARER_RECEVABLE: lambda dossier, par, donnees, cle: repondre_pour_toutes(
        dossier, "declarer_recevable", par=par, cle=cle
    ),
    Geste.DEMANDER_COMPLEMENTS: _demander,
    Geste.AFFECTER: _affecter,
    Geste.ETIQUETER: _etiqueter(oter=False),
    Geste.DESETIQUETER: _etiqueter(oter=True),
    Geste.INSCRIRE: lambda dossier, par, donnees, cle: inscrire(
        Seance.objects.get(pk=donnees["seance"]), dossier, par=par
    ),
    Geste.ANNONCER: _annoncer,
}
