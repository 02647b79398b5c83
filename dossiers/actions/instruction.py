"""Instruire : noter entre soi, proposer un montant, affecter un référent, étiqueter, écrire dans le fil."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from dossiers import annonces, destinataires, regles
from dossiers.models import Dossier, LectureDuFil, Ligne, Message, NoteInterne, PassageDossier, Proposition
from dossiers.models.message import Cote
from workflows.envois import Envoi
from workflows.moteur import Blocage
from workflows.tasks import sonner
from workflows.temps import maintenant

DEJA_SERVI = "Ce formulaire a déjà servi. Rechargez la page, puis recommencez."
AFFECTER = "affecter"  # le nom du passage au journal : un état ne change pas, mais la ville sait qui suivait quoi


def deja_fait(modele, cle, par, **attendu):
    """La rangée que ce formulaire a déjà écrite, ou rien. Lève `Blocage` si la clé a servi à dire autre chose."""
    deja = modele.objects.filter(cle=cle).first() if cle else None
    if deja and (deja.par_id != par.pk or any(getattr(deja, nom) != valeur for nom, valeur in attendu.items())):
        raise Blocage(DEJA_SERVI)
    return deja


def annoncer(envois):
    """Inscrit ces envois dans la transaction du fait ; la sonnette peut se perdre."""
    if Envoi.objects.inscrire(envois):
        transaction.on_commit(lambda: sonner(), robust=True)


def _instruire(dossier, par):
    """Le dossier sous verrou, si cette personne l’instruit encore."""
    par.relire_ses_droits()
    dossier = Dossier.verrouiller(dossier.pk)
    if not regles.instruit(dossier, par):
        raise PermissionDenied
    return dossier


@transaction.atomic
def noter(dossier, texte, *, par, cle=None):
    """Ajoute une note que seule l’équipe lit. Lève `Blocage` ou `PermissionDenied`."""
    dossier = _instruire(dossier, par)
    if deja := deja_fait(NoteInterne, cle, par, dossier_id=dossier.pk, texte=texte):
        return deja
    return NoteInterne.objects.create(dossier=dossier, texte=texte, par=par, le=maintenant(), cle=cle)


@transaction.atomic
def proposer(ligne, *, par, droit_commun, contrat_de_ville, commentaire="", cle=None):
    """Ajoute une proposition de montant, en euros ; les précédentes restent. Lève `Blocage` ou `PermissionDenied`."""
    par.relire_ses_droits()
    ligne = Ligne.verrouiller(ligne.pk)
    if not regles.propose(ligne, par):
        raise PermissionDenied
    dite = {"droit_commun": droit_commun, "contrat_de_ville": contrat_de_ville, "commentaire": commentaire}
    if deja := deja_fait(Proposition, cle, par, ligne_id=ligne.pk, **dite):
        return deja
    if not regles.proposition_attendue(ligne):
        raise Blocage(regles.proposition_attendue.motif)
    return Proposition.objects.create(
        ligne=ligne, par=par, role=_role(ligne, par), le=maintenant(), cle=cle, **dite
    )  # fmt: skip


def _role(ligne, par):
    """À quel titre l’on propose : l’agent, l’équipe pour la ville, le chef pour un absent (consigné)."""
    if regles.guichet(ligne, par):
        return f"agent, {ligne.financeur}"
    role = ligne.dossier.role_de(par)
    return (role if regles.ligne_de_la_ville(ligne) else f"{role}, pour {ligne.financeur} absent")[:200]


@transaction.atomic
def affecter(dossier, referent, *, par, cle=None):
    """Dit qui suit ce dossier ; le porteur le lira. `referent` : une personne de l’équipe, ou rien. Rend le passage.

    N’incrémente pas la version : qui écrit dans le dossier n’a rien perdu. Lève `Blocage` ou `PermissionDenied`.
    """
    dossier = _instruire(dossier, par)
    if cle and (deja := PassageDossier.objects.filter(cle=cle).first()):
        if (deja.par_id, deja.transition, deja.objet_id) != (par.pk, AFFECTER, dossier.pk):
            raise Blocage(DEJA_SERVI)
        return deja
    if referent is not None and referent not in destinataires.equipe(dossier):
        raise Blocage("Cette personne n’est pas de l’équipe de cette convention.")
    if referent is not None and regles.porte(dossier, referent):
        raise Blocage(f"{referent} est membre d’une organisation qui porte ce dossier : une autre personne le suit.")
    Dossier.objects.filter(pk=dossier.pk).update(referent=referent)
    dossier.referent = referent
    return PassageDossier.consigner(
        dossier, par=par, role=dossier.role_de(par), transition=AFFECTER, depuis=dossier.statut, vers=dossier.statut,
        donnees={"referent": referent and referent.pk}, cle=cle,
    )  # fmt: skip


@transaction.atomic
def etiqueter(dossier, etiquettes, *, par, oter=False):
    """Pose (ou ôte) ces étiquettes, toutes de la convention du dossier. Le refaire ne change rien."""
    dossier = _instruire(dossier, par)
    if any(etiquette.convention_id != dossier.campagne.convention_id for etiquette in etiquettes):
        raise Blocage("Cette étiquette est d’une autre convention.")
    (dossier.etiquettes.remove if oter else dossier.etiquettes.add)(*etiquettes)


# Le fil --------------------------------------------------------------------------------------------------


@transaction.atomic
def ecrire(dossier, texte, *, par, cle=None):
    """Ajoute un message au fil, prévient l’autre côté, et tient le fil pour lu de qui écrit. Rend le message."""
    par.relire_ses_droits()
    dossier = Dossier.verrouiller(dossier.pk)
    if not regles.ecrit_dans_le_fil(dossier, par):
        raise PermissionDenied
    if deja := deja_fait(Message, cle, par, dossier_id=dossier.pk, texte=texte):
        return deja
    cote = Cote.PORTEUR if regles.porteur(dossier, par) else Cote.EQUIPE
    message = Message.objects.create(
        dossier=dossier, cote=cote, texte=texte, par=par, role=dossier.role_de(par)[:200], le=maintenant(), cle=cle
    )
    annoncer(annonces.message_ecrit(message))
    marquer_lus(dossier, par=par, jusqu_a=message.pk)
    return message


def marquer_lus(dossier, *, par, jusqu_a):
    """Note jusqu’où cette personne a lu le fil ; ne revient jamais en arrière."""
    dernier = (
        Message.objects.filter(dossier=dossier, pk__lte=jusqu_a).order_by("-pk").values_list("pk", flat=True).first()
    )
    if dernier is None:
        return
    lecture, neuve = LectureDuFil.objects.get_or_create(dossier=dossier, personne=par, defaults={"jusqu_a": dernier})
    if not neuve and lecture.jusqu_a < dernier:
        LectureDuFil.objects.filter(pk=lecture.pk, jusqu_a__lt=dernier).update(jusqu_a=dernier)
