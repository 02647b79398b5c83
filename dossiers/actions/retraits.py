"""Le retrait d’un membre : proposé d’après un lien connu, confirmé par l’équipe ou dit par la personne, levé par l’équipe."""

from collections import defaultdict

from django.core.exceptions import PermissionDenied
from django.db import transaction

from comptes.models import Adhesion, Organisation, Qualite
from dossiers.actions.ordre_du_jour import seance_modifiable
from dossiers.models import Ligne, Partenariat, Recusation
from dossiers.statuts import StatutPartenariat
from programmation import regles as regles_seance
from programmation.models import Seance
from workflows.moteur import Blocage
from workflows.temps import maintenant


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


def qui_parle(inscriptions):
    """{inscription: {personne}} : les agents des guichets que chaque dossier sollicite, et l’équipe si la ville en est un.

    Trois requêtes, quel que soit le nombre de dossiers.
    """
    guichets = defaultdict(set)
    lignes = Ligne.objects.filter(dossier__in=[i.dossier_id for i in inscriptions])
    for dossier, organisation in lignes.values_list("dossier_id", "financeur__organisation_id"):
        guichets[dossier].add(organisation)
    parlent = defaultdict(list)
    for adhesion in _adhesions(organisation__in=set().union(*guichets.values())):
        if adhesion.qualite in (Qualite.FINANCEUR, Qualite.EQUIPE):
            parlent[adhesion.organisation_id].append(adhesion.utilisateur)
    return {i: {p for o in guichets[i.dossier_id] for p in parlent[o]} for i in inscriptions}


def _adhesions(**condition):
    actives = Adhesion.objects.filter(utilisateur__is_active=True, utilisateur__est_technique=False, **condition)
    return actives.select_related("utilisateur", "organisation").order_by("pk")


def retraits_suggeres(inscriptions):
    """[(inscription, personne, motif)] : qui parle pour un guichet et tient au porteur par un lien connu.

    Membre de son organisation ou d’un partenaire confirmé, ou d’un service de la même maison (parent, enfant, frère).
    En un nombre constant de requêtes. `inscriptions` : avec leur dossier.
    """
    parlent, deja = qui_parle(inscriptions), _deja_retires(inscriptions)
    leurs = defaultdict(list)
    for adhesion in _adhesions(utilisateur__in={p.pk for gens in parlent.values() for p in gens}):
        leurs[adhesion.utilisateur_id].append(adhesion)
    portent = _qui_porte(inscriptions)
    suggeres = []
    for inscription in inscriptions:
        for personne in sorted(parlent[inscription], key=lambda p: p.pk):
            motif = _lien_connu(leurs[personne.pk], *portent[inscription.dossier_id])
            if motif and (inscription.pk, personne.pk) not in deja:
                suggeres.append((inscription, personne, motif))
    return suggeres


def _qui_porte(inscriptions):
    """{dossier: (porteur, clés des partenaires confirmés)}."""
    porteurs = Organisation.objects.in_bulk({i.dossier.organisation_id for i in inscriptions})
    partenaires = defaultdict(set)
    confirmes = Partenariat.objects.filter(
        dossier__in=[i.dossier_id for i in inscriptions], statut=StatutPartenariat.CONFIRME
    )
    for dossier, organisation in confirmes.values_list("dossier_id", "organisation_id"):
        partenaires[dossier].add(organisation)
    return {i.dossier_id: (porteurs[i.dossier.organisation_id], partenaires[i.dossier_id]) for i in inscriptions}


def _deja_retires(inscriptions):
    """Ceux qui se sont retirés, et ceux dont l’équipe a levé le retrait : on ne le propose pas deux fois."""
    dits = Recusation.objects.filter(inscription__in=inscriptions)
    return set(dits.values_list("inscription_id", "personne_id"))


def _lien_connu(adhesions, porteur, partenaires):
    maison = {porteur.pk, porteur.parent_id} - {None}
    for adhesion in adhesions:
        organisation = adhesion.organisation
        if organisation.pk == porteur.pk:
            return f"membre de {porteur}"
        if adhesion.qualite != Qualite.PORTEUR:
            continue
        if organisation.pk in partenaires:
            return f"membre de {organisation}, partenaire de l’action"
        if {organisation.pk, organisation.parent_id} & maison:
            return f"membre de {organisation}, de la même maison que {porteur}"
    return ""
