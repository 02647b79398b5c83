"""Inviter quelqu’un par courriel, renvoyer ou retirer l’invitation, et l’accepter : une seule fois, par un seul geste."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, transaction

from comptes import liens, regles
from comptes.models import Adhesion, Droit, Invitation, Organisation, Qualite, Utilisateur
from comptes.models.invitations import DUREE, nouveau_sel
from comptes.organisations.gestes import consigner, deja_fait, sous_verrou
from workflows.envois import Envoi
from workflows.liens import MARQUE
from workflows.moteur import Blocage
from workflows.redaction import rediger
from workflows.temps import maintenant

AU_PLUS, PAR_JOUR = 20, 40  # invitations en attente à la fois, et lancées en un jour, pour une organisation
ENTRE_DEUX_ENVOIS = timedelta(minutes=10)  # on ne remplit pas la boîte de quelqu’un
NE_SERT_PLUS = "Ce lien ne sert plus : il a déjà servi, il a expiré, ou il a été retiré."
DEJA_MEMBRE = "Cette personne fait déjà partie de l’organisation : changez plutôt son droit."
DEJA_INVITEE = "Une invitation attend déjà à cette adresse : renvoyez-la, ou retirez-la d’abord."
TROP_D_INVITATIONS = f"{AU_PLUS} invitations attendent déjà, ou trop sont parties aujourd’hui : retirez-en."
TROP_TOT = "Cette invitation vient de partir : attendez dix minutes avant de la renvoyer."
N_INVITE_PAS = "Vous ne pouvez plus inviter ici : votre droit a changé, ou l’organisation a maintenant un signataire."
UN_COMPTE_EXISTE = "Un compte existe déjà à cette adresse : connectez-vous, puis rouvrez le lien."
_RANGS = (Droit.LECTEUR, Droit.REDACTEUR, Droit.SIGNATAIRE)


def peut_inviter(organisation, personne):
    """Un signataire ; ou l’équipe, tant que l’organisation n’en a aucun : elle invite le premier."""
    return regles.signataire(organisation, personne) or invite_le_premier(organisation, personne)


def invite_le_premier(organisation, personne):
    return not regles.signataires(organisation).exists() and regles.equipe(organisation, personne)


def inviter(organisation, courriel, droit, *, par, cle=None):
    """Invite cette adresse et inscrit le courriel, d’un seul tenant. La réponse ne dit jamais si elle a un compte."""
    with sous_verrou(organisation, par, peut_inviter, N_INVITE_PAS) as fraiche:
        if deja := deja_fait(fraiche, "inviter", cle, par):
            return deja.invitation
        if not regles.signataire(fraiche, par):
            droit = Droit.SIGNATAIRE
        _refuser_le_superflu(fraiche, courriel)
        invitation = Invitation.objects.create(
            organisation=fraiche, courriel=courriel, droit=droit, invitee_par=par, expire_le=maintenant() + DUREE
        )
        _inscrire_l_envoi(invitation, fraiche, par)
        consigner(fraiche, "inviter", par=par, vers=droit, invitation=invitation, cle=cle)
        return invitation


def renvoyer(invitation, *, par, cle=None):
    """Un nouveau lien pour quatorze jours ; celui d’avant meurt."""
    with sous_verrou(invitation.organisation, par, peut_inviter, N_INVITE_PAS) as organisation:
        if deja := deja_fait(organisation, "renvoyer_l_invitation", cle, par):
            return deja.invitation
        fraiche = _en_attente(invitation)
        if maintenant() < fraiche.expire_le - DUREE + ENTRE_DEUX_ENVOIS:
            raise Blocage(TROP_TOT)
        fraiche.sel, fraiche.expire_le = nouveau_sel(), maintenant() + DUREE
        fraiche.save(update_fields=["sel", "expire_le"])
        _retenir_les_envois(fraiche, "Un nouveau lien est parti.")
        _inscrire_l_envoi(fraiche, organisation, par)
        consigner(organisation, "renvoyer_l_invitation", par=par, vers=fraiche.droit, invitation=fraiche, cle=cle)
        return fraiche


def retirer_l_invitation(invitation, *, par, cle=None):
    """Le lien meurt aussitôt ; un courriel encore en attente ne part pas."""
    with sous_verrou(invitation.organisation, par, peut_inviter, N_INVITE_PAS) as organisation:
        if deja := deja_fait(organisation, "retirer_l_invitation", cle, par):
            return deja.invitation
        fraiche = _en_attente(invitation)
        fraiche.retiree_le = maintenant()
        fraiche.save(update_fields=["retiree_le"])
        _retenir_les_envois(fraiche, "L’invitation a été retirée.")
        consigner(organisation, "retirer_l_invitation", par=par, depuis=fraiche.droit, invitation=fraiche, cle=cle)
        return fraiche


def accepter(jeton, *, par):
    """Rattache cette personne, à qui l’invitation est adressée. Lève `Blocage` si le lien a servi entre-temps."""
    with _par_le_lien(jeton, lambda invitation: est_pour(invitation, par)) as (organisation, invitation):
        return _rattacher(organisation, invitation, par)


def accepter_en_ouvrant_un_compte(jeton, *, prenom, nom, mot_de_passe):
    """Ouvre le compte de l’adresse invitée et le rattache, d’un seul tenant ; rend le rattachement."""
    with _par_le_lien(jeton, lambda invitation: True) as (organisation, invitation):
        if Utilisateur.objects.filter(courriel__iexact=invitation.courriel).exists():
            raise Blocage(UN_COMPTE_EXISTE)
        try:
            with transaction.atomic():
                nouveau = Utilisateur.objects.create_user(invitation.courriel, mot_de_passe, prenom=prenom, nom=nom)
        except IntegrityError:  # l’invitation d’une autre organisation l’a ouvert au même instant
            raise Blocage(UN_COMPTE_EXISTE) from None
        return _rattacher(organisation, invitation, nouveau)


def est_pour(invitation, personne):
    """L’invitation s’adresse à qui ouvre la boîte de cette adresse, et à nul autre."""
    return personne.is_authenticated and personne.courriel.casefold() == invitation.courriel.casefold()


@contextmanager
def _par_le_lien(jeton, admis):
    """L’organisation sous verrou et l’invitation relue, si ce lien ouvre encore quelque chose à cette personne."""
    lue = liens.invitation_du_jeton(jeton)
    if lue is None or not admis(lue):
        raise Blocage(NE_SERT_PLUS)
    with transaction.atomic():
        organisation = Organisation.verrouiller(lue.organisation_id)
        invitation = liens.invitation_du_jeton(jeton)  # sous le verrou : un autre envoi l’a peut-être consommée
        if invitation is None:
            raise Blocage(NE_SERT_PLUS)
        yield organisation, invitation


def _rattacher(organisation, invitation, personne):
    adhesion, nouvelle = Adhesion.objects.get_or_create(
        organisation=organisation, utilisateur=personne, qualite=Qualite.PORTEUR, defaults={"droit": invitation.droit}
    )
    if not nouvelle and _RANGS.index(adhesion.droit) < _RANGS.index(invitation.droit):
        adhesion.droit = invitation.droit
        adhesion.save(update_fields=["droit"])
    invitation.acceptee_le, invitation.acceptee_par = maintenant(), personne
    invitation.save(update_fields=["acceptee_le", "acceptee_par"])
    personne.relire_ses_droits()
    consigner(
        organisation, "accepter_l_invitation", par=personne, vers=adhesion.droit,
        concerne=personne, invitation=invitation,
    )  # fmt: skip
    return adhesion


def _refuser_le_superflu(organisation, courriel):
    membres = Adhesion.objects.filter(organisation=organisation, qualite=Qualite.PORTEUR)
    if membres.filter(utilisateur__courriel__iexact=courriel).exists():
        raise Blocage(DEJA_MEMBRE)
    invitations = Invitation.objects.filter(organisation=organisation)
    en_attente = invitations.en_attente()
    if en_attente.filter(courriel__iexact=courriel).exists():
        raise Blocage(DEJA_INVITEE)
    depuis_peu = invitations.filter(invitee_le__gt=maintenant() - ENTRE_DEUX_ENVOIS)
    if depuis_peu.filter(courriel__iexact=courriel).exists():
        raise Blocage(TROP_TOT)
    d_un_jour = invitations.filter(invitee_le__gt=maintenant() - timedelta(days=1))
    if en_attente.count() >= AU_PLUS or d_un_jour.count() >= PAR_JOUR:
        raise Blocage(TROP_D_INVITATIONS)


def _en_attente(invitation):
    fraiche = Invitation.objects.en_attente().filter(pk=invitation.pk).first()
    if fraiche is None:
        raise Blocage("Cette invitation n’attend plus : elle a été acceptée ou retirée.")
    return fraiche


def _inscrire_l_envoi(invitation, organisation, par):
    """Un envoi par lien parti. Le registre n’en garde que la marque : le lien se calcule à la remise."""
    pourquoi = f"{par} vous a invité à rejoindre {organisation}"
    sujet, corps = rediger(
        "courriels/comptes/invitation.txt", lien=MARQUE, organisation=organisation, invitation=invitation, par=par,
        droit=invitation.get_droit_display().lower(), ce_qu_il_permet=regles.CE_QUE_PERMET[invitation.droit],
        pourquoi=pourquoi,
    )  # fmt: skip
    Envoi.objects.inscrire(
        [
            Envoi(
                regle=liens.INVITER, objet=_nom(invitation), adresse=invitation.courriel, echeance=maintenant(),
                perimetre=f"porteur:{organisation.pk}", pourquoi=pourquoi, sujet=sujet, corps=corps,
            )
        ]
    )  # fmt: skip


def _retenir_les_envois(invitation, motif):
    Envoi.objects.filter(regle=liens.INVITER, objet=_nom(invitation)).annuler(None, motif)


def _nom(invitation):
    return f"invitation:{invitation.pk}"
