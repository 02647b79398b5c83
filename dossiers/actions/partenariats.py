"""Inviter un partenaire, écrire les parts : ce qui se fait à plusieurs d’un même dossier (docs/metier.md §22)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from comptes.models import Adhesion, Droit, Qualite
from dossiers import regles
from dossiers.actions.instruction import DEJA_SERVI
from dossiers.actions.passages import avancer
from dossiers.actions.signature import oublier_les_attestations
from dossiers.models import Dossier, Partenariat, PassageDossier
from dossiers.models.partenariat import VIVANTS
from workflows.moteur import Blocage, modifier
from workflows.temps import maintenant

NE_S_ECRIT_PLUS = "Le dossier est déposé : les parts ne changent plus."


@transaction.atomic
def inviter(dossier, organisation, *, par, attente="", cle=None):
    """Invite une organisation à porter une part de l’action ; rend le partenariat, le même si le formulaire revient.

    Lève `Blocage` (sa propre organisation, une invitation en cours, personne pour signer) ou `PermissionDenied`.
    """
    dossier = Dossier.verrouiller(dossier.pk)
    if cle and (deja := PassageDossier.objects.filter(cle=cle, par=par, transition="inviter", objet=dossier).first()):
        if deja.partenariat.organisation != organisation:
            raise Blocage(DEJA_SERVI)
        return deja.partenariat
    if organisation == dossier.organisation:
        raise Blocage("Votre organisation porte déjà ce dossier : invitez-en une autre.")
    if dossier.partenariats.filter(organisation=organisation, statut__in=VIVANTS).exists():
        raise Blocage(f"{organisation} est déjà invitée à ce dossier.")
    signent = Adhesion.objects.filter(organisation=organisation, qualite=Qualite.PORTEUR, droit=Droit.SIGNATAIRE)
    if not signent.filter(utilisateur__is_active=True).exists():
        raise Blocage(f"{organisation} n’a encore aucun signataire ici : demandez à l’équipe de lui ouvrir un compte.")
    partenariat = Partenariat.objects.create(
        dossier=dossier, organisation=organisation, attente=attente, invite_par=par, invite_le=maintenant()
    )
    return avancer(partenariat, "inviter", par=par, cle=cle).partenariat


def ecrire_sa_part(partenariat, *, par, version, texte, pourcent, euros):
    """Le partenaire dit sa part ; le brouillon qu’elle change s’atteste de nouveau.

    `pourcent` et `euros` : Decimal ou None, indicatifs. Lève `Blocage` ou `PermissionDenied`.
    """
    par.relire_ses_droits()
    with modifier(partenariat, version=version) as frais:
        if not regles.redige_sa_part(frais, par):
            raise PermissionDenied
        if not regles.parts_ouvertes(frais.dossier):
            raise Blocage(NE_S_ECRIT_PLUS)
        frais.part_texte, frais.part_pourcent, frais.part_euros = texte, pourcent, euros
        oublier_les_attestations(frais.dossier)


def dire_la_part_du_porteur(dossier, *, par, version, pourcent):
    """La part du porteur, en % (Decimal ou None). Lève `Blocage` ou `PermissionDenied`."""
    par.relire_ses_droits()
    with modifier(dossier, version=version) as frais:
        if not regles.redacteur(frais, par):
            raise PermissionDenied
        if not regles.parts_ouvertes(frais):
            raise Blocage(NE_S_ECRIT_PLUS)
        frais.part_du_porteur = pourcent
        frais.modifie_par, frais.modifie_le = par, maintenant()
        oublier_les_attestations(frais)
