"""Les membres d’une organisation : les lire, inviter, changer un droit, retirer, passer la main."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes import regles
from comptes.acces import EQUIPE, PORTEUR, ouvert_a
from comptes.models import Adhesion, Qualite
from comptes.models import Invitation as Invitee
from comptes.organisations import invitations, journal
from comptes.organisations import membres as gestes
from comptes.organisations.formulaires import ChangementDeDroit, Invitation, PassageDeMain
from comptes.organisations.portes import ouvrir_au_signataire, ouvrir_aux_siens
from workflows.moteur import Blocage
from workflows.requete import cle_vue

GESTES = {
    "renvoyer": (invitations.renvoyer, "Un nouveau lien part ; l’ancien ne sert plus."),
    "retirer": (invitations.retirer_l_invitation, "L’invitation est retirée : son lien ne sert plus."),
}
FORMULAIRE = require_http_methods(["GET", "HEAD", "POST"])


@ouvert_a(PORTEUR, EQUIPE)
@FORMULAIRE
def membres(request, pk):
    """La page des membres ; y poster, c’est inviter."""
    organisation = ouvrir_aux_siens(request, pk)
    peut_inviter = invitations.peut_inviter(organisation, request.user)
    premier = peut_inviter and not regles.signataire(organisation, request.user)
    formulaire = Invitation(request.POST if request.method == "POST" else None, premier_signataire=premier)
    if request.method == "POST":
        if not peut_inviter:
            raise Http404
        if formulaire.is_valid() and _inviter(request, organisation, formulaire):
            return redirect("organisations:membres", pk)
    return render(request, "organisations/membres.html", _page(request, organisation, formulaire, peut_inviter))


def _inviter(request, organisation, formulaire):
    saisie = formulaire.cleaned_data
    try:
        invitee = invitations.inviter(
            organisation, saisie["courriel"], saisie.get("droit"), par=request.user, cle=cle_vue(request)
        )
    except Blocage as blocage:
        formulaire.refuser(blocage)
        return False
    messages.success(request, f"Une invitation part à {invitee.courriel}. Son lien vaut quatorze jours.")
    return True


def _page(request, organisation, formulaire, peut_inviter):
    est_signataire = regles.signataire(organisation, request.user)
    lit_tout = est_signataire or regles.equipe(organisation, request.user)
    adhesions = Adhesion.objects.filter(organisation=organisation, qualite=Qualite.PORTEUR)
    en_attente = Invitee.objects.filter(organisation=organisation).en_attente()
    return {
        "organisation": organisation,
        "formulaire": formulaire,
        "membres": adhesions.select_related("utilisateur"),
        "invitations": en_attente if lit_tout else [],
        "est_signataire": est_signataire,
        "peut_inviter": peut_inviter,
        "lit_tout": lit_tout,
        "journal": journal.lignes(organisation) if lit_tout else [],
    }


@ouvert_a(PORTEUR)
@FORMULAIRE
def membre(request, pk, membre):
    """Un membre : trois gestes, chacun son bouton, qui se nomme lui-même."""
    organisation = ouvrir_au_signataire(request, pk)
    adhesions = Adhesion.objects.select_related("utilisateur", "organisation").filter(qualite=Qualite.PORTEUR)
    adhesion = get_object_or_404(adhesions, organisation=organisation, pk=membre)
    geste = request.POST.get("geste") if request.method == "POST" else None
    donnees = {nom: request.POST if geste == nom else None for nom in ("droit", "main")}
    droit = ChangementDeDroit(donnees["droit"], initial={"droit": adhesion.droit})
    main = PassageDeMain(donnees["main"], initial={"devient": "redacteur"})
    if geste and (phrase := _agir(request, geste, adhesion, droit, main)):
        messages.success(request, phrase)
        request.user.relire_ses_droits()
        return (
            redirect("organisations:membres", pk) if regles.membre(organisation, request.user) else redirect("accueil")
        )
    contexte = {"organisation": organisation, "adhesion": adhesion, "droit": droit, "main": main}
    return render(
        request, "organisations/membre.html", contexte | {"est_soi": adhesion.utilisateur_id == request.user.pk}
    )


def _agir(request, geste, adhesion, droit, main):
    """Fait le geste et rend la phrase qui le dit ; un refus va dans le formulaire, ou en tête de page."""
    faits = {"par": request.user, "cle": cle_vue(request)}
    qui = adhesion.utilisateur
    try:
        if geste == "droit" and droit.is_valid():
            choisi = droit.cleaned_data["droit"]
            gestes.changer_le_droit(adhesion, choisi, vu=request.POST.get("vu"), **faits)
            return f"{qui} est maintenant {dict(Adhesion._meta.get_field('droit').choices)[choisi].lower()}."
        if geste == "main" and main.is_valid():
            gestes.passer_la_main(adhesion, main.cleaned_data["devient"], **faits)
            return f"{qui} est maintenant signataire : vous lui avez passé la main."
        if geste == "retirer":
            gestes.retirer(adhesion, **faits)
            return f"{qui} ne fait plus partie de l’organisation."
    except Blocage as blocage:
        for motif in blocage.motifs:
            messages.error(request, motif)
    return ""


@ouvert_a(PORTEUR, EQUIPE)
@require_POST
def invitation(request, pk, invitation):
    """Renvoyer une invitation, ou la retirer."""
    organisation = ouvrir_aux_siens(request, pk)
    if not invitations.peut_inviter(organisation, request.user):
        raise Http404
    attendue = get_object_or_404(
        Invitee.objects.select_related("organisation"), organisation=organisation, pk=invitation
    )
    faire, phrase = GESTES.get(request.POST.get("geste"), (None, ""))
    try:
        if faire:
            faire(attendue, par=request.user, cle=cle_vue(request))
            messages.success(request, phrase)
    except Blocage as blocage:
        for motif in blocage.motifs:
            messages.error(request, motif)
    return redirect("organisations:membres", pk)
