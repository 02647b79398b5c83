"""Ce que l’équipe saisit elle-même : des demandes par financeur, et des dossiers entiers, un par un ou par centaines."""

from django.db import transaction

from dossiers import courriels
from dossiers.actions.depot import garder_des_exemplaires
from dossiers.actions.enveloppes import rattacher
from dossiers.models import Dossier, Ligne
from programmation.models import Campagne
from workflows.envois import Envoi
from workflows.moteur import franchir
from workflows.tasks import sonner
from workflows.temps import maintenant


def saisir_les_demandes(dossier, demandes):
    """Pose ce qui est demandé à chaque financeur. `demandes` : {Financeur: {champ de la ligne: Decimal}}, en euros.

    Un champ absent ne change pas ; une ligne qui ne demande plus rien disparaît. Pour un brouillon seulement.
    """
    lignes = {ligne.financeur_id: ligne for ligne in dossier.lignes.all()}
    for financeur, parts in demandes.items():
        ligne = lignes.get(financeur.pk) or Ligne(dossier=dossier, financeur=financeur)
        for champ, montant in parts.items():
            setattr(ligne, champ, montant)
        if ligne.demande:
            ligne.save()
        elif ligne.pk:
            ligne.delete()


@transaction.atomic
def ouvrir_ensemble(campagne, dossiers, *, par):
    """Numérote et crée d’un coup ces brouillons de l’équipe (`Dossier` non enregistrés, dans l’ordre). Rien que leurs champs.

    Le verrou de la campagne garde les numéros sans trou ni doublon, comme pour un seul (`ouvrir_un_dossier`).
    """
    Campagne.objects.select_for_update(of=("self",), no_key=True).get(pk=campagne.pk)
    dernier = (
        Dossier.objects.filter(campagne=campagne).order_by("-numero").values_list("numero", flat=True).first() or 0
    )
    instant = maintenant()
    for numero, dossier in enumerate(dossiers, start=dernier + 1):
        dossier.campagne, dossier.numero, dossier.saisi_par_l_equipe = campagne, numero, True
        dossier.cree_par = dossier.modifie_par = par
        dossier.cree_le = dossier.modifie_le = instant
        dossier.composer_la_recherche()
    return Dossier.objects.bulk_create(dossiers, batch_size=200)


@transaction.atomic
def enregistrer_ensemble(dossiers, *, par):
    """Enregistre chacun par la porte, avec ses gardes et son passage ; garde les exemplaires et inscrit tous les envois.

    Lève `Blocage` ou `PermissionDenied` au premier refus : alors aucun n’est enregistré.
    """
    rattacher(Ligne.objects.filter(dossier__in=dossiers, enveloppe=None))
    passages = [franchir(dossier, "enregistrer", par=par, version=dossier.version) for dossier in dossiers]
    garder_des_exemplaires(passages)
    if Envoi.objects.inscrire([envoi for passage in passages for envoi in courriels.apres(passage)]):
        transaction.on_commit(lambda: sonner(), robust=True)
    return passages
