"""Joindre une pièce, dire si elle convient, ranger le coffre : le fichier d’abord, la rangée ensuite, jamais l’inverse."""

import logging

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from comptes.models import Organisation
from dossiers import pieces as referentiel
from dossiers.models import Dossier, Piece, Pouvoir
from dossiers.models.piece import Etat
from papiers.recus import Coffre, PlusDePlace, clamav, inspecter
from workflows.moteur import PERIME, Blocage
from workflows.temps import maintenant

_journal = logging.getLogger(__name__)
BORNE = 500  # pièces ou fichiers traités par passage : un rangement ne retient jamais la base ni le disque
UN_JOUR = 86_400  # secondes ; un fichier sans rangée plus jeune peut être un envoi en cours
PLUS_DE_PLACE = (
    "Le serveur n’a plus de place : ce fichier n’est pas gardé. Prévenez l’équipe, puis recommencez plus tard."
)
INFECTE = "L’antivirus a reconnu un fichier dangereux ({}). Il n’est pas gardé : faites vérifier votre ordinateur."


def coffre():
    return Coffre(settings.PIECES_DIR)


# 1. Joindre ---------------------------------------------------------------------------------------------


def joindre(fichier, *, modele, organisation, par, dossier=None, vue=None, cle=None, **faits):
    """Inspecte, range au coffre, puis inscrit la pièce ; rend la `Piece`. Rejouée avec la même clé, rend la même.

    `fichier` : ce que le navigateur envoie (UploadedFile). `vue` : la clé de la pièce remplacée, telle que la page la
    montrait. `faits` : `exercice`, `datee_du`. Lève `Blocage` (des phrases) ou `PermissionDenied` ; alors rien n’est gardé.
    """
    dossier = dossier if modele.du_dossier else None
    lieu = {"organisation": organisation, "dossier": dossier, "modele": modele}
    if deja := _deja(cle, par):
        return deja
    _remplacee(**lieu, par=par, vue=vue)  # les droits d’abord : n’inspecte pas qui veut
    verdict, etat, recu = mettre_au_coffre(fichier)
    faits |= {"nom": verdict.nom, "genre": verdict.genre.code, "etat": etat, "cle": cle, **vars(recu)}
    try:
        piece = _inscrire(lieu, par, vue, faits)
    except BaseException:
        coffre().oter(recu.fichier)
        raise
    if piece.fichier != recu.fichier:  # un double clic : l’autre envoi a gagné
        coffre().oter(recu.fichier)
    return piece


def mettre_au_coffre(fichier):
    """Inspecte un fichier reçu et le range. Rend (verdict, état, reçu) ; lève `Blocage`, et alors rien n’est gardé."""
    try:
        with coffre().accueillir(fichier.chunks()) as provisoire:
            verdict = inspecter(provisoire, fichier.name)
            if not verdict.accepte:
                raise Blocage(verdict.motif)
            etat = _passer_a_l_antivirus(provisoire)
            return verdict, etat, coffre().ranger(provisoire, verdict.propre)
    except PlusDePlace as panne:
        raise Blocage(PLUS_DE_PLACE) from panne


@transaction.atomic
def _inscrire(lieu, par, vue, faits):
    """La rangée, sous le verrou de l’organisation : deux envois au même instant ne font pas deux pièces courantes."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=lieu["organisation"].pk)
    if deja := _deja(faits["cle"], par):
        return deja
    par.relire_ses_droits()
    dossier = lieu["dossier"] and Dossier.verrouiller(lieu["dossier"].pk)
    remplacee = _remplacee(organisation, dossier, lieu["modele"], par, vue)
    if remplacee:
        Piece.objects.filter(pk=remplacee.pk).update(est_courante=False)
    return Piece.objects.create(
        organisation=organisation,
        dossier=dossier,
        type=lieu["modele"].type,
        ajoutee_par=par,
        remplace=remplacee,
        **faits,
    )


def _deja(cle, par):
    deja = cle and Piece.objects.filter(cle=cle).first()
    if deja and deja.ajoutee_par_id != par.pk:
        raise Blocage("Ce formulaire a déjà servi. Rechargez la page, puis recommencez.")
    return deja


def _remplacee(organisation, dossier, modele, par, vue):
    """La pièce courante que celle-ci remplace, ou rien. Lève `PermissionDenied`, ou `Blocage` si la page est périmée."""
    courantes = Piece.objects.courantes().filter(organisation=organisation, dossier=dossier, type=modele.type)
    remplacee = courantes.filter(pk=vue).first() if vue else None if modele.plusieurs else courantes.first()
    permis = (
        referentiel.joint_au_dossier(dossier, par, remplacee)
        if modele.du_dossier
        else referentiel.joint_a_l_organisation(organisation, par, modele)
    )
    if not permis:
        raise PermissionDenied
    if (remplacee and remplacee.pk) != vue:
        raise Blocage(PERIME)
    return remplacee


def _passer_a_l_antivirus(chemin):
    """Saine ; ou en quarantaine si l’antivirus est réglé et ne répond pas. Lève `Blocage` s’il a reconnu quelque chose."""
    if not settings.CLAMAV_URL:
        return Etat.SAINE
    try:
        reconnu = clamav.examiner(settings.CLAMAV_URL, chemin)
    except clamav.Muet:
        return Etat.QUARANTAINE
    if reconnu:
        raise Blocage(INFECTE.format(reconnu))
    return Etat.SAINE


# 2. Examiner --------------------------------------------------------------------------------------------


@transaction.atomic
def examiner(piece, *, par, conforme, commentaire="", version=None):
    """L’avis de l’équipe sur une pièce courante ; son porteur le lit. Lève `Blocage` ou `PermissionDenied`."""
    par.relire_ses_droits()
    piece = Piece.objects.select_for_update(of=("self",), no_key=True).get(pk=piece.pk)
    if not Piece.objects.examinables_par(par).filter(pk=piece.pk).exists():
        raise PermissionDenied
    if version != piece.version:
        raise Blocage(PERIME)
    piece.conforme, piece.commentaire, piece.version = conforme, commentaire, piece.version + 1
    piece.examinee_par, piece.examinee_le = par, maintenant()
    piece.save()
    return piece


# 3. Ranger ----------------------------------------------------------------------------------------------


def ranger_les_pieces(borne=BORNE):
    """Reprend les quarantaines, ôte les envois interrompus, met de côté les fichiers que nulle rangée ne cite.

    Borné : ce qui reste se fera au passage suivant. Rend {geste: combien}.
    """
    liberees = refusees = 0
    for piece in Piece.objects.en_quarantaine().order_by("pk")[:borne]:
        etat = _lever_la_quarantaine(piece)
        liberees, refusees = liberees + (etat == Etat.SAINE), refusees + (etat == Etat.REFUSEE)
    interrompus, perdus = coffre().ranger_les_restes(_cites, UN_JOUR, borne)
    faits = {"libérées": liberees, "refusées": refusees, "interrompus": interrompus, "mis de côté": perdus}
    if perdus:
        _journal.warning("%s fichier(s) du coffre que nulle pièce ne cite : mis de côté.", perdus)
    return faits


def _cites(noms):
    """Ce que la base cite du coffre : les pièces, et le papier d’un pouvoir."""
    return {nom for modele in (Piece, Pouvoir) for nom in _connus(modele, noms)}


def _connus(modele, noms):
    return modele.objects.filter(fichier__in=noms).values_list("fichier", flat=True)


def _lever_la_quarantaine(piece):
    try:
        etat, motif, courante = _passer_a_l_antivirus(coffre().chemin(piece.fichier)), "", piece.est_courante
    except Blocage as blocage:
        etat, motif, courante = Etat.REFUSEE, str(blocage)[:255], False
    if etat != Etat.QUARANTAINE:
        piece.etat, piece.motif, piece.est_courante = etat, motif, courante
        piece.save(update_fields=["etat", "motif", "est_courante"])
    if etat == Etat.REFUSEE:
        coffre().oter(piece.fichier)
    return etat
