"""Qui décide pour un guichet en séance : le lien d’un financeur sans compte, le pouvoir d’un absent, le retrait d’un membre."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from comptes.models import Adhesion, Qualite
from dossiers.actions.decisions import LIEN_FERME
from dossiers.actions.ordre_du_jour import seance_modifiable
from dossiers.models import Decision, Pouvoir, Recusation
from programmation import regles as regles_seance
from programmation.models import LienDeGuichet, Seance
from workflows.moteur import Blocage
from workflows.temps import maintenant

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
    _fermer(LienDeGuichet.objects.filter(seance=seance, financeur=financeur), par)
    lien = LienDeGuichet(
        seance=seance, financeur=financeur, nom=nom, courriel=courriel, expire_le=expire_le, cree_par=par, cree_le=maintenant()
    )  # fmt: skip
    jeton, code = lien.semer()
    lien.save()
    return lien, jeton, code


def _fermer(liens, par):
    return liens.en_vigueur().update(revoque_le=maintenant(), revoque_par=par)


@transaction.atomic
def revoquer_le_lien(lien, *, par):
    """Ferme un lien à l’instant ; ce qu’il a saisi reste, à confirmer ou à changer."""
    seance_modifiable(lien.seance, par)
    return bool(_fermer(LienDeGuichet.objects.filter(pk=lien.pk), par))


def entrer_par_le_lien(jeton, code):
    """Le lien qu’ouvrent ce jeton et ce code. Lève `Blocage` ; un code faux se compte, hors de toute transaction annulée."""
    lien = LienDeGuichet.objects.du_jeton(jeton).select_related("seance", "financeur__organisation").first()
    if lien is None:
        raise Blocage(LIEN_FERME)
    if not lien.reconnait(code.strip().replace(" ", "")):
        LienDeGuichet.objects.filter(pk=lien.pk).update(essais=F("essais") + 1)
        raise Blocage(CODE_FAUX)
    LienDeGuichet.objects.filter(pk=lien.pk, entre_le=None).update(entre_le=maintenant())
    lien.refresh_from_db(fields=["entre_le"])
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
    saisies = dict(Decision.objects.filter(lien=lien, inscription__retiree_le=None).values_list("pk", "version"))
    if saisies != vues:
        raise Blocage("Cette colonne a changé depuis que vous l’avez ouverte : relisez-la, puis confirmez.")
    LienDeGuichet.objects.filter(pk=lien.pk).update(confirmee_le=maintenant(), confirmee_par=par)


# 2. Le pouvoir d’un absent ------------------------------------------------------------------------------


@transaction.atomic
def noter_un_pouvoir(seance, financeur, *, par, **faits):
    """Note la parole d’un financeur absent (`donne_par`, `donne_le`, `papier`, et le fichier s’il y en a un). Rend le pouvoir."""
    seance = seance_modifiable(seance, par)
    pouvoir, _ = Pouvoir.objects.update_or_create(
        seance=seance, financeur=financeur, defaults={**faits, "par": par, "le": maintenant()}
    )
    return pouvoir


# 3. Le retrait d’un membre ------------------------------------------------------------------------------


@transaction.atomic
def recuser(inscription, personne, *, par, motif, est_suggeree=False):
    """Retire une personne de la décision d’un dossier : elle-même le dit, ou l’équipe le confirme. Rend la récusation.

    Lève `Blocage` sans motif ou une fois la séance actée, `PermissionDenied` pour tout autre.
    """
    seance = Seance.verrouiller(inscription.seance_id)
    par.relire_ses_droits()
    if par != personne and not regles_seance.equipe(seance, par):
        raise PermissionDenied
    if seance.est_actee:
        raise Blocage("La séance est actée : nul ne s’y retire plus.")
    if not motif.strip():
        raise Blocage("Dites ce qui lie cette personne au dossier.")
    deja = Recusation.objects.en_vigueur().filter(inscription=inscription, personne=personne).first()
    return deja or Recusation.objects.create(
        inscription=inscription,
        personne=personne,
        motif=motif.strip(),
        est_suggeree=est_suggeree,
        par=par,
        le=maintenant(),
    )


@transaction.atomic
def lever_la_recusation(recusation, *, par):
    """L’équipe seule lève un retrait, avant l’acte ; il reste écrit."""
    seance_modifiable(recusation.inscription.seance, par)
    Recusation.objects.en_vigueur().filter(pk=recusation.pk).update(levee_le=maintenant(), levee_par=par)


def retraits_suggeres(inscriptions):
    """[(inscription, personne, motif)] : qui parle pour un guichet et tient au porteur par un lien connu.

    Membre de son organisation ou d’un partenaire confirmé, ou d’un service de la même maison (parent, enfant, frère).
    """
    parlent = Adhesion.objects.filter(qualite__in=(Qualite.FINANCEUR, Qualite.EQUIPE), utilisateur__is_active=True)
    suggeres, deja = [], _deja_retires(inscriptions)
    for inscription in inscriptions:
        dossier = inscription.dossier
        porteur = dossier.organisation
        guichets = [ligne.financeur.organisation_id for ligne in dossier.lignes.all()]
        maison = {porteur.pk, porteur.parent_id} - {None}
        for adhesion in parlent.filter(organisation__in=guichets).select_related("utilisateur", "organisation"):
            motif = _lien_connu(adhesion.utilisateur, porteur, maison)
            if motif and (inscription.pk, adhesion.utilisateur_id) not in deja:
                suggeres.append((inscription, adhesion.utilisateur, motif))
                deja.add((inscription.pk, adhesion.utilisateur_id))
    return suggeres


def _deja_retires(inscriptions):
    retires = Recusation.objects.en_vigueur().filter(inscription__in=inscriptions)
    return set(retires.values_list("inscription_id", "personne_id"))


def _lien_connu(personne, porteur, maison):
    for adhesion in personne.adhesions.select_related("organisation"):
        organisation = adhesion.organisation
        if organisation.pk == porteur.pk:
            return f"membre de {porteur}"
        if adhesion.qualite == Qualite.PORTEUR and {organisation.pk, organisation.parent_id} & maison:
            return f"membre de {organisation}, de la même maison que {porteur}"
    return ""
