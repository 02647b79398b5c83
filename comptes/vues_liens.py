"""Les pages qu’ouvre un lien reçu par courriel. Les lire ne consomme rien ; un seul envoi du formulaire l’emporte."""

from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from comptes import freins, liens, oubli, regles
from comptes.acces import PUBLIC, ouvert_a
from comptes.forms import ChoixDuMotDePasseForm, CompteForm, OubliForm
from comptes.organisations import invitations
from comptes.views import FORMULAIRE
from workflows.moteur import Blocage


def _perime(request):
    """La même page pour un lien faux, expiré, retiré ou déjà servi : elle ne dit pas lequel."""
    return render(request, "comptes/lien_perime.html", status=404)


# L’invitation ---------------------------------------------------------------------------------------------


@ouvert_a(PUBLIC)
@FORMULAIRE
@sensitive_post_parameters()
@never_cache
def invitation(request, jeton):
    """Qui a un compte l’accepte d’un geste ; qui n’en a pas l’ouvre ici, à l’adresse invitée."""
    invitee = liens.invitation_du_jeton(jeton)
    pour_autrui = invitee and request.user.is_authenticated and not invitations.est_pour(invitee, request.user)
    if invitee is None or (pour_autrui and request.method == "POST"):
        return _perime(request)
    a_un_compte = request.user.is_authenticated or liens.compte_de(invitee.courriel) is not None
    form = (
        None
        if a_un_compte
        else CompteForm(request.POST if request.method == "POST" else None, courriel=invitee.courriel)
    )
    if request.method == "POST" and (adhesion := _accepter(request, jeton, form)):
        messages.success(
            request, f"Bienvenue : vous êtes {adhesion.get_droit_display().lower()} de {adhesion.organisation}."
        )
        return redirect(adhesion.organisation)
    contexte = {
        "invitee": invitee,
        "form": form,
        "pour_autrui": pour_autrui,
        "ce_qu_il_permet": regles.CE_QUE_PERMET[invitee.droit],
    }
    return render(request, "comptes/invitation.html", contexte)


def _accepter(request, jeton, form):
    """Le rattachement obtenu, ou rien : le refus est alors dit, dans le formulaire ou en tête de page."""
    try:
        if form is None and request.user.is_authenticated:
            return invitations.accepter(jeton, par=request.user)
        if form is not None and form.is_valid():
            adhesion = invitations.accepter_en_ouvrant_un_compte(jeton, **form.pour_le_compte())
            login(request, adhesion.utilisateur)
            return adhesion
    except Blocage as blocage:
        for motif in blocage.motifs:
            messages.error(request, motif)
    return None


# Le mot de passe oublié -----------------------------------------------------------------------------------


@ouvert_a(PUBLIC)
@FORMULAIRE
@never_cache
def oublie(request):
    """La même réponse, par le même chemin, que l’adresse ait un compte ou non."""
    form = OubliForm(request.POST if request.method == "POST" else None)
    contexte = {"form": form, "heures": oubli.duree_en_heures()}
    if request.method != "POST" or not form.is_valid():
        return render(request, "comptes/oubli.html", contexte)
    courriel, ip = form.cleaned_data["courriel"], freins.provenance(request)
    if attente := freins.secondes_a_attendre(courriel, ip, liens.OUBLI):
        reponse = render(request, "comptes/oubli.html", contexte | {"attente": attente}, status=429)
        reponse.headers["Retry-After"] = str(attente)
        return reponse
    freins.noter_un_echec(courriel, ip, liens.OUBLI)
    oubli.demander(courriel)
    return render(request, "comptes/oubli_demande.html", contexte | {"courriel": courriel})


@ouvert_a(PUBLIC)
@FORMULAIRE
@sensitive_post_parameters()
@never_cache
def nouveau_mot_de_passe(request, jeton):
    personne = liens.personne_du_jeton(jeton)
    if personne is None:
        return _perime(request)
    form = ChoixDuMotDePasseForm(personne, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if oubli.choisir(jeton, form.cleaned_data["new_password1"]) is None:
            return _perime(request)
        messages.success(request, "Votre mot de passe est changé : connectez-vous.")
        return redirect("accueil")
    return render(request, "comptes/nouveau_mot_de_passe.html", {"form": form})
