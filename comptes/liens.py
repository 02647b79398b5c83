"""Les liens que l’on reçoit par courriel : une clé qui se calcule, ne s’écrit nulle part, et ne sert qu’une fois.

Le jeton est un condensé (HMAC) du secret du site et d’un fait que la base connaît : le sel d’une invitation, ou le mot de
passe condensé d’un compte. Une copie de la base ne permet donc d’ouvrir aucun lien, ni le secret sans elle. Renvoyer une
invitation change son sel, choisir un mot de passe change son condensé : le lien d’avant est mort.
"""

from datetime import timedelta

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from comptes.models import Invitation, Utilisateur
from workflows.liens import declarer_le_lien
from workflows.temps import maintenant

INVITER, OUBLI = "comptes.invitation", "comptes.mot_de_passe"  # les deux règles d’envoi qui portent un lien personnel
DUREE_DE_L_OUBLI = timedelta(hours=2)


def _sceau(usage, *faits):
    return salted_hmac(usage, "\n".join(map(str, faits)), algorithm="sha256").hexdigest()


def _morceaux(jeton, nombre):
    """Les entiers d’un jeton et son sceau ; rien si sa forme n’est pas la bonne."""
    *entiers, sceau = jeton.split("-")
    if len(entiers) != nombre or not all(e.isascii() and e.isdigit() and len(e) < 12 for e in entiers):
        return None, ""
    return [int(e) for e in entiers], sceau


# L’invitation ---------------------------------------------------------------------------------------------


def jeton_d_invitation(invitation):
    return f"{invitation.pk}-{_sceau(INVITER, invitation.pk, invitation.sel)}"


def invitation_du_jeton(jeton):
    """L’invitation qu’ouvre ce jeton, si son lien sert encore ; rien sinon, quelle qu’en soit la raison."""
    entiers, _ = _morceaux(jeton, 1)
    invitation = entiers and Invitation.objects.select_related("organisation").filter(pk=entiers[0]).first()
    if not invitation or not constant_time_compare(jeton, jeton_d_invitation(invitation)):
        return None
    return invitation if invitation.ouvre else None


# Le mot de passe oublié -----------------------------------------------------------------------------------


def jeton_d_oubli(personne, expire_le):
    fin = int(expire_le.timestamp())
    faits = (personne.pk, personne.courriel, personne.password, personne.last_login or "", fin)
    return f"{personne.pk}-{fin}-{_sceau(OUBLI, *faits)}"


def personne_du_jeton(jeton, comptes=None):
    """Le compte dont ce jeton permet de choisir le mot de passe ; rien s’il a servi, expiré, ou n’a jamais valu."""
    entiers, _ = _morceaux(jeton, 2)
    if not entiers or entiers[1] <= maintenant().timestamp():
        return None
    personne = (Utilisateur.objects if comptes is None else comptes).filter(pk=entiers[0]).first()
    if personne is None or not _se_connecte(personne):
        return None
    faits = (personne.pk, personne.courriel, personne.password, personne.last_login or "", entiers[1])
    return personne if constant_time_compare(jeton, f"{entiers[0]}-{entiers[1]}-{_sceau(OUBLI, *faits)}") else None


def _se_connecte(personne):
    return personne.is_active and not personne.est_technique


def compte_de(courriel):
    """Le compte actif d’une adresse, ou rien."""
    comptes = Utilisateur.objects.filter(courriel__iexact=courriel, is_active=True, est_technique=False)
    return comptes.first()


# Ce qu’en disent les courriels ----------------------------------------------------------------------------


def _de_l_invitation(envoi):
    invitation = Invitation.objects.filter(pk=envoi.objet.removeprefix("invitation:")).first()
    return reverse("comptes:invitation", args=[jeton_d_invitation(invitation)]) if invitation else "/"


def _de_l_oubli(envoi):
    personne = compte_de(envoi.adresse)
    if personne is None:
        return reverse("comptes:mot-de-passe-oublie")
    return reverse("comptes:nouveau-mot-de-passe", args=[jeton_d_oubli(personne, envoi.echeance + DUREE_DE_L_OUBLI)])


declarer_le_lien(INVITER, _de_l_invitation)
declarer_le_lien(OUBLI, _de_l_oubli)
