"""Qui décide pour un guichet en séance : le lien d’un financeur sans compte, le pouvoir d’un absent (docs/metier.md §25)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from dossiers import annonces_du_comite
from dossiers.actions.decisions import LIEN_FERME
from dossiers.actions.instruction import annoncer
from dossiers.actions.ordre_du_jour import seance_modifiable
from dossiers.actions.pieces import coffre, mettre_au_coffre
from dossiers.models import Decision, Inscription, Pouvoir
from dossiers.models.piece import Etat
from programmation import regles as regles_seance
from programmation.models import LienDeGuichet, Seance, StatutSeance
from programmation.models.lien_de_guichet import ESSAIS_PERMIS
from workflows.envois import Envoi
from workflows.moteur import Blocage
from workflows.temps import maintenant

ANTIVIRUS_MUET = "L’antivirus ne répond pas : notez le pouvoir sans son fichier, et joignez-le plus tard."
COLONNE_OUVERTE = (
    "{} a des demandes à l’ordre du jour d’une séance ouverte : actez-la, ou retirez-en ces dossiers, avant de l’ôter de la "
    "campagne."
)
CODE_FAUX = "Ce code n’est pas celui qui fut dit dans la salle. Réessayez ; après cinq essais, le lien se ferme."


# 1. Le lien -------------------------------------------------------------------------------------------


@transaction.atomic
def ouvrir_un_lien(seance, financeur, *, par, nom, expire_le, courriel=""):
    """Fait un lien neuf vers la colonne d’un guichet ; celui d’avant se ferme. Rend (lien, jeton, code), dits une fois.

    Lève `Blocage` si le financeur n’a rien à l’ordre du jour, `PermissionDenied` hors de l’équipe.
    """
    seance = seance_modifiable(seance, par)
    if not seance.inscriptions.en_vigueur().filter(dossier__lignes__financeur=financeur).exists():
        raise Blocage(f"{financeur} n’est sollicité par aucun dossier de l’ordre du jour.")
    if expire_le <= maintenant():
        raise Blocage("Ce lien expirerait déjà : choisissez une heure à venir.")
    fermer_les_liens(LienDeGuichet.objects.filter(seance=seance, financeur=financeur), par)
    lien = LienDeGuichet(
        seance=seance, financeur=financeur, nom=nom, courriel=courriel, expire_le=expire_le, cree_par=par, cree_le=maintenant()
    )  # fmt: skip
    jeton, code = lien.semer()
    lien.save()
    annoncer(annonces_du_comite.lien_ouvert(lien))
    return lien, jeton, code


def fermer_les_liens(liens, par):
    """Ferme ceux de ces liens qui sont en vigueur, et retient leur courriel s’il n’est pas parti. Rend combien."""
    ouverts = list(liens.en_vigueur().values_list("pk", flat=True))
    courriels = Envoi.objects.filter(regle=annonces_du_comite.LIEN, objet__in=[f"lien:{pk}" for pk in ouverts])
    courriels.annuler(par, "Ce lien est fermé.")
    return LienDeGuichet.objects.filter(pk__in=ouverts).update(revoque_le=maintenant(), revoque_par=par)


@transaction.atomic
def revoquer_le_lien(lien, *, par):
    """Ferme un lien à l’instant ; ce qu’il a saisi reste, à confirmer ou à changer. Vrai s’il était ouvert."""
    seance_modifiable(lien.seance, par)
    return bool(fermer_les_liens(LienDeGuichet.objects.filter(pk=lien.pk), par))


@transaction.atomic
def retirer_de_la_campagne(campagne, financeurs, *, par):
    """Ce qu’ôter ces financeurs d’une campagne demande : nulle colonne ouverte, et leurs liens se ferment. Lève `Blocage`."""
    seances = Seance.objects.filter(campagne=campagne).exclude(statut=StatutSeance.ACTEE).order_by("pk")
    seances = list(seances.select_for_update(of=("self",), no_key=True))
    ouvertes = [seance for seance in seances if seance.statut == StatutSeance.OUVERTE]
    inscrites = Inscription.objects.en_vigueur().filter(seance__in=ouvertes)
    if genants := [f for f in financeurs if inscrites.filter(dossier__lignes__financeur=f).exists()]:
        raise Blocage(*[COLONNE_OUVERTE.format(financeur) for financeur in genants])
    fermer_les_liens(LienDeGuichet.objects.filter(seance__in=seances, financeur__in=financeurs), par)


def entrer_par_le_lien(jeton, code):
    """Le lien qu’ouvrent ce jeton et ce code. Lève `Blocage` ; un code faux se compte, hors de toute transaction annulée.

    L’essai se compte avant de lire le code, et se rend s’il est juste : mille essais au même instant n’en valent pas plus.
    """
    lien = LienDeGuichet.objects.du_jeton(jeton).select_related("seance", "financeur__organisation").first()
    meme = LienDeGuichet.objects.filter(pk=lien.pk) if lien else LienDeGuichet.objects.none()
    if not meme.filter(essais__lt=ESSAIS_PERMIS).update(essais=F("essais") + 1):
        raise Blocage(LIEN_FERME)
    if not lien.reconnait("".join(code.split())):
        raise Blocage(CODE_FAUX)
    meme.update(essais=F("essais") - 1)
    meme.filter(entre_le=None).update(entre_le=maintenant())
    lien.refresh_from_db(fields=["entre_le", "essais"])
    return lien


@transaction.atomic
def confirmer_la_colonne(lien, *, par, vues):
    """Le chef de projet confirme ce qu’un lien a saisi. `vues` : {décision: version} qu’il avait sous les yeux.

    Lève `Blocage` si la colonne a changé depuis qu’il la lit.
    """
    seance = Seance.verrouiller(lien.seance_id)
    par.relire_ses_droits()
    if not regles_seance.chef(seance, par):
        raise PermissionDenied
    if seance.est_actee:
        raise Blocage("La séance est actée : ses colonnes ne se confirment plus.")
    saisies = dict(Decision.objects.filter(lien=lien, inscription__retiree_le=None).values_list("pk", "version"))
    if saisies != vues:
        raise Blocage("Cette colonne a changé depuis que vous l’avez ouverte : relisez-la, puis confirmez.")
    LienDeGuichet.objects.filter(pk=lien.pk).update(confirmee_le=maintenant(), confirmee_par=par)


# 2. Le pouvoir d’un absent ------------------------------------------------------------------------------


def noter_un_pouvoir(seance, financeur, *, par, fichier=None, **faits):
    """Note la parole d’un financeur absent (`donne_par`, `donne_le`, `papier`). Rend le pouvoir.

    `fichier` : le papier lui-même, s’il est donné, inspecté et gardé comme une pièce ; sans lui, celui d’avant reste.
    Lève `Blocage` ou `PermissionDenied` ; alors rien n’est gardé.
    """
    if not regles_seance.equipe(seance, par):  # les droits d’abord : n’inspecte pas qui veut
        raise PermissionDenied
    recu = None
    if fichier:
        verdict, etat, recu = mettre_au_coffre(fichier)
        faits |= {"nom": verdict.nom, **vars(recu)}
    try:
        if recu and etat != Etat.SAINE:
            raise Blocage(ANTIVIRUS_MUET)
        pouvoir, ancien = _ecrire_le_pouvoir(seance, financeur, par, faits)
    except BaseException:
        if recu:
            coffre().oter(recu.fichier)
        raise
    if recu and ancien:
        coffre().oter(ancien)
    return pouvoir


@transaction.atomic
def _ecrire_le_pouvoir(seance, financeur, par, faits):
    seance = seance_modifiable(seance, par)
    ancien = Pouvoir.objects.filter(seance=seance, financeur=financeur).values_list("fichier", flat=True).first()
    pouvoir, _ = Pouvoir.objects.update_or_create(
        seance=seance, financeur=financeur, defaults={**faits, "par": par, "le": maintenant()}
    )
    return pouvoir, ancien
